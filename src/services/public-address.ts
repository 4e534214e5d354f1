/**
 * Which addresses of the network are public. All that IANA's registries of special addresses keep
 * apart is not: this machine, private networks, links, carriers' and documentation networks, and
 * the addresses at which clouds tell their secrets.
 */
import { BlockList, isIP } from 'node:net';

export type AddressKind = 'public' | 'private' | 'forbidden';

/**
 * - `private`: in a network of somebody's own; reached only where that was allowed.
 * - `forbidden`: never reached: link-local (there clouds answer with credentials), multicast,
 *   unspecified.
 */
export function addressKind(address: string): AddressKind {
  const family = isIP(address);
  if (family === 0) return 'forbidden';
  const plain = family === 6 ? (mappedIPv4(address) ?? address) : address;
  const type = isIP(plain) === 4 ? 'ipv4' : 'ipv6';
  if (FORBIDDEN.check(plain, type)) return 'forbidden';
  return PRIVATE.check(plain, type) ? 'private' : 'public';
}

/** `::ffff:127.0.0.1` and `::ffff:7f00:1` are 127.0.0.1. */
function mappedIPv4(address: string): string | null {
  const plain = new URL(`http://[${address.replace(/%.*$/, '')}]/`).hostname.slice(1, -1);
  const parts = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/.exec(plain);
  if (parts === null) return null;
  const [high, low] = [parseInt(parts[1] ?? '', 16), parseInt(parts[2] ?? '', 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

function listOf(networks: string): BlockList {
  const list = new BlockList();
  for (const network of networks.split(' ')) {
    const [base = '', bits = ''] = network.split('/');
    list.addSubnet(base, Number(bits), base.includes(':') ? 'ipv6' : 'ipv4');
  }
  return list;
}

const FORBIDDEN = listOf(
  '0.0.0.0/8 169.254.0.0/16 224.0.0.0/4 240.0.0.0/4 100.100.100.200/32 168.63.129.16/32 ' +
    '::/128 fe80::/10 ff00::/8 fd00:ec2::254/128',
);

const PRIVATE = listOf(
  '10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 ' +
    '192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 ' +
    '::1/128 64:ff9b::/96 64:ff9b:1::/48 100::/64 2001::/23 2001:db8::/32 2002::/16 fc00::/7 ' +
    'fec0::/10 3fff::/20 5f00::/16',
);

import { describe, expect, it } from 'vitest';
import { err, ok } from '../src/domain/result.js';
import { protectReport } from '../src/report-protection.js';
import { encryptPlatform } from '../src/reports/platform-cipher.js';
import type { SecurityPolicies } from '../src/reports/security-policy.js';

const CONFIG = { platformKey: 'SunBird', reportZipCipher: 'zipcrypto' } as const;
const ASKED = { dataset: 'progress-exhaust', channel: 'a', encryptionKey: '' } as const;

describe('A report that is asked for', () => {
  it.each([
    ['as it was sent', 'abc123'],
    ["as Sunbird's LMS encrypted it", encryptPlatform('abc123', 'SunBird')],
  ])('is protected by its key, %s', async (_, encryptionKey) => {
    const policies = having(ok({ level: 'PASSWORD_PROTECTED_DATASET', piiFields: [], pem: '' }));

    const protection = await protectReport(CONFIG, policies)({ ...ASKED, encryptionKey });

    expect(protection).toEqual(
      ok({
        protection: { kind: 'password-zip', password: 'abc123', cipher: 'zipcrypto' },
        level: 'PASSWORD_PROTECTED_DATASET',
      }),
    );
  });

  it('is refused where the policy wants a key and none was sent', async () => {
    const policies = having(ok({ level: 'TEXT_KEY_ENCRYPTED_DATASET', piiFields: [], pem: '' }));

    const refused = await protectReport(CONFIG, policies)(ASKED);

    expect(refused.ok ? '' : refused.error).toMatch(/no encryption key is given/);
  });

  it('is refused where the key that was stored does not open any more', async () => {
    const policies = having(ok({ level: 'PASSWORD_PROTECTED_DATASET', piiFields: [], pem: '' }));
    const asked = { ...ASKED, encryptionKey: 'laurel-sealed:1:AAAA' };

    const refused = await protectReport(CONFIG, policies)(asked);

    expect(refused.ok ? '' : refused.error).toMatch(/cannot be opened.*submit the request again/);
  });

  it('is refused where the policy cannot be read', async () => {
    const refused = await protectReport(CONFIG, having(err({ detail: 'away' })))(ASKED);

    expect(refused).toEqual(err('The security policy cannot be read: away'));
  });
});

const having = (policy: Awaited<ReturnType<SecurityPolicies['of']>>): SecurityPolicies => ({
  of: () => Promise.resolve(policy),
});

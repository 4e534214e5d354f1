import { describe, expect, it } from 'vitest';
import { parseTemplateHosts, templateHosts } from '../src/template-hosts.js';

describe('The hosts of templates', () => {
  it('are read with ports and the mark of private networks', () => {
    expect(parseTemplateHosts('A.example, *.b.example:8443,[::1]:9000+private,c+private')).toEqual({
      ok: true,
      value: [
        { host: 'a.example', port: null, isPrivate: false },
        { host: '*.b.example', port: 8443, isPrivate: false },
        { host: '::1', port: 9000, isPrivate: true },
        { host: 'c', port: null, isPrivate: true },
      ],
    });
  });

  it.each(['https://a.example', 'a.example/x', '*', 'a:0', 'a:70000', 'a+public', 'a b'])(
    'are not %s',
    (entry) => {
      expect(parseTemplateHosts(`good.example,${entry}`)).toEqual({ ok: false, error: entry });
    },
  );

  it('are also the cloud store, whose network must be public', () => {
    expect(templateHosts('', 'https://store.example/content')).toEqual([
      { host: 'store.example', port: null, isPrivate: false },
    ]);
    expect(templateHosts('', '')).toEqual([]);
  });
});

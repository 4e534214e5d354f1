import { describe, expect, it } from 'vitest';
import { faultsOfTemplate, type Signatory } from '../../src/domain/template.js';
import { template } from './given.js';

const [SIGNATORY] = template().signatories;

describe('A template', () => {
  it('with issuer and one signatory can be printed', () => {
    expect(faultsOfTemplate(template())).toEqual([]);
  });

  it.each(['name', 'url'] as const)('needs issuer.%s; blank is missing', (field) => {
    const issuer = { ...template().issuer, [field]: ' ' };

    expect(faultsOfTemplate(template({}, { issuer }))).toEqual([
      { parameter: `issuer.${field}`, problem: 'missing' },
    ]);
  });

  it('needs a signatory', () => {
    expect(faultsOfTemplate(template({}, { signatories: [] }))).toEqual([
      { parameter: 'signatoryList', problem: 'missing' },
    ]);
  });

  it.each<keyof Signatory>(['name', 'id', 'designation', 'image'])(
    'needs %s of every signatory, and says of which',
    (field) => {
      const signatories = [SIGNATORY!, { ...SIGNATORY!, [field]: '' }];

      expect(faultsOfTemplate(template({}, { signatories }))).toEqual([
        { parameter: `signatoryList[1].${field}`, problem: 'missing' },
      ]);
    },
  );

  it.each([
    ['', []],
    ['CLOUD_BASE_PATH/content/artifact/template-1.svg', []],
    ['https://example.org/cert.svg?sv=1', []],
    ['https://x/cert.pdf', [{ parameter: 'url', problem: 'invalid' }]],
  ])('may have the url %j with faults %j (case pre-10)', (url, faults) => {
    expect(faultsOfTemplate(template({}, { url }))).toEqual(faults);
  });

  it('names all that is missing at once, in the order of the request', () => {
    const bare = template(
      {},
      { issuer: { name: '', url: '' }, signatories: [], url: 'https://x/cert.pdf' },
    );

    expect(faultsOfTemplate(bare).map((f) => f.parameter)).toEqual([
      'issuer.name',
      'issuer.url',
      'signatoryList',
      'url',
    ]);
  });
});

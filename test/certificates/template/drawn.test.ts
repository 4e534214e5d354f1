/** Templates as they come out on paper. */
import { execFileSync, spawnSync } from 'node:child_process';
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { CertificateDesign } from '../../../src/domain/certificate-design.js';
import type { CertificateFacts } from '../../../src/domain/certificate.js';
import { renderCertificate } from '../../../src/certificates/render.js';
import { compileDeclared } from '../../../src/certificates/template/declared.js';
import {
  asSpecimen,
  SAMPLE_ISSUER,
  SAMPLE_NAMES,
  SAMPLE_SIGNATORIES,
  specimenFacts,
  type SampleName,
} from '../../../src/certificates/template/sample.js';
import { compiled, drawing, REGISTRY_TEMPLATE } from './drawings.js';

const hasPoppler = spawnSync('pdftotext', ['-v']).error === undefined;
const signatories = SAMPLE_SIGNATORIES;

const factsOf = (sample: SampleName): CertificateFacts =>
  specimenFacts({
    ...{ sample, name: '', issuer: SAMPLE_ISSUER, publicUrl: 'https://learn.example' },
    ...{ timeZone: 'Asia/Kolkata', now: Date.UTC(2026, 10, 24, 9) },
  });

function declared(fields: object): CertificateDesign {
  const { design } = compileDeclared({ fields: fields as Record<string, unknown>, signatories });
  if (design === null) throw new Error('it cannot be used');
  return design;
}

const drawn = (design: CertificateDesign, facts: CertificateFacts): Promise<Uint8Array> =>
  renderCertificate(facts, { url: '', signatories, design });

describe.runIf(hasPoppler)('a template on paper', () => {
  it.each(['classic', 'modern', 'classic-portrait', 'modern-portrait'])(
    'of the layout %s shows the facts and those who sign',
    async (layout) => {
      const facts = factsOf('plain');
      const text = wordsOf(await drawn(declared({ layout, sealed: true }), facts));
      for (const part of [
        facts.recipientName,
        facts.courseName,
        facts.accessCode,
        facts.verifyUrl,
        'Dr. Meera Krishnan',
        'Dean, Faculty of Education',
        '24 November 2026',
      ]) {
        expect(text).toContain(part);
      }
    },
  );

  it.each(['classic', 'modern', 'classic-portrait', 'modern-portrait'])(
    'of the layout %s says how long it holds, where it ends',
    async (layout) => {
      const design = declared({ layout });
      const ending = { ...factsOf('plain'), expiresAt: Date.UTC(2027, 2, 4, 20) };
      expect(wordsOf(await drawn(design, ending))).toContain('Valid until 05 March 2027');
      expect(wordsOf(await drawn(design, factsOf('plain')))).not.toContain('Valid until');
    },
  );

  it.each(SAMPLE_NAMES)('shows the sample %s, whatever its script', async (sample) => {
    const facts = factsOf(sample);
    const design = asSpecimen(declared({ layout: 'modern-portrait' }));
    const text = wordsOf(await drawn(design, facts));
    expect(text).toContain('SPECIMEN');
    expect(text).toContain(facts.recipientName.normalize('NFC'));
  });

  it('of the registry shows what its placeholders stand for', async () => {
    const facts = factsOf('tamil');
    const { design } = compiled(REGISTRY_TEMPLATE);
    const text = wordsOf(await drawn(design!, facts));
    for (const part of [facts.recipientName, facts.courseName, 'Issued on 24 November 2026']) {
      expect(text).toContain(part);
    }
    expect(text).not.toMatch(/[{}$]/);
  });
});

describe('a hostile template', () => {
  const HOSTILE = [
    ') Tj ET /JS (app.alert(1)) /Launch',
    '\\) >> endobj 99 0 obj << /OpenAction << /S /JavaScript >> >>',
    '<script>alert(1)</script>',
    'https://evil.example/x',
    'file:///etc/passwd',
    'javascript:alert(1)',
  ];

  it.each(HOSTILE)('has %s printed as mere text by a built-in look', async (text) => {
    const texts = { certify: text, deed: text, verify: text };
    expectNothingToRun(await drawn(declared({ title: text, texts }), factsOf('plain')));
  });

  it.each(HOSTILE)('leaves no trace of %s in a drawing', async (text) => {
    const inert = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
    const { design } = compiled(
      drawing(
        `<a href="${inert}"><text>${inert}</text></a><title>${inert}</title>` +
          `<rect id="${inert}" class="${inert}" data-x="${inert}" fill="${inert}" width="9" ` +
          `height="9" transform="scale(1)"/>` +
          `<g style="fill: red; --x: ${inert}"><path d="M0 0H9"/></g>`,
      ),
    );
    expect(design!.art).not.toMatch(/evil|script|etc|Launch|JavaScript/);
    expectNothingToRun(await drawn(design!, factsOf('plain')));
  });
});

/** Neither in objects nor in streams is there anything that a viewer would run or fetch. */
function expectNothingToRun(pdf: Uint8Array): void {
  const file = Buffer.from(pdf).toString('latin1');
  const structure = file.replace(/stream\r?\n[\s\S]*?endstream/g, '').replace(STRINGS, '()');
  expect(structure).not.toMatch(
    /\/(?:JS|JavaScript|Launch|URI|AA|OpenAction|Annots|EmbeddedFile|XFA|GoToR|SubmitForm)\b/,
  );
  const streams = [...file.matchAll(/stream\r?\n([\s\S]*?)\r?\nendstream/g)];
  for (const [, body = ''] of streams) {
    expect(unpacked(body)).not.toMatch(/\/Launch|JavaScript|app\.alert/);
  }
}

const STRINGS = /\((?:\\[\s\S]|[^\\()])*\)|<[\da-fA-F]*>/g;

function unpacked(body: string): string {
  try {
    return inflateSync(Buffer.from(body, 'latin1')).toString('latin1').replace(STRINGS, '()');
  } catch {
    return '';
  }
}

const wordsOf = (pdf: Uint8Array): string =>
  execFileSync('pdftotext', ['-', '-'], { input: pdf, encoding: 'utf8' })
    .replace(/\s+/g, ' ')
    .normalize('NFC');

import { createHash } from 'node:crypto';
import { TextWriter, Uint8ArrayReader, ZipReader } from '@zip.js/zip.js';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CertificateFacts } from '../../src/domain/certificate.js';
import type { EnrolmentState } from '../../src/domain/enrolment.js';
import type { CertificateId, LearnerId } from '../../src/domain/ids.js';
import { err, ok } from '../../src/domain/result.js';
import {
  CERTIFICATES_COUNT_MAX,
  entryName,
  writeArchive,
  type ArchiveParts,
} from '../../src/reports/certificate-archive.js';
import { sampleFacts } from '../certificates/sample.js';
import { enrolled, generation } from '../domain/given.js';

describe('the archive of a batch', () => {
  it('holds each document as it was issued, and an index', async () => {
    const all = [certificate('u1', 'c1', 'आशा राव'), certificate('u2', 'c2', '=HYPERLINK("x")')];
    const { files, summary } = await archived(partsOf(all));
    expect([...files.keys()]).toEqual([
      'आशा-राव_Certificate-of-Completion_c1.pdf',
      'HYPERLINK-x_Certificate-of-Completion_c2.pdf',
      'index.csv',
    ]);
    expect(files.get('आशा-राव_Certificate-of-Completion_c1.pdf')).toBe('%PDF c1');
    const rows = parse(files.get('index.csv') ?? '', { columns: true });
    expect(rows).toEqual([
      expect.objectContaining({
        ...{ certificate: 'c1', learner: 'u1', recipient: 'आशा राव', status: 'issued' },
        ...{ issued: '2026-11-24T09:00:00.000Z', 'valid until': '' },
        sha256: createHash('sha256').update('%PDF c1').digest('hex'),
      }),
      expect.objectContaining({ recipient: `'=HYPERLINK("x")` }),
    ]);
    expect(summary).toMatchObject({ certificates: 2, next: '' });
  });

  it('says which were replaced and which revoked', async () => {
    const one = certificate('u1', 'old', 'A');
    const now = generation('new', { replaces: 'old', revocation: { at: 1, reason: 'x' } });
    const state = enrolled({ generations: [...one.state.generations.values(), now] });
    const facts = new Map([
      ...one.facts,
      ['new', sampleFacts({ certificate: 'new' as CertificateId })],
    ]);
    const { files } = await archived(partsOf([{ state, facts }]));
    const rows = parse<{ status: string }>(files.get('index.csv') ?? '', { columns: true });
    expect(rows.map(({ status }) => status)).toEqual(['superseded', 'revoked']);
  });

  it('passes over what has no document', async () => {
    const all = [certificate('u1', 'c1', 'A'), certificate('u2', 'c2', 'B')];
    const parts = partsOf(all);
    const document: ArchiveParts['document'] = (id) =>
      id === 'c1' ? Promise.resolve(ok(null)) : parts.document(id);
    const { summary } = await archived({ ...parts, document });
    expect(summary.certificates).toBe(1);
  });

  it('goes on behind a learner', async () => {
    const all = ['u1', 'u2', 'u3'].map((id) => certificate(id, `c-${id}`, id));
    const { files } = await archived({ ...partsOf(all), after: 'u2' });
    expect([...files.keys()]).toEqual(['u3_Certificate-of-Completion_c-u3.pdf', 'index.csv']);
  });

  it('ends at its limit and says where to go on', async () => {
    const all = Array.from({ length: CERTIFICATES_COUNT_MAX + 2 }, (_, i) => {
      const learner = `u${String(i).padStart(6, '0')}`;
      return certificate(learner, `c${String(i)}`, 'A');
    });
    const { summary, files } = await archived(partsOf(all));
    expect(files.size).toBe(CERTIFICATES_COUNT_MAX + 2);
    expect([...files.keys()].slice(-2)).toEqual(['continue-after.txt', 'index.csv']);
    expect(summary).toMatchObject({
      certificates: CERTIFICATES_COUNT_MAX,
      next: `u${String(CERTIFICATES_COUNT_MAX - 1).padStart(6, '0')}`,
    });
  });

  it('is given up where a certificate cannot be read', async () => {
    const parts = partsOf([certificate('u1', 'c1', 'A')]);
    const facts: ArchiveParts['facts'] = () => Promise.resolve(err({ kind: 'damaged' }));
    await expect(writeArchive({ ...parts, facts }, () => Promise.resolve())).rejects.toThrow(
      'damaged',
    );
  });

  it('waits for whoever takes it', async () => {
    let [open, most] = [0, 0];
    await writeArchive(partsOf([certificate('u1', 'c1', 'A')]), async () => {
      most = Math.max(most, ++open);
      await Promise.resolve();
      open--;
    });
    expect(most).toBe(1);
  });
});

describe('the name of an entry', () => {
  it('is safe whatever the texts are, and tells certificates apart', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (name, title) => {
        const facts = sampleFacts({ recipientName: name, templateName: title });
        const entry = entryName(facts);
        expect(entry).toMatch(/^[\p{L}\p{M}\p{N}_-]+\.pdf$/u);
        expect(Buffer.byteLength(entry)).toBeLessThanOrEqual(255);
        const other = sampleFacts({ ...facts, certificate: 'another' as CertificateId });
        expect(entryName(other)).not.toBe(entry);
      }),
    );
  });

  it('holds no path of an id', () => {
    const facts = sampleFacts({ certificate: '../../etc/passwd' as CertificateId });
    expect(entryName(facts)).not.toMatch(/[/\\]|\.\./);
  });
});

interface Certified {
  readonly state: EnrolmentState;
  readonly facts: ReadonlyMap<string, CertificateFacts>;
}

function certificate(learner: string, id: string, recipientName: string): Certified {
  const state = enrolled({ generations: [generation(id)] });
  const key = { ...state.key, learner: learner as LearnerId };
  const facts = sampleFacts({ certificate: id as CertificateId, learner, recipientName });
  return { state: { ...state, key }, facts: new Map([[id, facts]]) };
}

function partsOf(all: readonly Certified[]): ArchiveParts {
  const facts = new Map(all.flatMap((one) => [...one.facts]));
  return {
    states: each(all.map(({ state }) => state)),
    facts: (id) => Promise.resolve(ok(facts.get(id) ?? null)),
    document: (id) => Promise.resolve(ok(new TextEncoder().encode(`%PDF ${id}`))),
    after: '',
  };
}

async function* each<T>(values: readonly T[]): AsyncGenerator<T> {
  for (const value of values) yield await Promise.resolve(value);
}

const CHECKED = { checkSignature: true };

async function archived(parts: ArchiveParts) {
  const chunks: Uint8Array[] = [];
  const summary = await writeArchive(parts, (bytes) => {
    chunks.push(Uint8Array.from(bytes));
    return Promise.resolve();
  });
  const zip = new ZipReader(new Uint8ArrayReader(Buffer.concat(chunks)));
  const files = new Map<string, string>();
  const entries = (await zip.getEntries()).filter((entry) => !entry.directory);
  for (const entry of entries) {
    // Reading all of very many takes minutes.
    const read = entries.length > 1000 ? '' : await entry.getData(new TextWriter(), CHECKED);
    files.set(entry.filename, read);
  }
  return { files, summary };
}

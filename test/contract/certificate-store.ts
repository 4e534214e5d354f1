/** What every `CertificateStore` promises (`src/persistence/ports.ts`). */
import { describe, expect, it } from 'vitest';
import type { BatchId, CourseId } from '../../src/domain/ids.js';
import type { Store } from '../../src/persistence/ports.js';
import type { CertificateJob } from '../../src/domain/certificate-job.js';
import { all, sorted, valueOf, type OpenStore } from './open-store.js';
import { MEGABYTE, certificateId, commitOf, factsOf, longestId } from './samples.js';

/** The suite, on stores of `open`. */
export function certificateStoreContract(open: OpenStore): void {
  describe('the certificate store', () => {
    it('knows no certificate at first', async () => {
      const { certificates } = (await open()).store;

      expect(await valueOf(certificates.facts(certificateId('c1')))).toBeNull();
      expect(await valueOf(certificates.document(certificateId('c1')))).toBeNull();
    });

    it('keeps the facts of each certificate that was committed', async () => {
      const { store, reopen } = await open();
      const facts = [{ ...factsOf('c1'), scorePercent: 66.7 }, factsOf('c10'), factsOf('c')];
      await valueOf(store.snapshots.commit(commitOf({ facts })));

      const { certificates } = await reopen();

      for (const fact of facts) {
        expect(await valueOf(certificates.facts(fact.certificate))).toEqual(fact);
      }
    });

    it('erases: other facts, and no document, whatever comes later', async () => {
      const { store, reopen } = await open();
      await valueOf(store.snapshots.commit(commitOf({ facts: [factsOf('c1'), factsOf('c2')] })));
      await put(store, 'c1', 'drawn');
      await put(store, 'c2', 'other');
      const erasure = { at: 1, documentSha256: 'd', factsSha256: 'f' };
      const erased = { ...factsOf('c1'), recipientName: '', erasure };
      await valueOf(store.certificates.erase(erased));
      await valueOf(store.certificates.erase(erased));

      const { certificates } = await reopen();

      expect(await valueOf(certificates.facts(certificateId('c1')))).toEqual(erased);
      expect(await valueOf(certificates.document(certificateId('c1')))).toBeNull();
      expect(await valueOf(certificates.facts(certificateId('c2')))).toEqual(factsOf('c2'));
      expect(
        Buffer.from((await valueOf(certificates.document(certificateId('c2'))))!).toString(),
      ).toBe('other');
    });

    it('keeps the last form of each job', async () => {
      const { store, reopen } = await open();
      const [first, other] = [job('j1'), job('j10')];
      const last = { ...first, cursor: 'अ', asked: 7, askedAt: 9 };
      for (const one of [first, other, last]) await valueOf(store.certificates.putJob(one));

      const { certificates } = await reopen();

      expect(sorted(await all(certificates.jobs()))).toEqual(sorted([last, other]));
    });

    it('keeps the first document of a certificate, whatever comes later', async () => {
      const { store, reopen } = await open();
      await put(store, 'c1', 'first');
      await put(store, 'c1', 'second');

      expect(await document(store, 'c1')).toBe('first');
      expect(await document(await reopen(), 'c1')).toBe('first');
    });

    it('keeps the first of documents that come at once', async () => {
      const { store } = await open();

      await Promise.all(['first', 'second', 'third'].map((text) => put(store, 'c1', text)));

      expect(await document(store, 'c1')).toBe('first');
    });

    it('keeps a document as it was at the call, though its memory is used again', async () => {
      const { store } = await open();
      const memory = Buffer.from('kept');
      const stored = store.certificates.putDocument(certificateId('c1'), memory);
      memory.fill(0);
      await stored;

      expect(await document(store, 'c1')).toBe('kept');
    });

    it('keeps documents of a megabyte apart by id, the longest included', async () => {
      const { store, reopen } = await open();
      const ids = ['c', 'c1', longestId('x'), longestId('y')];
      for (const id of ids) await put(store, id, id.repeat(MEGABYTE / id.length));

      const reopened = await reopen();

      for (const id of ids) {
        expect(await document(reopened, id)).toBe(id.repeat(MEGABYTE / id.length));
      }
    });
  });
}

const put = (store: Store, id: string, text: string): Promise<void> =>
  valueOf(store.certificates.putDocument(certificateId(id), Buffer.from(text)));

async function document(store: Store, id: string): Promise<string | null> {
  const bytes = await valueOf(store.certificates.document(certificateId(id)));
  return bytes === null ? null : Buffer.from(bytes).toString();
}

const job = (id: string): CertificateJob => ({
  id,
  filter: {
    ...{ course: 'c' as CourseId, batch: 'b' as BatchId, template: '' },
    ...{ issuedFrom: 0, issuedBefore: 0, status: 'issued' },
    certificates: [certificateId('c1')],
  },
  task: { kind: 'revoke', reason: 'अशुद्ध' },
  ...{ startedAt: 1, askedAt: 0, cursor: '', learners: 0, asked: 0 },
  ...{ withoutTemplate: 0, notEarned: 0 },
});

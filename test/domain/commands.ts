/** Commands for the tests of the domain, all about the enrolment of `given.ts`. */
import type { AttemptState } from '../../src/domain/attempt.js';
import type { Command } from '../../src/domain/command.js';
import type { ContentState } from '../../src/domain/content.js';
import type { CertificateId, Instant, TemplateId } from '../../src/domain/ids.js';
import { KEY } from './given.js';

const common = { key: KEY, receivedAt: 1000, courseVersion: 1 } as const;

export const observe = (...contents: ContentState[]): Command => ({
  ...common,
  kind: 'observe',
  contents,
});

export const record = (attempt: AttemptState): Command => ({
  ...common,
  kind: 'attempt',
  attempt,
  questions: [],
});

export const enrol = (at: Instant, addedBy = ''): Command => ({
  ...common,
  kind: 'enrol',
  at,
  addedBy,
});

export const unenrol = (at: Instant): Command => ({ ...common, kind: 'unenrol', at });

export const reevaluate = (): Command => ({ ...common, kind: 'reevaluate' });

export const confirm = (certificate: string): Command => ({
  ...common,
  kind: 'confirm-certificate',
  certificate,
  identifier: '',
});

export const revoke = (certificate: string, at: Instant, reason: string): Command => ({
  ...common,
  kind: 'revoke-certificate',
  certificate,
  at,
  reason,
});

export const issue = (certificate: string, replaces = ''): Command => ({
  ...common,
  kind: 'issue-certificate',
  listing: {},
  facts: {
    certificate: certificate as CertificateId,
    replaces,
    learner: KEY.learner,
    recipientName: 'Asha Rao',
    course: KEY.course,
    courseName: 'test Course',
    batch: KEY.batch,
    batchName: 'Batch 1',
    template: 'template-1' as TemplateId,
    templateName: 'Course Completion Certificate',
    templateHash: 'hash',
    issuer: { name: 'Issuer', url: 'https://example.org' },
    completedAt: 900,
    issuedAt: 1000,
    scorePercent: null,
    accessCode: 'A1B2C3',
    verifyUrl: `https://example.org/certificates/${certificate}`,
    timeZone: 'Asia/Kolkata',
  },
});

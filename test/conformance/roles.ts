/**
 * Which of Sunbird's jobs Laurel stands for in a case: what it does itself, what it tells others,
 * and whom it asks. The clients of the services are the real ones, over the case's answers.
 */
import { SELF_CONTAINED, type Earned, type Follow } from '../../src/actors/follow.js';
import type { Send } from '../../src/domain/effects.js';
import { generateRecord } from '../../src/gateway/events/generate-record.js';
import { recordOfTell } from '../../src/gateway/events/tell-record.js';
import { cloudOf } from './cloud.js';
import { textOr } from './fields.js';
import type { Outside } from './outside.js';
import type { Installation } from './installation.js';
import type { Given } from './job-case.js';

type Parts = Pick<Installation, 'clock' | 'zone' | 'store'>;

/** Takes a record that Laurel sends. */
export type Sink = (send: Send) => void;

export function roleOf(given: Given, outside: Outside, parts: Parts, sink: Sink): Follow {
  const common: Follow = {
    ...SELF_CONTAINED,
    judges: false,
    tell: (tell, state, issued) => {
      const record = recordOfTell(tell, state, parts.clock.now());
      if (record === null) return outside.tell(tell, state, issued);
      sink(record);
      return DONE;
    },
    send: (send) => {
      sink(send);
      return DONE;
    },
  };
  switch (given.job) {
    case 'activity-aggregate-updater':
    case 'enrolment-reconciliation':
    case 'assessment-aggregator':
      return { ...common, tells: PROGRESS };
    case 'collection-cert-pre-processor':
      return {
        ...common,
        judges: true,
        lookups: outside.lookups,
        generate: generator(given, sink, parts),
      };
    case 'collection-certificate-generator':
      return { ...common, tells: ISSUED, register: outside.register };
    case 'user-cache-updater-2.0':
    case 'relation-cache-updater':
      return common;
  }
}

const DONE = Promise.resolve({ kind: 'done' } as const);

const PROGRESS = new Set([
  'content-start',
  'content-complete',
  'course-complete',
  'certificate-request',
] as const);
const ISSUED = new Set(['certificate-issued', 'certificate-notify', 'certificate-feed'] as const);

function generator(given: Given, sink: Sink, { zone, clock }: Parts) {
  const settings = {
    zone,
    certificateDomainUrl: textOr(given.config['cert_domain_url']),
    ...cloudOf(given),
  };
  return (earned: readonly Earned[]): ReturnType<NonNullable<Follow['generate']>> => {
    for (const one of earned) sink(generateRecord(one, settings, clock.now()));
    return DONE;
  };
}

/** What a redrive needs, on an engine that a test holds. */
import { ok } from '../../src/domain/result.js';
import type { RedriveDeps } from '../../src/gateway/redrive.js';
import { newIngress, type IngressDeps } from '../../src/gateway/topics/ingress.js';
import { zoneOf } from '../../src/gateway/zone.js';
import { NOW, type Given } from './given.js';

export function depsOf(engine: Given['engine'], differing: Partial<IngressDeps> = {}): RedriveDeps {
  const zone = zoneOf('Asia/Kolkata');
  const limits = { updateEntriesCountMax: 10, progressDetailsBytesMax: 1000, endedBatchGraceMs: 0 };
  return {
    ...{ engine, zone, limits, catalogue: engine.catalogue, env: 'dev' },
    listenedTopics: new Set(),
    ingressOn: (source) =>
      newIngress({
        ...{ engine, source, zone, now: () => NOW + 1 },
        ...{ suppressesSignatoryFaults: false, sendsToTopics: false, judges: false },
        tells: new Set(),
        place: { publicUrl: '', timeZone: 'Asia/Kolkata' },
        ...{ questionsOf: null, courseStatus: null },
        updateUser: () => Promise.resolve({ kind: 'unchanged' }),
        refreshCourse: () => Promise.resolve({ kind: 'unchanged' }),
        contentOf: (template) => Promise.resolve(ok(template)),
        keepTemplate: () => Promise.resolve(ok(undefined)),
        ...differing,
      }),
  };
}

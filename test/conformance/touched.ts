/**
 * The enrolments that a record is about, and which of their derived columns are written though no
 * state need change: asked of the ingress's own parsers.
 */
import type { Effect } from '../../src/domain/effects.js';
import type { EnrolmentKey } from '../../src/domain/ids.js';
import { isInputTopic, parseTopic } from '../../src/gateway/topics/parse-topic.js';
import { topicContext } from '../../src/gateway/topics/topic-context.js';
import type { TopicEvent } from '../../src/gateway/topics/topic-event.js';
import type { Renewal } from '../../src/persistence/sunbird/projection.js';
import type { Installation } from './installation.js';
import type { Input } from './job-case.js';

export interface Touched {
  readonly key: EnrolmentKey;
  readonly renew: ReadonlySet<Renewal>;
}

export function touchedBy(
  { topic, value }: Input,
  { engine, zone, clock }: Installation,
  suppressesSignatoryFaults: boolean,
): Touched[] {
  if (!isInputTopic(topic)) return [];
  const settings = { zone, suppressesSignatoryFaults };
  const context = topicContext(engine.catalogue, settings)(clock.now());
  return touched(parseTopic(topic, JSON.stringify(value), context));
}

function touched(event: TopicEvent): Touched[] {
  switch (event.kind) {
    case 'commands':
      return event.commands.map(({ key }) => ({ key, renew: new Set(['progress']) }));
    case 'attempt':
      return [{ key: event.command.key, renew: new Set() }];
    case 'rescore':
      return [{ key: event.command.key, renew: new Set(['scores']) }];
    case 'ask':
      return event.effects.filter(hasKey).map(({ key }) => ({ key, renew: new Set() }));
    case 'generate':
      return [{ key: event.request.key, renew: new Set() }];
    case 'user':
    case 'course':
    case 'ignored':
    case 'dead':
      return [];
  }
}

const hasKey = (effect: Effect): effect is Extract<Effect, { key: unknown }> => 'key' in effect;

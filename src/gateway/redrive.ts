/**
 * Takes the input of a dead letter again, by the parser that it came through at first and with the
 * time at which it came. Stores and removes no letter.
 *
 * - V1 Nothing is applied twice: commands carry the same times and ids as before (M1), so that what
 *   is known already is a duplicate. A letter may be taken as often as one likes.
 * - V2 An input gets no more rights than it came with: a request is its sender's.
 * - V3 Whoever heard of the failure on a `*.failed` topic is not told a second time.
 */
import type { Command } from '../domain/command.js';
import type { BatchId, CourseId } from '../domain/ids.js';
import { assertNever, err, ok, type Result } from '../domain/result.js';
import type { Answer, Engine, Source, Tally } from '../engine.js';
import type { DeadLetter } from '../persistence/ports.js';
import { planScoring } from './assessment-request.js';
import { maySpeak } from './caller.js';
import { planUpdate, rejectionText, type ContentStateLimits } from './content-state.js';
import { faultMessage } from './fault.js';
import { heldBefore, sendHeard, type Hearers } from './http/sending.js';
import { parseKeptCommand } from './kept-command.js';
import { parseKeptRender } from './kept-render.js';
import { parseKeptRequest, type KeptRequest } from './kept-request.js';
import { inputOf, type LetterInput } from './letter-input.js';
import { refusalText } from './refusal-text.js';
import type { Ingress } from './topics/ingress.js';
import { parseTopic } from './topics/parse-topic.js';
import { topicContext } from './topics/topic-context.js';
import { scoringRecords, updateRecords } from './update-records.js';
import type { Zone } from './zone.js';

/** What became of a letter. */
export type Redriven =
  /** It is in the state now, or was already, or asks for nothing any more. */
  | { readonly kind: 'applied' | 'duplicate' | 'ignored' }
  /** It was taken and failed, for this reason. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** It cannot be taken at all; its own reason stands. */
  | { readonly kind: 'impossible'; readonly why: string };

/** What is looked up, and nothing changed by. */
export interface LookUps {
  readonly catalogue: Pick<Engine['catalogue'], 'course' | 'tree' | 'batch'>;
  readonly zone: Zone;
  readonly limits: ContentStateLimits;
  /** Prefix of topic names. */
  readonly env: string;
}

export interface RedriveDeps extends LookUps, Hearers {
  readonly engine: Hearers['engine'] & Pick<Engine, 'decide' | 'ask'>;
  /** The ingress of an installation on that source; it sends no failed records (V3). */
  ingressOn(source: Caught['source']): Ingress;
}

/** Takes it; a refusal means that nothing is known of it, and that it may be taken again. */
export async function redriveLetter(letter: DeadLetter, deps: RedriveDeps): Answer<Redriven> {
  const input = inputOf(letter, deps.env);
  if (!input.ok) return ok({ kind: 'impossible', why: input.error });
  switch (input.value.kind) {
    case 'record':
      return record(letter, input.value, deps);
    case 'state-update':
      return stateUpdate(letter, deps);
    case 'scoring':
      return scoring(letter, deps);
    case 'command': {
      const command = parseKeptCommand(letter.text);
      return command.ok ? decided([command.value], deps) : ok(failed(command.error));
    }
    case 'render':
      return render(letter, deps);
    default:
      return assertNever(input.value);
  }
}

/** What its parser says of it now: the reason for which it would fail, or `null`; or impossible. */
export function lookAtLetter(
  letter: DeadLetter,
  looks: LookUps,
): Extract<Redriven, { readonly kind: 'failed' | 'impossible' }> | null {
  const input = inputOf(letter, looks.env);
  if (!input.ok) return { kind: 'impossible', why: input.error };
  const reason = faultIn(letter, input.value, looks);
  return reason === null ? null : failed(reason);
}

const failed = (reason: string) => ({ kind: 'failed', reason }) as const;

function faultIn(letter: DeadLetter, input: LetterInput, looks: LookUps): string | null {
  switch (input.kind) {
    case 'record': {
      const rules = { zone: looks.zone, suppressesSignatoryFaults: false };
      const context = topicContext(looks.catalogue, rules)(receivedAt(letter, input));
      const event = parseTopic(input.topic, letter.text, context);
      return event.kind === 'dead' ? event.reason : null;
    }
    case 'state-update':
      return errorOf(updateOf(letter, looks));
    case 'scoring':
      return errorOf(scoringOf(letter, looks));
    case 'command':
      return errorOf(parseKeptCommand(letter.text));
    case 'render':
      return errorOf(parseKeptRender(letter.text));
    default:
      return assertNever(input);
  }
}

const errorOf = (result: Result<unknown, string>): string | null =>
  result.ok ? null : result.error;

type RecordInput = Extract<LetterInput, { readonly kind: 'record' }>;

/** A letter is kept moments after the record came; a file's events carry their own time. */
const receivedAt = ({ at }: DeadLetter, { fromTopic }: RecordInput): number | null =>
  fromTopic ? at : null;

async function record(letter: DeadLetter, input: RecordInput, deps: RedriveDeps): Answer<Redriven> {
  const caught = catching();
  const taken = await deps.ingressOn(caught.source).take({
    ...{ topic: input.topic, text: letter.text, receivedAt: receivedAt(letter, input) },
    ...{ source: letter.source, position: letter.position },
  });
  if (!taken.ok)
    return taken.error.kind === 'damaged' ? ok(failed(refusalText(taken.error))) : taken;
  const [again] = caught.letters;
  if (again !== undefined) return ok(failed(again.reason));
  if (caught.commands.length > 0) return decided(caught.commands, deps);
  return ok({ kind: caught.source.tally.applied > 0 ? 'applied' : 'ignored' });
}

/** A source that takes everything at once and keeps it for whoever asks. */
interface Caught {
  readonly source: Pick<Source, 'offer' | 'room' | 'bury' | 'ignore' | 'tally'>;
  readonly commands: Command[];
  readonly letters: DeadLetter[];
}

function catching(): Caught {
  const tally: Tally = { events: 0, applied: 0, duplicates: 0, ignored: 0, rejected: 0, dead: 0 };
  const [commands, letters]: [Command[], DeadLetter[]] = [[], []];
  const source: Caught['source'] = {
    tally,
    offer: (command) => commands.push(command) > 0,
    room: () => Promise.resolve(),
    bury: (letter) => void letters.push(letter),
    ignore: () => {
      tally.ignored++;
    },
  };
  return { source, commands, letters };
}

/** `applied` when one of them changed anything. */
async function decided(
  commands: readonly Command[],
  { engine }: Pick<RedriveDeps, 'engine'>,
): Answer<Redriven> {
  let kind: 'applied' | 'duplicate' = 'duplicate';
  for (const command of commands) {
    const outcome = await engine.decide(command);
    if (!outcome.ok) {
      const { error } = outcome;
      return error.kind === 'damaged' ? ok(failed(refusalText(error))) : outcome;
    }
    if (outcome.value === 'not-enrolled') return ok(failed(outcome.value));
    if (outcome.value === 'applied') kind = 'applied';
  }
  return ok({ kind });
}

/** A plan of one entry, by the time and the sender of then (V2). */
function updateOf({ text, at }: DeadLetter, { catalogue, zone, limits }: LookUps) {
  const kept = parseKeptRequest(text);
  if (!kept.ok) return kept;
  const { caller, request } = kept.value;
  const plan = planUpdate(
    { request },
    {
      ...{ caller, receivedAt: at, zone, limits },
      batch: (id: BatchId) => catalogue.batch(id),
      courseVersion: (id: CourseId) => catalogue.course(id)?.version ?? 0,
    },
  );
  if (!plan.ok) return err(faultMessage(plan.error));
  if (plan.value.kind !== 'update') return err('the kept request holds no entry');
  const [rejected] = plan.value.rejected;
  return rejected === undefined ? ok({ caller, plan: plan.value }) : err(rejectionText(rejected));
}

async function stateUpdate(letter: DeadLetter, deps: RedriveDeps): Answer<Redriven> {
  const update = updateOf(letter, deps);
  if (!update.ok) return ok(failed(update.error));
  const { plan, caller } = update.value;
  const before = await heldBefore(plan, deps);
  if (!before.ok) return before;
  const outcome = await decided(plan.commands, deps);
  if (!outcome.ok || outcome.value.kind === 'failed') return outcome;
  const sent = await sendHeard(updateRecords(plan, before.value, caller, letter.at), deps);
  return sent.ok ? outcome : sent;
}

function scoringOf({ text, at }: DeadLetter, { catalogue }: LookUps) {
  const kept = parseKeptRequest(text);
  if (!kept.ok) return kept;
  const { caller, request }: KeptRequest = kept.value;
  const courseVersion = (id: CourseId): number => catalogue.course(id)?.version ?? 0;
  const plan = planScoring({ request }, { receivedAt: at, courseVersion });
  if (!plan.ok) return err(faultMessage(plan.error));
  const allowed = plan.value.scorings.every(({ command }) => maySpeak(caller, command.key.learner));
  return allowed ? plan : err('other-user');
}

async function scoring(letter: DeadLetter, deps: RedriveDeps): Answer<Redriven> {
  const plan = scoringOf(letter, deps);
  if (!plan.ok) return ok(failed(plan.error));
  const outcome = await decided(
    plan.value.scorings.map(({ command }) => command),
    deps,
  );
  if (!outcome.ok || outcome.value.kind === 'failed') return outcome;
  const sent = await sendHeard(scoringRecords(plan.value), deps);
  return sent.ok ? outcome : sent;
}

/** Asks for the drawing again; should it fail as before, there will be a letter again. */
async function render({ text }: DeadLetter, { engine }: RedriveDeps): Answer<Redriven> {
  const kept = parseKeptRender(text);
  if (!kept.ok) return ok(failed(kept.error));
  const asked = await engine.ask([kept.value]);
  return asked.ok ? ok({ kind: 'applied' }) : asked;
}

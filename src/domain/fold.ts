/**
 * The one transition of an enrolment: (state, command, course) -> state and outcome. Never fails
 * and has no effect, since it is replayed.
 *
 * - F1 Folding is joining: the new state is above the old one in the lattice of `enrolment.ts`.
 * - F2 A command that brings nothing new returns the same object, and the outcome `duplicate`.
 * - F3 Completion is decided here, under the course version named in the command.
 */
import { attemptKey, compareAttempts } from './attempt.js';
import type { Attempt, Command, IssueCertificate, Observe, Outcome } from './command.js';
import { earliest, joinContent, sameContent, untouched, type ContentState } from './content.js';
import type { CourseTree } from './course.js';
import { joinMembership, withAttempt, type EnrolmentState, type Membership } from './enrolment.js';
import { joinGeneration, type Generation } from './generation.js';
import { NEVER, type ContentId } from './ids.js';
import { completionTime } from './progress.js';
import { assertNever } from './result.js';

export interface Folded {
  readonly state: EnrolmentState;
  readonly outcome: Outcome;
}

export interface FoldedAll {
  readonly state: EnrolmentState;
  /** One a command, in order. */
  readonly outcomes: readonly Outcome[];
}

/** The course under a version; `null` if unknown. */
export type TreeOf = (version: number) => CourseTree | null;

/** Applies one command. `tree` is the course under the command's version, `null` if unknown. */
export function fold(state: EnrolmentState, command: Command, tree: CourseTree | null): Folded {
  const folded = foldAll(state, [command], () => tree);
  return { state: folded.state, outcome: folded.outcomes[0] ?? 'duplicate' };
}

/** Applies commands in order: the same as one `fold` after another, copying the contents once. */
export function foldAll(
  before: EnrolmentState,
  commands: readonly Command[],
  treeOf: TreeOf,
): FoldedAll {
  const draft: Draft = { contents: null };
  let state = before;
  const outcomes = commands.map((command): Outcome => {
    if (command.kind === 'unenrol' && !(state.membership?.active ?? false)) return 'not-enrolled';
    const next = complete(apply(state, command, draft), treeOf(command.courseVersion));
    if (next === state) return 'duplicate';
    state = next;
    return 'applied';
  });
  return { state, outcomes };
}

/** The contents that this fold copied and may go on changing; nobody else has seen them yet. */
interface Draft {
  contents: Map<ContentId, ContentState> | null;
}

function apply(state: EnrolmentState, command: Command, draft: Draft): EnrolmentState {
  switch (command.kind) {
    case 'observe':
      return observe(state, command, draft);
    case 'attempt':
      return attempt(state, command);
    case 'enrol':
      return join(state, {
        active: true,
        decidedAt: command.at,
        enrolledAt: command.at,
        addedBy: command.addedBy,
      });
    case 'unenrol':
      return join(state, { active: false, decidedAt: command.at, enrolledAt: NEVER, addedBy: '' });
    case 'issue-certificate':
      return issue(state, command);
    case 'confirm-certificate':
      return changed(state, command.certificate, (held) => ({
        ...held,
        rendered: true,
        identifier: command.identifier,
      }));
    case 'revoke-certificate': {
      const { at, reason } = command;
      return changed(state, command.certificate, (held) => ({
        ...held,
        revocation: { at, reason },
      }));
    }
    case 'reevaluate':
      return state;
    default:
      return assertNever(command);
  }
}

/** F3: decides completion, or moves it earlier when an earlier first completion became known. */
function complete(state: EnrolmentState, tree: CourseTree | null): EnrolmentState {
  if (tree === null) return state;
  const at = completionTime(state, tree);
  if (at === NEVER || earliest(state.completedAt, at) === state.completedAt) return state;
  return { ...state, completedAt: at, completedVersion: tree.version };
}

function observe(state: EnrolmentState, command: Observe, draft: Draft): EnrolmentState {
  let changed = false;
  for (const seen of command.contents) {
    const held = (draft.contents ?? state.contents).get(seen.content);
    const joined = joinContent(held ?? untouched(seen.content), seen);
    if (held !== undefined && sameContent(held, joined)) continue;
    draft.contents ??= new Map(state.contents);
    draft.contents.set(seen.content, joined);
    changed = true;
  }
  return changed && draft.contents !== null ? { ...state, contents: draft.contents } : state;
}

function attempt(state: EnrolmentState, command: Attempt): EnrolmentState {
  const held = state.attempts.get(attemptKey(command.attempt));
  if (held !== undefined && compareAttempts(held, command.attempt) >= 0) return state;
  return { ...state, attempts: withAttempt(state.attempts, command.attempt) };
}

function join(state: EnrolmentState, decision: Membership): EnrolmentState {
  const membership = joinMembership(state.membership, decision);
  return sameMembership(state.membership, membership) ? state : { ...state, membership };
}

/** The first decision for an id stands: its facts may already be printed (generation G1). */
function issue(state: EnrolmentState, { facts, listing }: IssueCertificate): EnrolmentState {
  if (state.generations.has(facts.certificate)) return state;
  const generations = new Map(state.generations).set(facts.certificate, {
    id: facts.certificate,
    template: facts.template,
    name: facts.templateName,
    issuedAt: facts.issuedAt,
    replaces: facts.replaces,
    rendered: false,
    identifier: '',
    listing: JSON.stringify(listing),
    revocation: null,
  });
  return { ...state, generations };
}

/** Joins a change to a certificate; one that the enrolment does not hold changes nothing. */
function changed(
  state: EnrolmentState,
  certificate: string,
  change: (held: Generation) => Generation,
): EnrolmentState {
  const held = state.generations.get(certificate);
  if (held === undefined) return state;
  const joined = joinGeneration(held, change(held));
  if (joined === held) return state;
  return { ...state, generations: new Map(state.generations).set(certificate, joined) };
}

function sameMembership(a: Membership | null, b: Membership | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.active === b.active &&
    a.decidedAt === b.decidedAt &&
    a.enrolledAt === b.enrolledAt &&
    a.addedBy === b.addedBy
  );
}

/**
 * Judges which certificates a durable enrolment has earned and has them decided: the facts are
 * frozen in an `issue-certificate` command, which goes through the log like every other. Where
 * certificates are made elsewhere it hands on what was earned instead.
 *
 * - Y1 It reads durable snapshots only, never a live actor (R3).
 * - Y2 The certificate's id follows from learner, course, batch, template name and request, so
 *   deciding again after a crash names the same certificate, and the fold keeps the first decision.
 */
import type { Batch } from '../domain/batch.js';
import {
  recipientName,
  scoredOf,
  standing,
  type Candidate,
  type CertificateFacts,
} from '../domain/certificate.js';
import type { IssueCertificate } from '../domain/command.js';
import type { CourseTree } from '../domain/course.js';
import type { Certify } from '../domain/effects.js';
import { initialEnrolment, type EnrolmentState } from '../domain/enrolment.js';
import {
  NEVER,
  type BatchId,
  type CertificateId,
  type ContentId,
  type CourseId,
  type EnrolmentKey,
} from '../domain/ids.js';
import { expiryAt } from '../domain/expiry.js';
import { listingOf } from '../domain/issued-list.js';
import { enrolmentStatus } from '../domain/progress.js';
import { ok, type Result } from '../domain/result.js';
import { faultsOfTemplate, type Template } from '../domain/template.js';
import type {
  CourseInfo,
  Origin,
  Store,
  StoreError,
  TemplateContent,
} from '../persistence/ports.js';
import { decodeSnapshot, type TableOf } from '../persistence/snapshot.js';
import type { Earned, Follow, Unanswered } from './follow.js';
import type { Performed } from './outbox.js';

/** Names that follow from what they name; `certificates/identity.ts`. */
export interface CertificateNames {
  idOf(key: EnrolmentKey, templateName: string, request: string): CertificateId;
  accessCodeOf(certificate: CertificateId): string;
  templateHashOf(content: TemplateContent): string;
}

export interface CertifierDeps {
  readonly store: Pick<Store, 'snapshots' | 'users' | 'catalogue'>;
  readonly origin: Origin | null;
  readonly follow: Follow;
  readonly names: CertificateNames;
  /** Base address of the public pages, without a slash at its end. */
  readonly publicUrl: string;
  readonly timeZone: string;
  readonly tableOf: TableOf;
  now(): number;
  batch(batch: BatchId): Batch | null;
  course(course: CourseId): CourseInfo | null;
  tree(course: CourseId): CourseTree | null;
  /** Has the decisions made durable. */
  submit(commands: readonly IssueCertificate[]): Promise<Result<void, { readonly kind: string }>>;
}

/** Performs a `certify` effect. The built-in layout is nobody else's, so only we make it. */
export async function certify(
  deps: CertifierDeps,
  { key, request, template: only }: Certify,
): Promise<Performed> {
  const batch = deps.batch(key.batch);
  if (batch === null) return { kind: 'done' };
  const subject = await subjectOf(deps, key);
  if (!subject.ok) return failure(subject.error);
  const judged = Object.values<Template>(batch.templates)
    .filter(({ template }) => only === undefined || template === only)
    .filter(({ url }) => deps.follow.generate === null || url !== '')
    .map((template) => judge(subject.value, batch, template, request !== ''));
  const earned = judged.flatMap((j) => (j.kind === 'earned' ? [j.earned] : []));
  const handled = await (deps.follow.generate?.(earned) ?? decide(deps, earned, request));
  if (handled.kind !== 'done') return handled;
  return judged.find((j) => j.kind === 'waits') ?? { kind: 'done' };
}

/** A durable state with everything that judging it takes. */
interface Subject extends Candidate {
  readonly courseName: string;
  readonly tree: CourseTree | null;
}

async function subjectOf(
  deps: CertifierDeps,
  key: EnrolmentKey,
): Promise<Result<Subject, Unanswered>> {
  const state = await durableState(deps, key);
  if (!state.ok) return state;
  const tree = deps.tree(key.course);
  const { lookups } = deps.follow;
  const [user, courseName, scored] = await Promise.all([
    lookups.user?.(key.learner) ?? deps.store.users.user(key.learner),
    lookups.courseName?.(key.course) ?? ok(deps.course(key.course)?.name ?? key.course),
    lookups.scored?.(attempted(state.value)) ?? ok(scoredOf(tree)),
  ]);
  if (!user.ok) return user;
  if (!courseName.ok) return courseName;
  if (!scored.ok) return scored;
  const status = enrolmentStatus(state.value);
  return ok({
    ...{ state: state.value, status, scored: scored.value, user: user.value },
    ...{ courseName: courseName.value, tree },
  });
}

const attempted = (state: EnrolmentState): readonly ContentId[] => [
  ...new Set([...state.attempts.values()].map((attempt) => attempt.content)),
];

type Judgement =
  | { readonly kind: 'earned'; readonly earned: Earned }
  | { readonly kind: 'nothing' }
  | (Performed & { readonly kind: 'waits' });

function judge(subject: Subject, batch: Batch, template: Template, again: boolean): Judgement {
  const { key } = subject.state;
  const verdict = standing(subject, template, again);
  if (verdict.kind === 'issued') return { kind: 'nothing' };
  if (verdict.kind === 'open') {
    const onlyTheUser = verdict.obstacles.every(
      (o) => o.kind.startsWith('user') || o.kind === 'name-unknown',
    );
    const reason = `user ${key.learner}: ${verdict.obstacles.map((o) => o.kind).join(', ')}`;
    return onlyTheUser ? { kind: 'waits', reason } : { kind: 'nothing' };
  }
  const [fault] = faultsOfTemplate(template);
  if (fault !== undefined) {
    const reason = `template ${template.template}: ${fault.parameter} is ${fault.problem}`;
    return { kind: 'waits', reason };
  }
  const { state, courseName, tree, scored } = subject;
  const { scorePercent, replaces } = verdict;
  const user = subject.user ?? {};
  const what = { key, state, batch, template, user, courseName, tree, scored };
  return { kind: 'earned', earned: { ...what, scorePercent, replaces } };
}

/** Templates first, so that a decided certificate can always be drawn. */
async function decide(
  deps: CertifierDeps,
  earned: readonly Earned[],
  request: string,
): Promise<Performed> {
  const commands: IssueCertificate[] = [];
  for (const one of earned) {
    const hash = await keptContent(deps, one.template);
    if (!hash.ok) return failure(hash.error);
    commands.push(issueCommand(one, factsOf(deps, one, hash.value, request)));
  }
  if (commands.length === 0) return { kind: 'done' };
  const submitted = await deps.submit(commands);
  return submitted.ok ? { kind: 'done' } : { kind: 'failed', reason: submitted.error.kind };
}

/**
 * Hash of what the template is drawn from, which is stored. One that was made ready when it was
 * added is there already. A registry draws by itself, from the template as it stands.
 */
async function keptContent(
  { store, follow, names }: CertifierDeps,
  { url, signatories, contentHash }: Template,
): Promise<Result<string, Unanswered>> {
  const asItStands = { url, signatories };
  if (contentHash !== undefined && follow.register === null) return ok(contentHash);
  const content = follow.register === null ? await follow.contentOf?.(asItStands) : ok(asItStands);
  if (content?.ok === false) return content;
  const drawn = content?.value ?? asItStands;
  const hash = names.templateHashOf(drawn);
  const kept = await store.catalogue.putTemplate(hash, drawn);
  return kept.ok ? ok(hash) : kept;
}

function factsOf(
  deps: CertifierDeps,
  { key, state, batch, template, user, courseName, scorePercent, replaces }: Earned,
  templateHash: string,
  request: string,
): CertificateFacts {
  const certificate = deps.names.idOf(key, template.name, request);
  const issuedAt = deps.now();
  return {
    certificate,
    replaces,
    learner: key.learner,
    recipientName: recipientName(user),
    course: key.course,
    courseName,
    batch: key.batch,
    batchName: batch.name,
    template: template.template,
    templateName: template.name,
    templateHash,
    issuer: template.issuer,
    completedAt: state.completedAt,
    issuedAt,
    scorePercent,
    accessCode: deps.names.accessCodeOf(certificate),
    verifyUrl: `${deps.publicUrl}/certificates/${certificate}`,
    timeZone: deps.timeZone,
    ...expiryOf(template, issuedAt, deps.timeZone),
  };
}

/** A template's expiry was checked when it was added. */
function expiryOf(
  { extras }: Template,
  issuedAt: number,
  timeZone: string,
): Pick<CertificateFacts, 'expiresAt'> {
  const { expiry } = extras;
  const at = typeof expiry === 'string' ? (expiryAt(expiry, issuedAt, timeZone) ?? NEVER) : NEVER;
  return at === NEVER ? {} : { expiresAt: at };
}

const issueCommand = (
  { key, tree, template }: Earned,
  facts: CertificateFacts,
): IssueCertificate => ({
  kind: 'issue-certificate',
  key,
  receivedAt: facts.issuedAt,
  courseVersion: tree?.version ?? 0,
  facts,
  listing: listingOf(template.url),
});

/** The state as the snapshots have it, else as it was kept elsewhere before (Y1). */
export async function durableState(
  deps: Pick<CertifierDeps, 'origin' | 'tableOf'> & { readonly store: Pick<Store, 'snapshots'> },
  key: EnrolmentKey,
): Promise<Result<EnrolmentState, StoreError>> {
  const bytes = await deps.store.snapshots.load(key);
  if (!bytes.ok) return bytes;
  if (bytes.value !== null) return decodeSnapshot(key, bytes.value.bytes, deps.tableOf);
  const original = deps.origin === null ? ok(null) : await deps.origin.enrolment(key);
  return original.ok ? ok(original.value ?? initialEnrolment(key)) : original;
}

const failure = ({ detail }: Unanswered): Performed => ({ kind: 'failed', reason: detail });

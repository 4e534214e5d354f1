/**
 * Judges which certificates a durable enrolment has earned and has them decided: the facts are
 * frozen in an `issue-certificate` command, which goes through the log like every other.
 *
 * - Y1 It reads durable snapshots only, never a live actor (R3).
 * - Y2 The certificate's id follows from learner, course, batch and template name, so deciding
 *   again after a crash names the same certificate, and the fold keeps the first decision.
 */
import type { Batch } from '../domain/batch.js';
import {
  recipientName,
  standing,
  type CertificateFacts,
  type UserEntry,
} from '../domain/certificate.js';
import type { IssueCertificate } from '../domain/command.js';
import type { CourseTree } from '../domain/course.js';
import { initialEnrolment, type EnrolmentState } from '../domain/enrolment.js';
import type { BatchId, CertificateId, CourseId, EnrolmentKey } from '../domain/ids.js';
import { enrolmentStatus } from '../domain/progress.js';
import { ok, type Result } from '../domain/result.js';
import { faultsOfTemplate, type Template } from '../domain/template.js';
import type { CourseInfo, StoreError, Store, TemplateContent } from '../persistence/ports.js';
import { decodeSnapshot, type TableOf } from '../persistence/snapshot.js';
import type { Performed } from './outbox.js';

/** Names that follow from what they name; `certificates/identity.ts`. */
export interface CertificateNames {
  idOf(key: EnrolmentKey, templateName: string, replaces: string): CertificateId;
  accessCodeOf(certificate: CertificateId): string;
  templateHashOf(content: TemplateContent): string;
}

export interface CertifierDeps {
  readonly store: Pick<Store, 'snapshots' | 'users' | 'catalogue'>;
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

/** Performs a `certify` effect. */
export async function certify(deps: CertifierDeps, key: EnrolmentKey): Promise<Performed> {
  const [state, user] = await Promise.all([
    durableState(deps, key),
    deps.store.users.user(key.learner),
  ]);
  if (!state.ok) return failure(state.error);
  if (!user.ok) return failure(user.error);
  const batch = deps.batch(key.batch);
  if (batch === null) return { kind: 'done' };
  const judged = Object.values<Template>(batch.templates).map((template) =>
    judge(deps, state.value, batch, template, user.value),
  );
  const decided = await decide(
    deps,
    judged.flatMap((j) => (j.kind === 'issue' ? [j] : [])),
  );
  if (decided !== null) return decided;
  const waiting = judged.find((j) => j.kind === 'waits');
  return waiting ?? { kind: 'done' };
}

interface Issue {
  readonly kind: 'issue';
  readonly command: IssueCertificate;
  readonly content: TemplateContent;
}

type Judgement = Issue | { readonly kind: 'nothing' } | (Performed & { readonly kind: 'waits' });

function judge(
  deps: CertifierDeps,
  state: EnrolmentState,
  batch: Batch,
  template: Template,
  user: UserEntry | null,
): Judgement {
  const tree = deps.tree(state.key.course);
  const verdict = standing(state, enrolmentStatus(state), tree, template, user);
  if (verdict.kind === 'issued') return { kind: 'nothing' };
  if (verdict.kind === 'open') {
    const onlyTheUser = verdict.obstacles.every(
      (o) => o.kind.startsWith('user') || o.kind === 'name-unknown',
    );
    const reason = `user ${state.key.learner}: ${verdict.obstacles.map((o) => o.kind).join(', ')}`;
    return onlyTheUser ? { kind: 'waits', reason } : { kind: 'nothing' };
  }
  const [fault] = faultsOfTemplate(template);
  if (fault !== undefined) {
    return {
      kind: 'waits',
      reason: `template ${template.template}: ${fault.parameter} is ${fault.problem}`,
    };
  }
  const content = { url: template.url, signatories: template.signatories };
  const facts = factsOf(deps, state, batch, template, content, user ?? {}, verdict.scorePercent);
  return { kind: 'issue', content, command: issueCommand(facts, state.key, tree) };
}

function factsOf(
  deps: CertifierDeps,
  state: EnrolmentState,
  batch: Batch,
  template: Template,
  content: TemplateContent,
  user: UserEntry,
  scorePercent: number | null,
): CertificateFacts {
  const { key } = state;
  const certificate = deps.names.idOf(key, template.name, '');
  return {
    certificate,
    replaces: '',
    learner: key.learner,
    recipientName: recipientName(user),
    course: key.course,
    courseName: deps.course(key.course)?.name ?? key.course,
    batch: key.batch,
    batchName: batch.name,
    template: template.template,
    templateName: template.name,
    templateHash: deps.names.templateHashOf(content),
    issuer: template.issuer,
    completedAt: state.completedAt,
    issuedAt: deps.now(),
    scorePercent,
    accessCode: deps.names.accessCodeOf(certificate),
    verifyUrl: `${deps.publicUrl}/certificates/${certificate}`,
    timeZone: deps.timeZone,
  };
}

const issueCommand = (
  facts: CertificateFacts,
  key: EnrolmentKey,
  tree: CourseTree | null,
): IssueCertificate => ({
  kind: 'issue-certificate',
  key,
  receivedAt: facts.issuedAt,
  courseVersion: tree?.version ?? 0,
  facts,
});

/** Templates first, so that a decided certificate can always be drawn. */
async function decide(deps: CertifierDeps, issues: readonly Issue[]): Promise<Performed | null> {
  if (issues.length === 0) return null;
  for (const { content, command } of issues) {
    const kept = await deps.store.catalogue.putTemplate(command.facts.templateHash, content);
    if (!kept.ok) return failure(kept.error);
  }
  const submitted = await deps.submit(issues.map((issue) => issue.command));
  return submitted.ok ? null : { kind: 'failed', reason: submitted.error.kind };
}

/** Y1. */
async function durableState(
  deps: CertifierDeps,
  key: EnrolmentKey,
): Promise<Result<EnrolmentState, StoreError>> {
  const bytes = await deps.store.snapshots.load(key);
  if (!bytes.ok) return bytes;
  if (bytes.value === null) return ok(initialEnrolment(key));
  return decodeSnapshot(key, bytes.value, deps.tableOf);
}

const failure = (error: StoreError): Performed => ({ kind: 'failed', reason: error.detail });

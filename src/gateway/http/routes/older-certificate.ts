/**
 * Certificates by the routes of the service that kept them before there was a registry (certreg),
 * in the envelope of the LMS.
 *
 * Source: `reference/jobs.md` 3.5.
 */
import { listedAs } from '../../../domain/generation.js';
import { parseCertificateId, type LearnerId } from '../../../domain/ids.js';
import { err, ok } from '../../../domain/result.js';
import type { CertificateView } from '../../../engine.js';
import { maySpeak, primaryUser, type Caller } from '../../caller.js';
import { fault } from '../../fault.js';
import { listedCertificates, olderHit, parseOlderSearch } from '../../registry-record.js';
import type { GatewayDeps } from '../deps.js';
import { documentOf, listed, notSet, silent } from '../portal-access.js';
import { OLDER_SEARCH } from '../schemas/portal-certificate.js';
import { params } from '../schemas/shape.js';
import type { Answered, Sunbird } from '../sunbird-route.js';

/** Adds the routes of this service. */
export function olderCertificateRoutes({ deps, add }: Sunbird): void {
  for (const version of ['v1', 'v2']) {
    add({
      method: 'POST',
      path: `/certreg/${version}/certs/search`,
      named: `/${version}/certs/registry/search`,
      access: 'user',
      role: 'certificates',
      schema: {
        summary: "A learner's older certificates",
        tags: ['certificate'],
        body: OLDER_SEARCH,
      },
      handle: (request, caller) => olderSearch(request.body, caller, deps),
    });
  }
  for (const method of ['GET', 'POST'] as const) {
    add({
      method,
      path: '/certreg/v2/certs/download/:id',
      named: '/v2/certs/registry/download/:id',
      access: 'user',
      role: 'certificates',
      schema: {
        summary: 'A certificate as a data address',
        tags: ['certificate'],
        params: params('id'),
      },
      handle: (request, caller) =>
        olderDownload((request.params as { readonly id: string }).id, caller, deps),
    });
  }
}

async function olderSearch(body: unknown, caller: Caller, deps: GatewayDeps): Promise<Answered> {
  const learner = parseOlderSearch(body);
  if (!learner.ok) return learner;
  const found = await listed(learner.value, caller, deps, (states) =>
    listedCertificates(states, false, { course: '', batch: '' }),
  );
  if (!found.ok) return found;
  const { catalogue } = deps.engine;
  const content = found.value.map((certificate) =>
    olderHit(certificate, catalogue.course(certificate.state.key.course)?.name ?? ''),
  );
  return ok({ response: { count: content.length, content } });
}

async function olderDownload(id: string, caller: Caller, deps: GatewayDeps): Promise<Answered> {
  const certificate = parseCertificateId(id);
  const view = certificate.ok ? await deps.engine.certificate(certificate.value) : ok(null);
  if (!view.ok) return view;
  if (view.value !== null && !speaksForHolder(caller, view.value)) {
    return err(fault('FORBIDDEN', 'You are not authorized.'));
  }
  if (view.value !== null && view.value.facts.issuedElsewhere !== true) {
    const document = await documentOf(view.value, deps);
    if (!document.ok) return document;
    const drawing = await deps.picture(view.value.facts, 'svg');
    if (!drawing.ok) return drawing;
    const svg = Buffer.from(drawing.value).toString('utf8');
    return ok({ printUri: `data:image/svg+xml,${encodeURIComponent(svg)}` });
  }
  if (deps.elsewhere.printUri === null) return err(notSet('LAUREL_ISSUED_SERVICE_URL'));
  if (view.value === null && !(await isListedFor(id, caller, deps))) {
    return err(fault('RESOURCE_NOT_FOUND'));
  }
  const printUri = await deps.elsewhere.printUri(id);
  if (!printUri.ok) return err(silent('certificate service'));
  return printUri.value === null
    ? err(fault('RESOURCE_NOT_FOUND'))
    : ok({ printUri: printUri.value });
}

const speaksForHolder = (caller: Caller, { facts }: CertificateView): boolean =>
  maySpeak(caller, facts.learner as LearnerId);

/** O1, for a certificate that is in no store of ours yet. */
async function isListedFor(id: string, caller: Caller, deps: GatewayDeps): Promise<boolean> {
  if (caller.system) return true;
  const learner = primaryUser(caller);
  const states = learner === null ? null : await deps.engine.learner(learner);
  if (states?.ok !== true) return false;
  return states.value.some((state) =>
    [...state.generations.values()].some((generation) => listedAs(generation) === id),
  );
}

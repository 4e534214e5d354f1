/** Reads what `doctor` judges of a store; works beside the server that writes it. */
import { builtinDesign } from '../../certificates/builtin-design.js';
import { renderCertificate } from '../../certificates/render.js';
import { asSpecimen, specimenFacts } from '../../certificates/template/sample.js';
import type { Effect } from '../../domain/effects.js';
import type { Template } from '../../domain/template.js';
import type { Store, TemplateContent } from '../../persistence/ports.js';
import type { StoreFacts } from './store.js';

/** Templates that are drawn for a look; more would take longer than anybody waits. */
const TEMPLATES_DRAWN_MAX = 50;

type ReadStore = Pick<Store, 'catalogue' | 'effects' | 'deadLetters' | 'reportRequests'>;

export async function storeFacts(
  store: ReadStore,
  place: { readonly publicUrl: string; readonly timeZone: string; readonly now: number },
): Promise<StoreFacts> {
  const templates = new Map<string, Template>();
  let batches = 0;
  for await (const batch of store.catalogue.batches()) {
    batches += 1;
    for (const template of Object.values(batch.templates)) {
      templates.set(template.contentHash ?? template.template, template);
    }
  }
  const openReports: StoreFacts['openReports'][number][] = [];
  for await (const request of store.reportRequests.open()) openReports.push(request);
  return {
    courses: await countOf(store.catalogue.courses()),
    batches,
    letters: await countsOf(store.deadLetters.list(), ({ reason }) => reason),
    effects: await countsOf<Effect, Effect['kind']>(store.effects.pending(), ({ kind }) => kind),
    openReports,
    badTemplates: await badTemplates([...templates.values()], store, place),
  };
}

async function badTemplates(
  templates: readonly Template[],
  { catalogue }: ReadStore,
  place: { readonly publicUrl: string; readonly timeZone: string; readonly now: number },
): Promise<StoreFacts['badTemplates']> {
  const bad: { name: string; reason: string }[] = [];
  for (const template of templates.slice(0, TEMPLATES_DRAWN_MAX)) {
    const { name, issuer, contentHash } = template;
    // One without content is fetched when it is drawn, by whoever draws.
    if (contentHash === undefined) continue;
    const content = await catalogue.template(contentHash);
    const reason = !content.ok
      ? content.error.detail
      : content.value === null
        ? 'its content is not kept'
        : await drawingFault(content.value, { ...place, name, issuer, sample: 'plain' });
    if (reason !== null) bad.push({ name, reason });
  }
  return bad;
}

/** `null` = it can be drawn. */
async function drawingFault(
  content: TemplateContent,
  settings: Parameters<typeof specimenFacts>[0],
): Promise<string | null> {
  try {
    const design = asSpecimen(content.design ?? builtinDesign(content));
    await renderCertificate(specimenFacts(settings), { ...content, design });
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function countOf(rows: AsyncIterable<unknown>): Promise<number> {
  const counts = await countsOf(rows, () => '');
  return counts.get('') ?? 0;
}

async function countsOf<Row, Kind>(
  rows: AsyncIterable<Row>,
  kindOf: (row: Row) => Kind,
): Promise<Map<Kind, number>> {
  const counts = new Map<Kind, number>();
  for await (const row of rows) {
    const kind = kindOf(row);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

/**
 * `laurel template`: tells what is wrong with a template, and shows how it will look, before
 * anybody adds it. Needs no store and no running server.
 *
 * - T1 What it says is what adding the template would say: the same rules, the same hosts.
 */
import { writeFile } from 'node:fs/promises';
import { builtinDesign } from '../certificates/builtin-design.js';
import { renderCertificate } from '../certificates/render.js';
import {
  prepareTemplate,
  type PreparedTemplate,
  type PrepareParts,
} from '../certificates/template/prepare.js';
import { isFatal, problemText } from '../certificates/template/problem.js';
import { asSpecimen, specimenFacts, type SampleName } from '../certificates/template/sample.js';
import { err, ok, type Result } from '../domain/result.js';
import { faultMessage } from '../gateway/fault.js';
import { previewOf, type PreviewWanted } from '../gateway/template-preview.js';
import { isFields, own, type Fields } from '../gateway/wire.js';
import { openInput, readWhole } from './input.js';
import { EXIT, type ExitCode, type Terminal } from './terminal.js';

export interface TemplateRequest {
  /** An SVG, or JSON: a template as it is added, or a request that holds one. */
  readonly file: string;
  readonly json: boolean;
}

export interface PreviewRequest extends TemplateRequest {
  /** Where the PDF goes. */
  readonly out: string;
  readonly sample: SampleName;
}

export interface TemplateParts {
  readonly preparation: PrepareParts;
  readonly publicUrl: string;
  readonly timeZone: string;
  readonly terminal: Terminal;
}

/** Longest file that is read; a template's pictures may be inside. */
const FILE_BYTES_MAX = 32 * 1024 * 1024;

/** Ends 0 where the template can be used, 1 where not, 2 where the file holds none. */
export async function checkTemplate(
  request: TemplateRequest,
  parts: TemplateParts,
): Promise<ExitCode> {
  const read = await readTemplate(request.file, 'plain', parts);
  if (!read.ok) return refused(read.error, parts.terminal);
  return told(await prepareTemplate(read.value.template, parts.preparation), request, parts);
}

/** Writes a specimen, if the template can be used. */
export async function previewTemplate(
  request: PreviewRequest,
  parts: TemplateParts,
): Promise<ExitCode> {
  const { terminal, publicUrl, timeZone } = parts;
  const read = await readTemplate(request.file, request.sample, parts);
  if (!read.ok) return refused(read.error, terminal);
  const prepared = await prepareTemplate(read.value.template, parts.preparation);
  for (const problem of prepared.problems) terminal.note(problemText(problem));
  if (isFatal(prepared.problems)) return EXIT.failed;
  const { content } = prepared;
  const { name, issuer, sample } = read.value;
  const settings = { name, issuer, sample, publicUrl, timeZone, now: terminal.now() };
  const design = asSpecimen(content.design ?? builtinDesign(content));
  try {
    const pdf = await renderCertificate(specimenFacts(settings), { ...content, design });
    await writeFile(request.out, pdf);
  } catch (error) {
    terminal.note(`laurel: ${error instanceof Error ? error.message : String(error)}`);
    return EXIT.failed;
  }
  terminal.print(request.json ? JSON.stringify({ file: request.out }) : request.out);
  return EXIT.ok;
}

function told(
  { problems }: PreparedTemplate,
  { json }: TemplateRequest,
  { terminal }: TemplateParts,
): ExitCode {
  const usable = !isFatal(problems);
  if (json) terminal.print(JSON.stringify({ usable, problems }));
  else {
    for (const problem of problems) {
      terminal.print(`${problem.severity}: ${problemText(problem)}`);
    }
    terminal.print(usable ? 'The template can be used.' : 'The template cannot be used.');
  }
  return usable ? EXIT.ok : EXIT.failed;
}

function refused(reason: string, terminal: Terminal): ExitCode {
  terminal.note(`laurel: ${reason}`);
  return EXIT.usage;
}

async function readTemplate(
  file: string,
  sample: SampleName,
  { preparation }: TemplateParts,
): Promise<Result<PreviewWanted, string>> {
  const input = await openInput(file);
  if (!input.ok) return input;
  const text = await readWhole(input.value, FILE_BYTES_MAX);
  if (!text.ok) return text;
  const fields = fieldsOf(text.value);
  if (fields === null) return err(`${file} holds neither an SVG nor a template in JSON`);
  const wanted = previewOf(fields, sample, preparation.imageBytesMax);
  return wanted.ok ? ok(wanted.value) : err(`${file}: ${faultMessage(wanted.error)}`);
}

/** A drawing is a template that consists of it; of a request the template in it counts. */
function fieldsOf(text: string): Fields | null {
  if (text.trimStart().startsWith('<')) {
    return { url: `data:image/svg+xml;base64,${Buffer.from(text).toString('base64')}` };
  }
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? (templateIn(value) ?? value) : null;
  } catch {
    return null;
  }
}

/** `{request: {batch: {template}}}` and what is less around it. */
function templateIn(value: Fields): Fields | null {
  for (const name of ['request', 'batch', 'template']) {
    const inner = own(value, name);
    if (isFields(inner)) return name === 'template' ? inner : templateIn(inner);
  }
  return null;
}

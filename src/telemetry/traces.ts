/**
 * Spans of what Laurel does, by OpenTelemetry's API: whoever starts Node with an SDK gets them, and
 * without one they cost nearly nothing. The one place that knows that API.
 *
 * A command carries no trace, since it is replayed years later. What follows from it (a commit, a
 * certificate) is therefore a trace of its own, with links to the requests of those learners that
 * this process still remembers.
 *
 * - S1 Spans name no person: ids of learners, batches and certificates stay out of attributes.
 * - S2 Memory is bounded: `LEARNERS_REMEMBERED_MAX` learners, `LINKS_A_SPAN_MAX` links.
 */
import {
  context,
  isSpanContextValid,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Link,
  type Span,
  type SpanContext,
} from '@opentelemetry/api';

const LEARNERS_REMEMBERED_MAX = 10_000;
const LINKS_A_SPAN_MAX = 32;

/** A request as a span. */
export interface RequestSpan {
  /** Runs what belongs to the request inside of it. */
  within(work: () => void): void;
  /** Id of the trace, for log lines; '' = nobody traces. */
  readonly traceId: string;
  end(route: string, status: number): void;
}

/** What a span is told about. */
export interface Spanned {
  readonly attributes?: Attributes;
  /** Learners whose requests it follows from. */
  readonly follows?: Iterable<string>;
}

export class Traces {
  /** The last request of each learner, oldest first. */
  readonly #requests = new Map<string, SpanContext>();
  readonly #tracer = trace.getTracer('laurel');

  /** A request's span, below the one that its headers name. */
  request(method: string, headers: Readonly<Record<string, unknown>>): RequestSpan {
    const parent = propagation.extract(ROOT_CONTEXT, headers);
    const options = { kind: SpanKind.SERVER, attributes: { 'http.request.method': method } };
    const span = this.#tracer.startSpan(method, options, parent);
    const inside = trace.setSpan(parent, span);
    return {
      within: (work) => context.with(inside, work),
      traceId: traceIdOf(span),
      end: (route, status) => endRequest(span, method, route, status),
    };
  }

  /** Remembers that the request in progress is about these learners. */
  concerns(learners: Iterable<string>): void {
    const current = trace.getSpan(context.active());
    if (current?.isRecording() !== true) return;
    for (const learner of learners) {
      this.#requests.delete(learner);
      this.#requests.set(learner, current.spanContext());
    }
    while (this.#requests.size > LEARNERS_REMEMBERED_MAX) {
      const [oldest] = this.#requests.keys();
      if (oldest !== undefined) this.#requests.delete(oldest);
    }
  }

  /** Runs work in a span; `failed` says whether its value is a failure. */
  async span<T>(
    name: string,
    { attributes = {}, follows }: Spanned,
    work: () => Promise<T>,
    failed: (value: T) => boolean,
  ): Promise<T> {
    const links = follows === undefined ? [] : this.#linksOf(follows);
    const parent: Context = follows === undefined ? context.active() : ROOT_CONTEXT;
    const span = this.#tracer.startSpan(name, { attributes, links }, parent);
    try {
      const value = await context.with(trace.setSpan(parent, span), work);
      if (failed(value)) span.setStatus({ code: SpanStatusCode.ERROR });
      return value;
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  }

  #linksOf(learners: Iterable<string>): Link[] {
    const links = new Map<string, Link>();
    if (this.#requests.size === 0) return [];
    for (const learner of learners) {
      const of = this.#requests.get(learner);
      if (of !== undefined) links.set(of.spanId, { context: of });
      if (links.size >= LINKS_A_SPAN_MAX) break;
    }
    return [...links.values()];
  }
}

function endRequest(span: Span, method: string, route: string, status: number): void {
  span.updateName(`${method} ${route}`);
  span.setAttributes({ 'http.route': route, 'http.response.status_code': status });
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

function traceIdOf(span: Span): string {
  const of = span.spanContext();
  return isSpanContextValid(of) ? of.traceId : '';
}

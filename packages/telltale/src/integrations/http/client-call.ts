// A request that a client sends, from its call to the end of its answer: a span, one measurement, and the context in its headers.
import { propagation } from "../../engine/api/propagation.ts";
import { SpanKind, SpanStatusCode } from "../../engine/api/enums.ts";
import { httpDurations } from "../../calls/http-duration.ts";
import { knownMethod } from "../../calls/http-method.ts";
import { markFailed, MeasuredCall, observingEngine } from "../../calls/measured-call.ts";
import { readUrl } from "../../calls/url.ts";
import { report } from "../../engine/diagnostics/diagnose.ts";
import { errorMessage, errorType } from "../../engine/errors/error-form.ts";
import { activeScope, type Scope } from "../../engine/context/scope.ts";
import type { Span } from "../../engine/span/span.ts";
import type { HttpTarget } from "../http-client-integration.ts";
import type { ClientSettings } from "./client-settings.ts";
import type { RecordedHeader } from "./header-name.ts";
import { expectResend, locationOf, takeResend } from "./resends.ts";

/** A request before it is sent, in the terms of its library. */
export interface OutgoingRequest {
  readonly method: string;
  /** The whole URL. */
  readonly url: string;
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  /** The header `name`, which is in small letters. */
  header(name: string): string | undefined;
  setHeader(name: string, value: string): void;
}

/** What is known of a request before it is sent. */
interface Planned {
  readonly target: HttpTarget;
  /** The whole URL. */
  readonly url: string;
  /** How many requests for the same came before: redirects and retries. */
  readonly resends: number;
  /** Attributes of the span and of its duration. */
  readonly common: Record<string, unknown>;
}

/** A request that has begun. */
export class ClientCall extends MeasuredCall {
  readonly target: HttpTarget;
  readonly #settings: ClientSettings;
  readonly #common: Record<string, unknown>;
  readonly #url: string;
  readonly #resends: number;
  #status: number | undefined = undefined;

  constructor(span: Span, scope: Scope, settings: ClientSettings, planned: Planned) {
    super(span, scope);
    this.#settings = settings;
    this.target = planned.target;
    this.#common = planned.common;
    this.#url = planned.url;
    this.#resends = planned.resends;
  }

  /** Whether the head of an answer has come. */
  get answered(): boolean {
    return this.#status !== undefined;
  }

  /** A phase has ended. */
  phase(name: string): void {
    if (this.#settings.phases && !this.over) this.span.addEvent(`telltale.http.${name}`);
  }

  /** The head of the answer has come; `header` reads it, by names in small letters. */
  head(status: number, header: (name: string) => string | undefined, version?: string): void {
    if (this.over) return;
    this.#status = status;
    this.phase("first_byte");
    if (version !== undefined) this.#common["network.protocol.version"] = version;
    const { responseHeaders, onResponse } = this.#settings;
    for (const wanted of responseHeaders) setHeader(this.span, wanted, header(wanted.header));
    if (status >= 300 && status < 400) this.#expect(locationOf(status, header("location"), this.#url));
    if (onResponse !== undefined) guarded("onResponse", () => onResponse(this.span, status, this.target));
  }

  /** The response has ended. */
  done(): void {
    const status = this.#status;
    this.#finish(status !== undefined && status >= 400 ? String(status) : undefined, () =>
      this.span.setStatus({ code: SpanStatusCode.ERROR }),
    );
  }

  /** It failed: there is no answer, or not all of it. */
  broken(error: unknown, type: string = errorType(error)): void {
    this.#finish(type, () => markFailed(this.span, error));
  }

  #finish(type: string | undefined, mark: () => void): void {
    this.end(httpDurations, () => {
      const { span } = this;
      const status = this.#status;
      const facts = { "http.response.status_code": status, "error.type": type };
      if (type !== undefined) mark();
      span.setAttributes({ ...facts, "network.protocol.version": this.#common["network.protocol.version"] });
      if (type !== undefined && (status === undefined || status >= 500 || retried.has(status)))
        this.#expect(this.#url, this.target.method);
      return { ...this.#common, ...facts };
    });
  }

  #expect(url: string | undefined, method?: string): void {
    if (url !== undefined) expectResend(this.scope.span, url, this.#resends + 1, method);
  }
}

// answers that say: try again
const retried = new Set([408, 425, 429]);

/** Begins a request and puts the context into its headers; undefined if it is not recorded. Never throws. */
export function beginCall(request: OutgoingRequest, settings: ClientSettings): ClientCall | undefined {
  try {
    const scope = activeScope();
    const engine = observingEngine(scope);
    if (engine === undefined) return undefined;
    const { method, scheme, host, port, url } = request;
    const { ignores, propagates, onRequest, requestHeaders } = settings;
    const { full, path } = readTarget(request);
    const target: HttpTarget = { method, scheme, host, port, path };
    if (ignores?.(target) === true) return undefined;
    const parent = scope.span;
    if (parent !== undefined && isTracedAlready(request, parent)) return undefined;
    const known = knownMethod(method);
    const pattern = templateOf(target, settings);
    const common = commonOf(target, known, pattern);
    const resends = takeResend(parent, method, url);
    const attributes = {
      ...common,
      "url.full": full,
      "http.request.method_original": known === method ? undefined : method,
      "http.request.resend_count": resends === 0 ? undefined : resends,
    };
    const name = nameOf(known, pattern);
    const span = engine.tracer.start(name, { kind: SpanKind.CLIENT, attributes }, parent, scope);
    for (const wanted of requestHeaders) setHeader(span, wanted, request.header(wanted.header));
    if (onRequest !== undefined) guarded("onRequest", () => onRequest(span, target));
    const call = new ClientCall(span, scope, settings, { target, url, resends, common });
    if (propagates === undefined || propagates(target)) inject(request, call.inside);
    return call;
  } catch (error) {
    report("http_client_failed", error);
    return undefined;
  }
}

/** Whether `traceCall` has made a span for the request, and put it into the headers. */
function isTracedAlready(request: OutgoingRequest, parent: Pick<Span, "spanContext">): boolean {
  return request.header("traceparent")?.includes(parent.spanContext().spanId) === true;
}

function templateOf(target: HttpTarget, { template }: ClientSettings): string | undefined {
  if (template === undefined) return undefined;
  const pattern: unknown = guarded("template", () => template(target));
  return typeof pattern === "string" ? pattern : undefined;
}

function commonOf(
  { scheme, host, port }: HttpTarget,
  method: string,
  template: string | undefined,
): Record<string, unknown> {
  const common: Record<string, unknown> = {
    "http.request.method": method,
    "url.scheme": scheme,
    "server.address": host,
    "server.port": port,
  };
  if (template !== undefined) common["url.template"] = template;
  return common;
}

function nameOf(method: string, template: string | undefined): string {
  const verb = method === "_OTHER" ? "HTTP" : method;
  return template === undefined ? verb : `${verb} ${template}`;
}

function readTarget({ url }: OutgoingRequest): { full: string | undefined; path: string } {
  const from = url.indexOf("/", url.indexOf("://") + 3);
  const rest = from === -1 ? "/" : url.slice(from);
  const end = rest.search(/[?#]/);
  return { full: readUrl(url).full, path: end === -1 ? rest : rest.slice(0, end) };
}

const setter = {
  set: (request: OutgoingRequest, name: string, value: string): void => request.setHeader(name, value),
};

function inject(request: OutgoingRequest, scope: Scope): void {
  try {
    propagation.inject(scope, request, setter);
  } catch (error) {
    report("propagation_failed", error);
  }
}

function setHeader(span: Span, { attribute }: RecordedHeader, value: string | undefined): void {
  if (value !== undefined) span.setAttribute(attribute, [value]);
}

function guarded<T>(what: string, fn: () => T): T | undefined {
  try {
    return fn();
  } catch (error) {
    report("http_client_failed", `${what}: ${errorMessage(error)}`);
    return undefined;
  }
}

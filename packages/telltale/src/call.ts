// Calls of other services by hand: a client span and its measurement by the conventions of HTTP, context in the headers.
import { readField } from "./calls/read-field.ts";
import { attempt } from "./engine/errors/attempt.ts";
import { SpanKind, SpanStatusCode } from "./engine/api/enums.ts";
import { addMissing } from "./business/attributes.ts";
import { readAttributes, readOptions } from "./business/read-options.ts";
import { injectInto } from "./calls/carrier.ts";
import { httpDurations } from "./calls/http-duration.ts";
import { knownMethod } from "./calls/http-method.ts";
import { type Outcome, type PlannedCall, runCall } from "./calls/measured-call.ts";
import { readCount, readText } from "./calls/read-options.ts";
import { readUrl } from "./calls/url.ts";
import { callOnce } from "./engine/completion/call-once.ts";
import { errorType } from "./engine/errors/error-form.ts";
import { activeScope } from "./engine/context/scope.ts";
import { state } from "./engine/running/state.ts";
import { noteNotStarted } from "./engine/diagnostics/not-started.ts";
import { functionMissing } from "./error.ts";

/** What a call of another service is about. */
export interface CallOptions {
  /** The name of the service that answers: `service.peer.name`. */
  readonly service?: string | undefined;
  /** An absolute URL. User-info and credentials in the query are taken out of what is recorded. */
  readonly url: string | URL;
  /** GET */
  readonly method?: string | undefined;
  /** Headers to begin with; they are copied. */
  readonly headers?: HeadersLike | undefined;
  /** The pattern of the path, such as `/orders/{id}`: the span is named by it. Few values. */
  readonly template?: string | undefined;
  /** How often this request was sent before, for a retry or a redirect that you follow. */
  readonly resendCount?: number | undefined;
  /** More attributes of the span, by key. */
  readonly attributes?: object | undefined;
}

/** Headers as an object, as `Headers`, or as pairs. */
export type HeadersLike = Readonly<Record<string, string | undefined>> | Iterable<readonly [string, string]>;

/**
 * Runs `fn` as a call of another service and returns what it returns. `fn` gets the headers to send: yours, and the trace context and
 * baggage in the configured formats.
 *
 * The span and the metric `http.client.request.duration` follow the semantic conventions. The status is read from what comes back: the
 * response of `fetch`, `node:http`, undici, axios or got, or the error that carries one. From 400 on the span is an error; what is thrown is
 * recorded and thrown on.
 *
 * @example
 * ```ts
 * import { traceCall } from "telltale";
 *
 * const options = { service: "stock", url: "http://stock.internal/items/7", template: "/items/{id}" };
 * const response = await traceCall(options, async (headers) => {
 *   return { status: 200, sent: headers }; // await fetch(options.url, { headers })
 * });
 * response.status; // => 200
 * ```
 */
export function traceCall<T>(options: CallOptions, fn: (headers: Record<string, string>) => T): T {
  if (typeof fn !== "function") throw functionMissing("traceCall(options, fn)", fn);
  if (state.engine === undefined) noteNotStarted("traceCall()", traceCall);
  const headers: Record<string, string> = {};
  return callOnce(
    fn,
    (once) => callTraced(options, headers, once),
    () => fn(headers),
  );
}

function callTraced<T>(
  options: CallOptions,
  headers: Record<string, string>,
  fn: (headers: Record<string, string>) => T,
): T {
  attempt("traceCall", () => copyHeaders(headers, readOptions(options).headers), undefined);
  const plan =
    state.engine === undefined
      ? undefined
      : attempt("traceCall", () => planCall(readOptions(options)), undefined);
  return runCall(plan, () => {
    // without an engine too: where telemetry is switched off, context goes on
    injectInto(headers, activeScope());
    return fn(headers);
  });
}

function planCall(options: Partial<CallOptions>): PlannedCall {
  const { full, scheme, address, port } = readUrl(options.url);
  const given = readText(options.method) ?? "GET";
  const upper = given.toUpperCase();
  const method = knownMethod(upper);
  const template = readText(options.template);
  const common = {
    "http.request.method": method,
    "server.address": address,
    "server.port": port,
    "url.scheme": scheme,
    "url.template": template,
  };
  const attributes = {
    ...common,
    "http.request.method_original": method === given ? undefined : given,
    "http.request.resend_count": readCount(options.resendCount) || undefined,
    "url.full": full,
    "service.peer.name": readText(options.service),
  };
  addMissing(attributes, readAttributes(options.attributes) ?? {});
  const verb = method === "_OTHER" ? "HTTP" : method;
  return {
    name: template === undefined ? verb : `${verb} ${template}`,
    kind: SpanKind.CLIENT,
    attributes,
    scope: activeScope(),
    durations: httpDurations,
    over(outcome, span) {
      const known = answerFacts(outcome);
      span.setAttributes(known);
      if (!outcome.failed && known["error.type"] !== undefined)
        span.setStatus({ code: SpanStatusCode.ERROR });
      return { ...common, ...known };
    },
  };
}

function answerFacts({ failed, result, error }: Outcome): Record<string, unknown> {
  const status = statusIn(failed ? error : result);
  if (status !== undefined && (status >= 400 || !failed)) {
    return { "http.response.status_code": status, "error.type": status >= 400 ? String(status) : undefined };
  }
  return { "error.type": failed ? errorType(error) : undefined };
}

function copyHeaders(target: Record<string, string>, given: HeadersLike | undefined): void {
  if (typeof given !== "object" || given === null) return;
  const isIterable = Symbol.iterator in given;
  const pairs = isIterable ? (given as Iterable<readonly [string, string]>) : Object.entries(given);
  for (const [name, value] of pairs) if (value !== undefined) target[name] = value;
}

// The status of an HTTP answer, in the forms of fetch, node:http, undici, axios and got.
/** The status of `result`, a response; or of an error that carries one. */
function statusIn(result: unknown): number | undefined {
  for (const owner of [result, readField(result, "response")]) {
    for (const key of ["status", "statusCode"]) {
      const value = readField(owner, key);
      if (typeof value === "number" && Number.isInteger(value) && value >= 100 && value <= 999) return value;
    }
  }
  return undefined;
}

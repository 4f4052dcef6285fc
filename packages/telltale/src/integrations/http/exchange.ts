// One request and its answer, while it lasts: the span, the route once a framework knows it, the error that a framework has handled, and the
// one end. Nothing here knows node:http: what answers by `fetch` is an exchange too.
import { AsyncLocalStorage } from "node:async_hooks";
import type { Context, TextMapGetter } from "@opentelemetry/api";
import { propagation } from "../../engine/api/propagation.ts";
import { SpanKind, SpanStatusCode } from "../../engine/api/enums.ts";
import { types } from "../../engine/runtime/builtin.ts";
import { now } from "../../engine/runtime/clock.ts";
import { shared } from "../../engine/runtime/shared.ts";
import { expectLateWrites } from "../../engine/recording/late-write.ts";
import { mergeLayer } from "../../engine/context/context-attributes.ts";
import { report } from "../../engine/diagnostics/diagnose.ts";
import { safely, throwingOn } from "../../engine/diagnostics/guard.ts";
import type { Engine } from "../../engine/running/engine.ts";
import { errorMessage, errorType } from "../../engine/errors/error-form.ts";
import { reportException } from "../../engine/completion/exception-signal.ts";
import { rootScope, Scope, storage, toScope } from "../../engine/context/scope.ts";
import type { EngineSpan } from "../../engine/span/span.ts";
import { state } from "../../engine/running/state.ts";
import { MeasuredCall } from "../../calls/measured-call.ts";
import { readField } from "../../calls/read-field.ts";
import type { RequestFacts } from "./request-facts.ts";
import { addActive, durations, measureSizes } from "./server-metrics.ts";

/** Where an exchange is kept on the objects of a request. */
export const exchangeKey: unique symbol = Symbol.for("telltale.http.exchange") as never;

/** How an answer ended. */
export interface Answer {
  /** Undefined where none was begun. */
  readonly status: number | undefined;
  /** Whether the client left before its end. */
  readonly aborted: boolean;
  readonly requestSize?: number | undefined;
  readonly responseSize?: number | undefined;
}

// For frameworks that make spans of their own. They may leave the active context (Next.js reads it from the headers of the request again), so
// the exchange is kept beside it.
interface Followed {
  around: AsyncLocalStorage<Exchange | "ignored"> | undefined;
}
const followed = shared<Followed>("http exchanges", () => ({ around: undefined }));

/**
 * Has exchanges be found by {@link exchangeAround} from now on. Their spans may be written to after their end: what follows them belongs to
 * a framework, which says late what it knows.
 */
export function followExchanges(): void {
  followed.around ??= new AsyncLocalStorage();
}

/**
 * The exchange around the work that runs now, also if it has ended, where {@link followExchanges} was called before it began; `"ignored"` inside
 * of a request that is not recorded.
 */
export function exchangeAround(): Exchange | "ignored" | undefined {
  return followed.around?.getStore();
}

/** Runs `fn` in `scope`, around which {@link exchangeAround} finds `exchange`. */
export function runInExchange<Args extends unknown[], T>(
  exchange: Exchange | "ignored",
  scope: Scope,
  fn: (...args: Args) => T,
  ...args: Args
): T {
  const { around } = followed;
  if (around === undefined) return storage.run(scope, fn, ...args);
  return around.run(exchange, () => storage.run(scope, fn, ...args));
}

// A class: there is one per request, and a closure for each of its methods would cost more than the span.
export class Exchange {
  readonly span: EngineSpan;
  /** What its handlers run in. */
  readonly scope: Scope;
  readonly facts: RequestFacts;
  readonly startMoment: number;
  /** The pattern that the path has met; set by frameworks, as soon as they know. */
  route: string | undefined = undefined;
  /** Where what was asked last is mounted: the route, where what answers has none of its own. */
  mounted: string | undefined = undefined;
  /** Asked at the end for the route, where a framework knows it only then. */
  findRoute: (() => string | undefined) | undefined = undefined;
  /** Asked just before the end, while the span is open. */
  atEnd: ((exchange: Exchange, answer: Answer) => void) | undefined = undefined;
  /** Spans of parts of the work that may never say that they are over. */
  inner: EngineSpan[] | undefined = undefined;
  #error: unknown = undefined;
  #failed = false;
  readonly #engine: Engine;
  readonly #call: MeasuredCall;

  constructor(engine: Engine, facts: RequestFacts, parent: Scope, requestId: string | undefined) {
    const { method, scheme, attributes } = facts;
    this.facts = facts;
    this.#engine = engine;
    const context =
      requestId === undefined
        ? parent.attributes
        : mergeLayer(parent.attributes, "request", { "request.id": requestId });
    const outer =
      context === parent.attributes ? parent : new Scope(parent.span, context, undefined, parent.base);
    this.span = engine.tracer.start(
      nameOf(method, undefined),
      { kind: SpanKind.SERVER, attributes },
      outer.span,
      outer,
    );
    // one that is not recorded has none
    this.startMoment = (this.span as { readonly startMoment?: number }).startMoment ?? now();
    this.#call = new MeasuredCall(this.span, outer, this.startMoment);
    this.scope = this.#call.inside;
    if (followed.around !== undefined) expectLateWrites(this.span);
    addActive(method, scheme, 1);
  }

  get ended(): boolean {
    return this.#call.over;
  }

  /**
   * Takes note of an error that the handlers have thrown or handed on. Once each; one that represents an answer below 500 is an answer, not an
   * error. Whether the request has failed is for its status to say.
   */
  handled(error: unknown): void {
    if (this.ended || (this.#failed && this.#error === error) || isAnswer(error)) return;
    this.#error = error;
    this.#failed = true;
    try {
      if (this.span.isRecording()) reportException(this.span, error);
    } catch (mistake) {
      report("http_server_failed", mistake);
    }
  }

  /** The end; what comes later is not heard. Never throws. */
  end(answer: Answer): void {
    if (this.ended) return;
    try {
      this.route ??= this.findRoute?.() ?? this.mounted;
      this.atEnd?.(this, answer);
    } catch (error) {
      report("http_server_failed", error);
    }
    try {
      this.#call.end(durations, () => {
        try {
          return this.#conclude(answer);
        } finally {
          for (const span of this.inner ?? []) span.close();
        }
      });
    } catch (error) {
      report("http_server_failed", error);
    } finally {
      this.findRoute = undefined;
      this.atEnd = undefined;
      this.#error = undefined;
    }
  }

  /** Sets the last attributes, and returns those of the duration: undefined for an exchange of an earlier start. */
  #conclude(answer: Answer): object | undefined {
    const { span, facts } = this;
    const { status, aborted, requestSize, responseSize } = answer;
    const route = this.route ?? routeSetBy(span);
    const failure = this.#failureOf(answer);
    if (span.isRecording()) {
      span.setAttributes({
        "http.response.status_code": status,
        "http.route": route,
        "error.type": failure,
        "telltale.http.aborted": aborted ? true : undefined,
        "http.request.body.size": requestSize,
        "http.response.body.size": responseSize,
      });
      if (route !== undefined) span.updateName(nameOf(facts.method, route));
      // the server did not fail where a client left before an answer
      if (failure !== undefined && (this.#failed || status !== undefined)) this.#markFailed(status);
    }
    if (state.engine !== this.#engine) return undefined;
    addActive(facts.method, facts.scheme, -1);
    const attributes = {
      "http.request.method": facts.method,
      "url.scheme": facts.scheme,
      "http.response.status_code": status,
      "http.route": route,
      "network.protocol.version": facts.version,
      "error.type": failure,
    };
    measureSizes(requestSize, responseSize, attributes, this.scope);
    return attributes;
  }

  /** `error.type`: what was thrown, or the status, of an answer from 500 on; without an answer what was thrown, or that the client left. */
  #failureOf({ status, aborted }: Answer): string | undefined {
    if (this.#failed && (status === undefined || status >= 500 || aborted)) return errorType(this.#error);
    if (status !== undefined && status >= 500) return String(status);
    return aborted ? "aborted" : undefined;
  }

  #markFailed(status: number | undefined): void {
    const message = this.#failed ? errorMessage(this.#error) : "";
    if (status === undefined || status >= 500 || this.#failed)
      this.span.setStatus({ code: SpanStatusCode.ERROR, message });
  }
}

function nameOf(method: string, route: string | undefined): string {
  const verb = method === "_OTHER" ? "HTTP" : method;
  return route === undefined ? verb : `${verb} ${route}`;
}

/** A route that was set by hand, or by a framework that instruments itself (Next.js). */
function routeSetBy(span: EngineSpan): string | undefined {
  // flat: keys at even, values at odd places; spans of another copy of the library have it, too
  const { own = [] } = span as { readonly own?: readonly unknown[] };
  for (let at = 0; at < own.length; at += 2) {
    const route = own[at + 1];
    if (own[at] === "http.route" && typeof route === "string" && route !== "") return route;
  }
  return undefined;
}

/** Whether `error` is how a framework says 404 and its like. */
function isAnswer(error: unknown): boolean {
  const status = readField(error, "status") ?? readField(error, "statusCode");
  return typeof status === "number" && status >= 100 && status < 500;
}

/** What a request carries, on top of nothing: what is active where a server happens to listen is not a parent. Never throws. */
export function extractParent<C extends object>(carrier: C, getter: TextMapGetter<C>): Scope {
  try {
    const context: Context = propagation.extract(rootScope, carrier, getter);
    return context === rootScope ? rootScope : toScope(context);
  } catch (error) {
    report("propagation_failed", error);
    return rootScope;
  }
}

/** The exchange that `carrier`, a request or an answer, belongs to; undefined outside of any. */
export function exchangeOf(carrier: unknown): Exchange | undefined {
  const found = (carrier as { readonly [exchangeKey]?: Exchange } | null | undefined)?.[exchangeKey];
  return found === undefined || found.ended ? undefined : found;
}

/**
 * Runs a handler whose errors, also those of its promise, `exchange` is to hear of; they go on as they are. The promise that is given back is the one
 * that was listened to: beside it an unhandled error would be lost.
 */
export function heard<T>(exchange: Exchange, handler: () => T): T {
  try {
    const result = handler();
    if (!types.isPromise(result)) return result;
    return result.then(
      undefined,
      throwingOn((error) => exchange.handled(error)),
    ) as T;
  } catch (error) {
    safely(() => exchange.handled(error));
    throw error;
  }
}

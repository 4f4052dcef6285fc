// Next.js, as it instruments itself: its spans are made through `@opentelemetry/api`, and fit into the server span of node:http. They tell
// the route, as soon as Next.js knows it. Nothing of its rendering is touched.
import type { SpanOptions } from "@opentelemetry/api";
import { SpanKind } from "../engine/api/enums.ts";
import { Scope } from "../engine/context/scope.ts";
import { quietScope } from "../engine/context/suppress.ts";
import { type Identity, identityOf } from "../engine/span/span-context.ts";
import { fitSpans, type FittedSpan, type OwnSpan } from "../engine/tracer/fitted-tracer.ts";
import { type Exchange, exchangeAround, followExchanges } from "./http/exchange.ts";
import { httpServerEmits } from "./http-server-integration.ts";
import type { LibraryIntegration } from "./library-integration.ts";
import { instrumenting } from "./patching/method.ts";
import { areRequestsInstrumented } from "./undici/requests.ts";

/**
 * Has each request that Next.js answers be one server span with its route, and the spans of Next.js be parts of it. Call it before the first
 * request, with any module of Next.js, which it returns.
 *
 * The spans that Next.js makes of a request and of `fetch` are internal: the server span and the client span of Telltale are those of the
 * request and of the call. Spans of its start, which belong to no request, are not recorded. Without `instrumentHttp` its server spans stay.
 *
 * @example
 * ```ts
 * import { instrumentNext } from "telltale/next";
 *
 * const next = () => ({}); // import next from "next";
 * instrumentNext(next) === next; // => true
 * ```
 */
export function instrumentNext<L>(library: L): L {
  return next.instrument(library) as L;
}

/** Next.js for `telltale/register`. */
export const next: LibraryIntegration = {
  name: "next",
  // what starts it: a custom or standalone server, `next start`, the process of `next dev`, and adapters that take its server alone
  modules: [
    "next",
    "next/dist/bin/next",
    "next/dist/server/lib/start-server",
    "next/dist/server/next-server",
  ],
  versions: [[14, 17]],
  instrument: (library) =>
    instrumenting(library, () => {
      followExchanges();
      fitSpans("next.js", fit);
      fitSpans("@vercel/otel/fetch", fitFetch);
    }),
  emits: httpServerEmits,
};

/** How a span of Next.js starts: nothing but what it belongs to is a server or a client, and what belongs to nothing is left out. */
function fit(own: OwnSpan): FittedSpan {
  const { options, scope } = own;
  const kind = options?.kind;
  const exchange = exchangeAround();
  if (exchange === "ignored") return { ...own, scope: quietScope, leftOut: true };
  if (exchange === undefined && parentOf(scope) === undefined)
    return kind === SpanKind.SERVER || (kind === SpanKind.CLIENT && !areRequestsInstrumented())
      ? own
      : { ...own, leftOut: true };
  if (kind === SpanKind.CLIENT && areRequestsInstrumented()) return asFetch(own);
  if (exchange === undefined) return own;
  noteRoute(own, exchange);
  return kind === SpanKind.SERVER ? asPart(own, exchange) : own;
}

/** The same of what `@vercel/otel` makes of calls of `fetch`, instead of Next.js. */
function fitFetch(own: OwnSpan): FittedSpan {
  return own.options?.kind === SpanKind.CLIENT && areRequestsInstrumented() ? asFetch(own) : own;
}

/** What handles a request: a part of `exchange`, and below its span where the context was left. Its name until Next.js knows the route is the method. */
function asPart({ name, options, scope }: OwnSpan, exchange: Exchange): FittedSpan {
  // behind a middleware Next.js takes the context from the headers of the request again
  const isOutside = parentOf(scope)?.remote ?? true;
  const { span, attributes, outer } = exchange.scope;
  return {
    name: textOf(options, "http.method") ?? name,
    options: { ...options, kind: SpanKind.INTERNAL },
    scope: isOutside ? new Scope(span, attributes, outer, scope.base) : scope,
  };
}

function parentOf({ span }: Scope): Identity | undefined {
  return span === undefined ? undefined : identityOf(span);
}

/** A call of `fetch`, which may be answered from the cache of Next.js; what is sent has a span of its own. The address is an attribute. */
function asFetch({ name, options, scope }: OwnSpan): FittedSpan {
  const method = textOf(options, "http.method");
  return {
    name: method === undefined ? name : `fetch ${method}`,
    options: { ...options, kind: SpanKind.INTERNAL },
    scope,
  };
}

// pages that answer where none was found, or where one has failed
const standIns = new Set(["/_not-found", "/_error", "/_global-error", "/404", "/500"]);
const runsPagesRoute = /^executing api route \(pages\) (\/.*)$/;

const answered = new WeakSet<Exchange>();

/** What was found last may yet turn out not to have the page. What answers is the route, whatever it has Next.js render besides. */
function noteRoute(own: OwnSpan, exchange: Exchange): void {
  if (answered.has(exchange)) return;
  const route = routeOf(own);
  if (route === undefined) return;
  // Next.js 14 names a handler by its file, after it has named its route
  if (route !== `${exchange.route}/route`) exchange.route = route;
  if (textOf(own.options, "next.span_type") !== "NextNodeServer.findPageComponents") answered.add(exchange);
}

/** The route that a span names; undefined where it names none. */
function routeOf({ name, options }: OwnSpan): string | undefined {
  const type = textOf(options, "next.span_type");
  // this one has the path of the request in its place
  if (type === "BaseServer.renderToResponse") return undefined;
  const route = textOf(options, "next.route") ?? runsPagesRoute.exec(name)?.[1];
  return route === undefined || standIns.has(route) ? undefined : route;
}

function textOf(options: SpanOptions | undefined, key: string): string | undefined {
  const value = options?.attributes?.[key];
  return typeof value === "string" ? value : undefined;
}

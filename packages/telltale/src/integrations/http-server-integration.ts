// What all HTTP servers have in common, whichever framework answers: the options, and what leaves. The span and the metrics are node:http's;
// frameworks add the route, the error and the name of the handler.
import type { Check, OptionsOf } from "../settings/setting.ts";
import { anything, isFunction } from "../settings/shape.ts";
import { isHeaderName } from "./http/header-name.ts";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Span } from "../engine/span/span.ts";
import type { BusinessRoutes } from "./http/business-route.ts";
import { serverMetrics } from "./http/server-metrics.ts";
import { type Emitted, type EmittedAttribute, emittedMetric } from "./library-integration.ts";

/** Whose address `client.address` is. */
export type ClientAddressPolicy =
  /** No address of a client is recorded. */
  | "none"
  /** The one at the other end of the connection. */
  | "direct"
  /**
   * What `Forwarded` or `X-Forwarded-For` says, as far as proxies are trusted: the number of proxies, or their addresses and networks
   * (`10.0.0.0/8`). Scheme and host are then the forwarded ones, too.
   */
  | { readonly trustedProxies: number | readonly string[] };

/** How requests get an id. */
export interface RequestIdOptions extends OptionsOf<typeof httpServerSettings.settings.requestId.settings> {}

/** Options of HTTP servers. */
export const httpServerSettings = {
  type: "group",
  settings: {
    /**
     * Requests that are not recorded at all: by path (`/health`, `/assets/*`), or by a function. For rules on whether a trace is kept, use
     * sampling; this is for what must not even be measured.
     */
    ignore: {
      type: "custom",
      check: isIgnore as Check<readonly string[] | ((request: IncomingMessage) => boolean)>,
      expected: "a list of paths such as /health and /assets/*, or a function",
    },
    /** Where the client's address comes from: the connection (`"direct"`, the default), headers of trusted proxies, or nowhere. */
    clientAddress: {
      type: "custom",
      check: anything as unknown as Check<ClientAddressPolicy>,
      expected: '"none", "direct", or { trustedProxies }',
      fallback: "direct",
    },
    /** Names of request headers that the span is to have, as `http.request.header.{name}`. */
    requestHeaders: {
      type: "list",
      of: { type: "custom", check: isHeaderName as Check<string>, expected: "the name of a header" },
    },
    /** Names of response headers that the span is to have, as `http.response.header.{name}`. */
    responseHeaders: {
      type: "list",
      of: { type: "custom", check: isHeaderName as Check<string>, expected: "the name of a header" },
    },
    /** Whether sizes of bodies are recorded, on spans and as metrics; off by default. */
    sizes: { type: "flag", default: false },
    /** Gives every request an id: on all that is recorded inside as `request.id`, and in the answer. Off by default. */
    requestId: {
      type: "group",
      switch: { type: "flag", default: false },
      settings: {
        /** The header that carries it, in the request and in the answer; `x-request-id` by default. */
        header: {
          type: "custom",
          check: isHeaderName as Check<string>,
          expected: "the name of a header",
          default: "x-request-id",
        },
        /** Whether an id that the request brings is used, where it is short and plain; `true` by default. */
        take: { type: "flag", default: true },
      },
    },
    /** Headers of the answer that name the trace: `server-timing` for browsers, `traceresponse` for services. None by default. */
    traceHeaders: { type: "list", of: { type: "choice", values: ["server-timing", "traceresponse"] } },
    /** Called when a request has begun, with its span. What it throws is counted. */
    onRequest: {
      type: "custom",
      check: isFunction as Check<(span: Span, request: IncomingMessage) => void>,
      expected: "a function",
    },
    /** Called just before the span ends. What it throws is counted. */
    onResponse: {
      type: "custom",
      check: isFunction as Check<(span: Span, response: ServerResponse, request: IncomingMessage) => void>,
      expected: "a function",
    },
    /** What requests mean to the business, by method and path; plain data. `TELLTALE_ROUTES` holds the same as JSON. */
    routes: {
      type: "custom",
      check: anything as unknown as Check<BusinessRoutes>,
      expected: "an object by method and path",
    },
  },
} as const;

/** What of servers is recorded. All fields are optional. */
export interface HttpServerOptions extends OptionsOf<typeof httpServerSettings.settings> {}

function isIgnore(value: unknown): boolean {
  if (typeof value === "function") return true;
  return Array.isArray(value) && value.every((one) => typeof one === "string" && one.startsWith("/"));
}

const measured: readonly EmittedAttribute[] = [
  { name: "http.request.method" },
  { name: "url.scheme" },
  { name: "http.response.status_code", when: "a response began" },
  { name: "http.route", when: "the framework knows it" },
  { name: "network.protocol.version" },
  { name: "error.type", when: "it failed, or the client disconnected" },
];

/** What every HTTP server emits. */
export const httpServerEmits: readonly Emitted[] = [
  {
    kind: "span",
    name: "{method}",
    form: "server",
    description:
      "A request, from its headers to the end of the response. Named `{method} {route}` where the route is known.",
    attributes: [
      { name: "http.request.method", when: "always; `_OTHER` for one that the conventions do not know" },
      { name: "http.request.method_original", when: "the method is `_OTHER`" },
      { name: "http.route", when: "the framework knows it" },
      { name: "http.response.status_code", when: "a response began" },
      { name: "url.path" },
      { name: "url.query", when: "there is one" },
      { name: "url.scheme" },
      { name: "server.address", when: "the request has it" },
      { name: "server.port", when: "the request has it" },
      { name: "client.address", when: "the policy allows it" },
      { name: "network.peer.address", when: "the policy allows the client's address" },
      { name: "network.peer.port", when: "the policy allows the client's address" },
      { name: "network.protocol.version" },
      { name: "user_agent.original", when: "the request has it" },
      {
        name: "error.type",
        when: "the status is 500 or more, the handler failed, or the client disconnected",
      },
      { name: "http.request.header.{name}", when: "with `requestHeaders`" },
      { name: "http.response.header.{name}", when: "with `responseHeaders`" },
      { name: "http.request.body.size", when: "with `sizes: true`" },
      { name: "http.response.body.size", when: "with `sizes: true`" },
      { name: "request.id", when: "with `requestId`" },
      { name: "code.function.name", when: "the framework names its handlers (NestJS)" },
      { name: "telltale.http.aborted", when: "the client disconnected before the end of the response" },
      { name: "telltale.http.upgrade", when: "the connection was to become another protocol" },
    ],
  },
  emittedMetric(serverMetrics.duration, measured),
  emittedMetric(serverMetrics.active, [{ name: "http.request.method" }, { name: "url.scheme" }]),
  emittedMetric(serverMetrics.requestSize, measured, "with `sizes: true`"),
  emittedMetric(serverMetrics.responseSize, measured, "with `sizes: true`"),
];

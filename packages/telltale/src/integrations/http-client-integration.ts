// What all HTTP clients have in common, whichever library sends: the options, and what leaves.
import type { Check, OptionsOf } from "../settings/setting.ts";
import { isFunction } from "../settings/shape.ts";
import { isHeaderName } from "./http/header-name.ts";
import { httpDuration } from "../calls/http-duration.ts";
import type { Span } from "../engine/span/span.ts";
import { type Emitted, type EmittedAttribute, emittedMetric } from "./library-integration.ts";

/** Where a request goes. */
export interface HttpTarget {
  readonly method: string;
  /** `https` */
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  /** The path, without the query. */
  readonly path: string;
}

/**
 * Targets: hosts (`api.example`, `*.internal`), hosts with ports (`localhost:*`), URLs without the query (`https://api.example/v1/*`), or a
 * function. In a list any of them counts.
 */
export type HttpTargets =
  | string
  | ((target: HttpTarget) => boolean)
  | readonly (string | ((target: HttpTarget) => boolean))[];

/** Options of HTTP clients. */
export const httpClientSettings = {
  type: "group",
  settings: {
    /** Requests that are not recorded: no span, no measurement, no headers. */
    ignore: {
      type: "custom",
      check: isTargets as Check<HttpTargets>,
      expected: "hosts such as api.example and *.internal, URLs, or functions",
    },
    /**
     * Targets that get trace context and baggage. All, by default: the ids in `traceparent` identify no person, and baggage has only what the
     * program put there to travel. List your own hosts when you also send requests to third parties.
     */
    propagateTo: {
      type: "custom",
      check: isTargets as Check<HttpTargets>,
      expected: "hosts such as api.example and *.internal, URLs, or functions",
    },
    /** The pattern of a target's path, such as `/orders/{id}`: it becomes the name of the span. Few values. */
    template: {
      type: "custom",
      check: isFunction as Check<(target: HttpTarget) => string | undefined>,
      expected: "a function",
    },
    /** `true` adds an event for each phase: DNS, connect, TLS, sent, first byte. */
    phases: { type: "flag", default: false },
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
    /** Called when a request was made, with its span. What it throws is counted. */
    onRequest: {
      type: "custom",
      check: isFunction as Check<(span: Span, target: HttpTarget) => void>,
      expected: "a function",
    },
    /** Called when the answer has begun, with its status. What it throws is counted. */
    onResponse: {
      type: "custom",
      check: isFunction as Check<(span: Span, status: number, target: HttpTarget) => void>,
      expected: "a function",
    },
  },
} as const;

/** What of requests that are sent is recorded. All fields are optional. */
export interface HttpClientOptions extends OptionsOf<typeof httpClientSettings.settings> {}

function isTargets(value: unknown): boolean {
  return (Array.isArray(value) ? value : [value]).every(
    (one: unknown) => typeof one === "function" || (typeof one === "string" && one !== ""),
  );
}

const measured: readonly EmittedAttribute[] = [
  { name: "http.request.method", when: "always; `_OTHER` for one that the conventions do not know" },
  { name: "url.scheme" },
  { name: "url.template", when: "with `template`" },
  { name: "server.address" },
  { name: "server.port" },
  { name: "http.response.status_code", when: "a response began" },
  { name: "error.type", when: "it failed, or the status is 400 or more" },
];

/** What a client emits; `more` of its spans and measurements, and its phases. */
export function clientEmits(
  phases: readonly string[],
  more: readonly EmittedAttribute[] = [],
): readonly Emitted[] {
  return [
    {
      kind: "span",
      name: "{method}",
      form: "client",
      description:
        "A request, from its call to the end of the response; each redirect and each retry is one. Named `{method} {template}` where that is given.",
      attributes: [
        ...measured,
        ...more,
        { name: "http.request.method_original", when: "the method is `_OTHER`" },
        { name: "http.request.resend_count", when: "it is a redirect or a retry" },
        { name: "url.full", when: "without user-info, credentials in the query redacted" },
        { name: "http.request.header.{name}", when: "with `requestHeaders`" },
        { name: "http.response.header.{name}", when: "with `responseHeaders`" },
      ],
    },
    emittedMetric(httpDuration, [...measured, ...more]),
    ...phases.map((name): Emitted => ({
      kind: "event",
      name: `telltale.http.${name}`,
      form: "span event",
      description: `${descriptions[name] ?? name}, with \`phases: true\`.`,
      attributes: [],
    })),
  ];
}

const descriptions: Readonly<Record<string, string>> = {
  dns: "The host name was resolved",
  connect: "The connection is open; with undici, TLS included",
  tls: "The TLS handshake is complete",
  sent: "The head of the request was sent",
  first_byte: "The head of the response arrived",
};

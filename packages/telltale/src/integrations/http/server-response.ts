// A request of node:http and its answer as an exchange: their listeners run in its context, and it ends with the answer. Both are objects that live
// as long as the request, so one method of each is put on them; no listener is added that the application could see or remove.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2Stream } from "node:http2";
import { report } from "../../engine/diagnostics/diagnose.ts";
import { createEmit, type Emit } from "../patching/emit.ts";
import { type Scope, storage } from "../../engine/context/scope.ts";
import { answerHeader } from "./answer-header.ts";
import { type Exchange, exchangeKey } from "./exchange.ts";
import type { BodyTap } from "./body-tap.ts";
import type { ServerSettings } from "./server-settings.ts";

/** What an exchange of node:http needs to know at its end. */
export interface HttpExchange {
  readonly exchange: Exchange;
  readonly settings: ServerSettings;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestEmit: Emit;
  readonly responseEmit: Emit;
  /** Undefined where no body is of interest. */
  readonly tap: BodyTap | undefined;
}

const httpKey: unique symbol = Symbol("telltale.http.server");

interface Emitting {
  emit: Emit;
  listenerCount(event: string | symbol): number;
  [exchangeKey]?: Exchange;
  [httpKey]?: HttpExchange;
}

/** Ties `http` to its request and its response. */
export function attach(http: HttpExchange): void {
  const { exchange } = http;
  const request = http.request as unknown as Emitting;
  const response = http.response as unknown as Emitting;
  request[exchangeKey] = exchange;
  response[exchangeKey] = exchange;
  request[httpKey] = http;
  response[httpKey] = http;
  request.emit = emitRequest;
  response.emit = emitResponse;
}

const emitRequest: Emit = createEmit(httpKey, "requestEmit", (request: Emitting, event, args) => {
  const http = request[httpKey] as HttpExchange;
  if (event === "data" && http.tap !== undefined) http.tap.received(args[0]);
  return scopeFor(request, http, event);
});

const emitResponse: Emit = createEmit(
  httpKey,
  "responseEmit",
  (response: Emitting, event) => scopeFor(response, response[httpKey] as HttpExchange, event),
  (response: Emitting, event) => {
    const http = response[httpKey] as HttpExchange;
    if (!http.exchange.ended) endExchange(http, event === "close" || isCutShort(http));
  },
);

/** Where the listeners of a request run; undefined where there are none, or they run there already. After its end Node emits how it ended. */
function scopeFor(emitter: Emitting, { exchange }: HttpExchange, event: string | symbol): Scope | undefined {
  const isOthers = exchange.ended && event !== "close" && event !== "error";
  const isThere = isOthers || storage.getStore() === exchange.scope;
  return isThere || emitter.listenerCount(event) === 0 ? undefined : exchange.scope;
}

/** node:http2 emits `finish` for each response, also if its client has disconnected before. */
function isCutShort({ exchange, response }: HttpExchange): boolean {
  if (exchange.facts.version !== "2") return false;
  const { stream } = response as { readonly stream?: Http2Stream };
  // Node ends by itself what it takes for aborted
  return stream?.aborted === true || stream?.writableFinished === false;
}

/** An answer that is closed before it was finished has lost its client. */
function endExchange({ exchange, settings, request, response, tap }: HttpExchange, closed: boolean): void {
  const begun = response.headersSent || !closed;
  if (settings.responseHeaders.length > 0) recordHeaders(exchange, settings, response);
  if (settings.onResponse !== undefined) callHook(exchange, settings, request, response);
  exchange.end({
    status: begun ? response.statusCode : undefined,
    aborted: closed,
    requestSize: settings.sizes ? tap?.requestSize(request) : undefined,
    responseSize: settings.sizes ? tap?.responseSize(response) : undefined,
  });
}

function recordHeaders({ span }: Exchange, settings: ServerSettings, response: ServerResponse): void {
  for (const { header, attribute } of settings.responseHeaders) {
    const value = answerHeader(response, header);
    if (value !== undefined) span.setAttribute(attribute, typeof value === "string" ? [value] : value);
  }
}

function callHook(
  exchange: Exchange,
  { onResponse }: ServerSettings,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  try {
    storage.run(exchange.scope, () => onResponse?.(exchange.span, response, request));
  } catch (error) {
    report("http_hook_failed", error);
  }
}

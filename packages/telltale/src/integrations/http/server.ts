// Servers of node:http, node:https and node:http2 (its compatible form), without a patched prototype: diagnostics channels publish every
// server before its first request, and that server's `emit` is what puts each request into its context. So servers that were made before
// are seen too, and none needs to be imported by us.
import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { report } from "../../engine/diagnostics/diagnose.ts";
import { harmless, safely } from "../../engine/diagnostics/guard.ts";
import { guardedEmit } from "../patching/guarded.ts";
import { storage } from "../../engine/context/scope.ts";
import { state } from "../../engine/running/state.ts";
import { quietScope } from "../../engine/context/suppress.ts";
import { createBodyTap } from "./body-tap.ts";
import { businessOf } from "./business-match.ts";
import { Exchange, exchangeKey, extractParent, runInExchange } from "./exchange.ts";
import { headersOfRequest, isIgnored } from "./incoming.ts";
import { install, serverSettings } from "./installed.ts";
import { readRequest } from "./read-request.ts";
import { requestIdOf, setAnswerHeaders } from "./request-id.ts";
import { attach } from "./server-response.ts";
import type { ServerSettings } from "./server-settings.ts";
import { upgradeInside } from "./server-upgrade.ts";
import { onUncaught } from "./uncaught.ts";

const adopted: unique symbol = Symbol.for("telltale.http.adopted") as never;

/** Has all servers of the process recorded, those there are and those to come. The first settings stay, unless later ones take precedence. */
export function instrumentServers(settings: ServerSettings, overrides: boolean): void {
  if (!install(settings, overrides)) return;
  // before the first byte of a connection is read: upgrades have no channel of their own
  subscribe(
    "net.server.socket",
    harmless((message) => adoptServerOf(message, "socket")),
  );
  // servers that are handed their connections, and connections that are open already
  subscribe(
    "http.server.request.start",
    harmless((message) => adoptServerOf(message, "server")),
  );
}

function adoptServerOf(message: unknown, from: "socket" | "server"): void {
  try {
    const { socket, server } = message as { socket?: { server?: Server }; server?: Server };
    const found = from === "server" ? server : socket?.server;
    if (found !== undefined && found !== null && !(adopted in found) && isHttp(found)) adopt(found);
  } catch (error) {
    report("http_server_failed", error);
  }
}

function isHttp(server: Server): boolean {
  return (
    typeof server.keepAliveTimeout === "number" || /^Http2(?:Secure)?Server$/.test(server.constructor.name)
  );
}

type Emit = (this: unknown, event: string | symbol, ...args: unknown[]) => boolean;

function adopt(server: Server): void {
  const emitInside = guardedEmit(
    server.emit as Emit,
    (emit) =>
      function emitted(this: unknown, event: string | symbol, ...args: unknown[]): boolean {
        if (state.engine !== undefined && typeof event === "string") {
          if (event === "request" || event === "checkContinue" || event === "checkExpectation")
            return handleInside(this, emit, event, args as [IncomingMessage, ServerResponse]);
          if (event === "upgrade" || event === "connect")
            return upgradeInside(serverSettings(), args, () => emit.call(this, event, ...args) as boolean);
        }
        return emit.call(this, event, ...args) as boolean;
      },
  );
  Object.defineProperty(server, "emit", { value: emitInside, configurable: true, writable: true });
  Object.defineProperty(server, adopted, { value: true });
}

function handleInside(
  server: unknown,
  emit: Emit,
  event: string,
  args: [IncomingMessage, ServerResponse],
): boolean {
  const settings = serverSettings();
  const exchange = begin(settings, args[0], args[1]);
  if (exchange === undefined) return emit.call(server, event, ...args);
  if (exchange === "ignored") return runInExchange(exchange, quietScope, emitNow, server, emit, event, args);
  let thrown = true;
  try {
    const result = runInExchange(exchange, exchange.scope, emitNow, server, emit, event, args);
    thrown = false;
    return result;
  } finally {
    // it is uncaught: the process gets it, and the response may never come
    if (thrown) safely(() => onUncaught(exchange));
  }
}

function emitNow(
  server: unknown,
  emit: Emit,
  event: string,
  args: [IncomingMessage, ServerResponse],
): boolean {
  return emit.call(server, event, args[0], args[1]);
}

/** The exchange of a request that has just come; undefined where it has one already (a request that is emitted again), or cannot be read. */
function begin(
  settings: ServerSettings,
  request: IncomingMessage,
  response: ServerResponse,
): Exchange | "ignored" | undefined {
  const { engine } = state;
  if (engine === undefined || exchangeKey in request) return undefined;
  let exchange: Exchange | undefined;
  try {
    if (isIgnored(settings, request)) return "ignored";
    const facts = readRequest(request, settings);
    const requestId = requestIdOf(request, settings);
    exchange = new Exchange(engine, facts, extractParent(request, headersOfRequest), requestId);
    setAnswerHeaders(response, exchange, settings, requestId);
    const business = businessOf(settings.business, facts);
    const maxBytes = business?.maxBytes ?? 0;
    const tap = settings.sizes || maxBytes > 0 ? createBodyTap(response, maxBytes) : undefined;
    const { emit: requestEmit } = request as unknown as { emit: Emit };
    const { emit: responseEmit } = response as unknown as { emit: Emit };
    attach({ exchange, settings, request, response, requestEmit, responseEmit, tap });
    business?.watch({ exchange, request, response, tap });
    if (settings.onRequest !== undefined) callHook(settings, exchange, request);
    return exchange;
  } catch (error) {
    report("http_server_failed", error);
    return exchange;
  }
}

function callHook({ onRequest }: ServerSettings, { scope, span }: Exchange, request: IncomingMessage): void {
  try {
    storage.run(scope, () => onRequest?.(span, request));
  } catch (error) {
    report("http_hook_failed", error);
  }
}

// Requests that node:http and node:https send. Newer versions of Node publish a request while headers can be added to it; in older ones
// `request` and `get` are wrapped (facts: the channel of those versions fires when the head has left). Nothing is listened to that would change
// what a request does: Node still discards a response that is not read.
import { subscribe } from "node:diagnostics_channel";
import { errorMonitor } from "node:events";
import type { ClientRequest, IncomingMessage } from "node:http";
import { syncBuiltinESMExports } from "node:module";
import { builtin } from "../../engine/runtime/builtin.ts";
import { report } from "../../engine/diagnostics/diagnose.ts";
import { harmless } from "../../engine/diagnostics/guard.ts";
import { shared } from "../../engine/runtime/shared.ts";
import { state } from "../../engine/running/state.ts";
import { dress, isFixed, isWrapped, type Method } from "../patching/method.ts";
import { beginCall, type ClientCall } from "./client-call.ts";
import { outgoingOf } from "./client-request.ts";
import type { ClientSettings } from "./client-settings.ts";

const installed = shared("http clients", () => ({ settings: undefined as ClientSettings | undefined }));
const calls = new WeakMap<object, ClientCall>();
const nodeHttp = builtin("http");
const nodeHttps = builtin("https");

/**
 * Has all requests of the process recorded. The first settings stay, unless later ones take precedence. `faces` are what a
 * version without the channel is wrapped in.
 */
export function instrumentClients(
  faces: readonly object[],
  settings: ClientSettings,
  overrides: boolean,
): void {
  const isFirst = installed.settings === undefined;
  if (isFirst || overrides) installed.settings = settings;
  if (isFirst) {
    subscribe("http.client.response.finish", heard(answered));
    if (tellsOfNewRequests(process.versions.node))
      subscribe(
        "http.client.request.created",
        heard(({ request }) => begin(request)),
      );
  }
  // those of both modules, because the channel publishes both
  if (!tellsOfNewRequests(process.versions.node))
    for (const face of [...faces, nodeHttp(), nodeHttps()]) wrapFace(face);
}

/** Whether `http.client.request.created` is there: from 22.12 and 23.2 on. */
export function tellsOfNewRequests(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 23 || (major === 23 && minor >= 2) || (major === 22 && minor >= 12);
}

interface ChannelMessage {
  readonly request: ClientRequest;
  readonly response: IncomingMessage;
}

function heard(act: (message: ChannelMessage) => void): (message: unknown) => void {
  return harmless((message: unknown) => act(message as ChannelMessage));
}

function begin(request: ClientRequest): void {
  const { settings } = installed;
  if (state.engine === undefined || settings === undefined || calls.has(request)) return;
  const call = beginCall(outgoingOf(request), settings);
  if (call === undefined) return;
  calls.set(request, call);
  request.on(
    errorMonitor,
    harmless((error) => call.broken(error)),
  );
  request.on(
    "close",
    harmless(() => closed(request, call)),
  );
  if (settings.phases) followPhases(request, call);
}

/** The head of an answer has come. */
function answered({ request, response }: ChannelMessage): void {
  const call = calls.get(request);
  if (call === undefined) return;
  recordHead(call, response);
  response.on(
    errorMonitor,
    harmless((error) => call.broken(error)),
  );
  response.on(
    "close",
    harmless(() => finish(call, response)),
  );
}

function recordHead(call: ClientCall, { statusCode = 0, headers, httpVersion }: IncomingMessage): void {
  const read = (name: string): string | undefined => {
    const value = headers[name];
    return Array.isArray(value) ? value.join(", ") : value;
  };
  call.head(statusCode, read, httpVersion);
}

function finish(call: ClientCall, { complete }: IncomingMessage): void {
  if (complete) call.done();
  else call.broken(new Error("the answer was not received to its end"), "aborted");
}

// the response to an upgrade is not published, and a destroyed request may have neither response nor error
function closed(request: ClientRequest, call: ClientCall): void {
  if (call.over || call.answered) return;
  const { res } = request as ClientRequest & { readonly res?: IncomingMessage | null };
  if (res === undefined || res === null) {
    call.broken(new Error("the request was destroyed"), "aborted");
    return;
  }
  recordHead(call, res);
  call.done();
}

function followPhases(request: ClientRequest, call: ClientCall): void {
  const phase = (name: string): (() => void) => harmless(() => call.phase(name));
  request.on(
    "socket",
    harmless((socket) => {
      if (!socket.connecting) return;
      socket.once("lookup", phase("dns"));
      socket.once("connect", phase("connect"));
      socket.once("secureConnect", phase("tls"));
    }),
  );
  request.on("finish", phase("sent"));
}

function wrapFace(face: object): void {
  const owner = face as Record<string, unknown>;
  const { request } = owner;
  if (typeof request !== "function" || isWrapped(request) || isFixed(face, "request")) return;
  const traced = function tracedRequest(this: unknown, ...args: unknown[]): unknown {
    const made: unknown = (request as Method).apply(this, args);
    heard(({ request: own }) => begin(own))({ request: made });
    return made;
  };
  // Node's own `get` asks for its own `request`, and has sent the head before it returns
  const get = function tracedGet(this: unknown, ...args: unknown[]): unknown {
    const made = traced.apply(this, args) as ClientRequest;
    made.end();
    return made;
  };
  try {
    dress(traced, request);
    if (typeof owner["get"] === "function") dress(get, owner["get"]);
    owner["request"] = traced;
    owner["get"] = get;
    // names that ES modules have imported follow
    syncBuiltinESMExports();
  } catch (error) {
    report("instrument_failed", error);
  }
}

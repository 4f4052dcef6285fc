// Requests of undici, the `fetch` of Node included, by the diagnostics channels that all its versions have: each copy of undici in the
// process speaks through them, so nothing of any is touched.
import { subscribe } from "node:diagnostics_channel";
import { harmless } from "../../engine/diagnostics/guard.ts";
import { shared } from "../../engine/runtime/shared.ts";
import { state } from "../../engine/running/state.ts";
import { readField } from "../../calls/read-field.ts";
import { beginCall, type ClientCall } from "../http/client-call.ts";
import type { ClientSettings } from "../http/client-settings.ts";
import { headerIn, outgoingOf, type UndiciRequest } from "./request.ts";

interface ChannelMessage {
  readonly request: UndiciRequest;
  readonly response: { readonly statusCode: number; readonly headers: unknown };
  readonly error: unknown;
  readonly connectParams: { readonly host?: string; readonly hostname?: string; readonly protocol?: string };
}

const installed = shared("undici clients", () => ({
  settings: undefined as ClientSettings | undefined,
  phases: false,
}));
const calls = new WeakMap<object, ClientCall>();
// which calls wait for a connection, by origin: connections are not made for one of them
const waiting = new Map<string, Set<ClientCall>>();

/** Has all requests of the process recorded. The first settings stay, unless later ones take precedence. */
export function instrumentRequests(settings: ClientSettings, overrides: boolean): void {
  const isFirst = installed.settings === undefined;
  if (isFirst || overrides) {
    installed.settings = settings;
    if (settings.phases) listenToPhases();
  }
  if (!isFirst) return;
  listen("undici:request:create", ({ request }) => begin(request));
  listen("undici:request:headers", ({ request, response }) => answered(request, response));
  listen("undici:request:trailers", ({ request }) => callOf(request)?.done());
  listen("undici:request:error", ({ request, error }) => failed(request, error));
}

/** Whether requests of this process are recorded. */
export function areRequestsInstrumented(): boolean {
  return installed.settings !== undefined;
}

function listenToPhases(): void {
  if (installed.phases) return;
  installed.phases = true;
  listen("undici:client:connected", ({ connectParams }) => connected(connectParams));
  listen("undici:client:sendHeaders", ({ request }) => callOf(request)?.phase("sent"));
}

function listen(channel: string, act: (message: ChannelMessage) => void): void {
  subscribe(
    channel,
    harmless((message: unknown) => act(message as ChannelMessage)),
  );
}

function callOf(request: UndiciRequest): ClientCall | undefined {
  return calls.get(request);
}

function begin(request: UndiciRequest): void {
  const { settings } = installed;
  if (state.engine === undefined || settings === undefined || calls.has(request)) return;
  const call = beginCall(outgoingOf(request), settings);
  if (call === undefined) return;
  calls.set(request, call);
  if (settings.phases) wait(call);
}

function answered(request: UndiciRequest, { statusCode, headers }: ChannelMessage["response"]): void {
  const call = callOf(request);
  // `100 Continue` and its like are not the answer
  if (call === undefined || (statusCode >= 100 && statusCode < 200 && statusCode !== 101)) return;
  stopWaiting(call);
  call.head(statusCode, (name) => headerIn(headers, name));
  // what follows is not a response any more; not all versions publish its end
  if (statusCode === 101 || call.target.method === "CONNECT") call.done();
}

function failed(request: UndiciRequest, error: unknown): void {
  const call = callOf(request);
  if (call === undefined) return;
  stopWaiting(call);
  // who stops reading has what was wanted: nothing failed
  if (call.answered && isAbort(error)) call.done();
  else call.broken(error);
}

function isAbort(error: unknown): boolean {
  return (
    error === null ||
    error === undefined ||
    readField(error, "name") === "AbortError" ||
    readField(error, "code") === "UND_ERR_ABORTED"
  );
}

function wait(call: ClientCall): void {
  const origin = originOf(call.target.scheme, call.target.host);
  const known = waiting.get(origin);
  if (known === undefined) waiting.set(origin, new Set([call]));
  else known.add(call);
}

// most requests use a connection that is open already
function stopWaiting(call: ClientCall): void {
  if (waiting.size === 0) return;
  const origin = originOf(call.target.scheme, call.target.host);
  const known = waiting.get(origin);
  if (known?.delete(call) === true && known.size === 0) waiting.delete(origin);
}

function connected({ host, hostname, protocol }: ChannelMessage["connectParams"]): void {
  const origin = originOf(String(protocol).replace(":", ""), hostname ?? host?.replace(/:\d+$/, "") ?? "");
  for (const call of waiting.get(origin) ?? []) if (!call.answered) call.phase("connect");
  waiting.delete(origin);
}

function originOf(scheme: string, host: string): string {
  return `${scheme}://${host.replace(/^\[|\]$/g, "")}`;
}

// Requests that ask for another protocol on their connection (WebSocket), and CONNECT. Their span ends with the answer, of which node:http
// knows nothing: it is the first line that the handler writes to the socket. What the connection does afterwards is not one request.
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { report } from "../../engine/diagnostics/diagnose.ts";
import { harmless, safely } from "../../engine/diagnostics/guard.ts";
import { resultOr } from "../patching/guarded.ts";
import { storage } from "../../engine/context/scope.ts";
import { state } from "../../engine/running/state.ts";
import { Exchange, exchangeKey, extractParent } from "./exchange.ts";
import { headersOfRequest, isIgnored } from "./incoming.ts";
import { readRequest } from "./read-request.ts";
import { requestIdOf } from "./request-id.ts";
import type { ServerSettings } from "./server-settings.ts";
import { onUncaught } from "./uncaught.ts";

type Write = (this: unknown, ...args: unknown[]) => unknown;

/** Runs `handle`, which is to answer the upgrade of `args`, in the context of a span of its own. */
export function upgradeInside(
  settings: ServerSettings,
  args: readonly unknown[],
  handle: () => boolean,
): boolean {
  const [request, socket] = args as unknown as [IncomingMessage, Socket];
  const exchange = begin(settings, request, socket);
  if (exchange === undefined) return handle();
  let thrown = true;
  try {
    const result = storage.run(exchange.scope, handle);
    thrown = false;
    return result;
  } finally {
    if (thrown) safely(() => onUncaught(exchange, () => exchange.end({ status: undefined, aborted: false })));
  }
}

function begin(settings: ServerSettings, request: IncomingMessage, socket: Socket): Exchange | undefined {
  const { engine } = state;
  if (engine === undefined || exchangeKey in request || isIgnored(settings, request)) return undefined;
  try {
    const facts = readRequest(request, settings);
    const { upgrade } = request.headers;
    if (request.method === "CONNECT") {
      // its target is an authority, not a path
      facts.attributes["url.path"] = undefined;
      facts.attributes["telltale.http.upgrade"] = "connect";
    } else if (upgrade !== undefined) facts.attributes["telltale.http.upgrade"] = upgrade.toLowerCase();
    const parent = extractParent(request, headersOfRequest);
    const exchange = new Exchange(engine, facts, parent, requestIdOf(request, settings));
    Object.defineProperty(request, exchangeKey, { value: exchange, configurable: true });
    watchAnswer(exchange, socket);
    return exchange;
  } catch (error) {
    report("http_server_failed", error);
    return undefined;
  }
}

function watchAnswer(exchange: Exchange, socket: Socket): void {
  const target = socket as unknown as Record<"write" | "end", Write>;
  const statusNow = resultOr(
    (chunk: unknown) => (exchange.ended ? undefined : statusIn(chunk)),
    () => undefined,
  );
  const puts = [put("write"), put("end")];
  const gone = harmless(() => {
    stop();
    exchange.end({ status: undefined, aborted: true });
  });
  socket.once("close", gone);

  function stop(): void {
    socket.removeListener("close", gone);
    for (const takeAway of puts) takeAway();
  }
  function put(name: "write" | "end"): () => void {
    const isOwn = Object.hasOwn(target, name);
    const method = target[name];
    function answer(this: unknown, ...args: unknown[]): unknown {
      const status = statusNow(args[0]);
      const result = method.apply(this, args);
      if (status !== undefined && (status === 101 || status >= 200)) {
        safely(() => {
          stop();
          exchange.end({ status, aborted: false });
        });
      }
      return result;
    }
    target[name] = answer;
    return () => {
      // wrappers that other code has added since stay
      if (target[name] !== answer) return;
      if (isOwn) target[name] = method;
      else delete (target as Partial<typeof target>)[name];
    };
  }
}

function statusIn(chunk: unknown): number | undefined {
  const head =
    typeof chunk === "string"
      ? chunk.slice(0, 16)
      : chunk instanceof Uint8Array
        ? Buffer.from(chunk.buffer, chunk.byteOffset, Math.min(16, chunk.byteLength)).toString("latin1")
        : "";
  const status = /^HTTP\/\d\.\d (\d{3})/.exec(head)?.[1];
  return status === undefined ? undefined : Number(status);
}

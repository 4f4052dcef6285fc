// Connections that stop within the headers of their first request or call. Each holds a file descriptor until the time for headers is over,
// and any program can open thousands. Beyond a number of them the oldest are closed.
import type { IncomingMessage, Server } from "node:http";
import type { Server as SecureServer } from "node:https";
import type { Socket } from "node:net";
import type { Logger } from "../log.ts";
import type { Intake } from "../receive/intake.ts";

export interface HalfOpenOptions {
  /** Called with how many were closed, each time that some were. */
  readonly onClosed: (count: number) => void;
  /** For tests; default 512. */
  readonly max?: number;
  /** For tests. */
  readonly graceMs?: number;
  readonly everyMs?: number;
}

const defaultMax = 512;
/** Many senders may come at once, and a busy console reads their headers later than it accepts them. */
const defaultGraceMs = 2_000;
const defaultEveryMs = 500;

/** Connections whose headers are not finished. With TLS, the connection of a request is another object than the one that was accepted. */
export interface HalfOpen {
  accepted(socket: Socket): void;
  /** The first headers of this address and port are finished. */
  finished(socket: Pick<Socket, "remoteAddress" | "remotePort">): void;
  /** Closes those that are left, and watches no longer. */
  stop(): void;
}

/** Closes the oldest of too many. */
export function watchHalfOpen({
  onClosed,
  max = defaultMax,
  graceMs = defaultGraceMs,
  everyMs = defaultEveryMs,
}: HalfOpenOptions): HalfOpen {
  // in the order in which they came
  const waiting = new Map<string, { readonly socket: Socket; readonly sinceMs: number }>();

  function closeOldest(): void {
    const untilMs = performance.now() - graceMs;
    let closed = 0;
    for (const { socket, sinceMs } of waiting.values()) {
      if (waiting.size - closed <= max || sinceMs > untilMs) break;
      socket.destroy();
      closed++;
    }
    if (closed > 0) onClosed(closed);
  }

  const timer = setInterval(closeOldest, everyMs).unref();
  return {
    accepted(socket) {
      const key = keyOf(socket);
      waiting.set(key, { socket, sinceMs: performance.now() });
      socket.once("close", () => waiting.delete(key));
    },
    finished: (socket) => void waiting.delete(keyOf(socket)),
    stop() {
      clearInterval(timer);
      for (const { socket } of waiting.values()) socket.destroy();
    },
  };
}

/** Watches the connections of `server` until it closes. */
export function limitHalfOpen(server: Server | SecureServer, options: HalfOpenOptions): void {
  const halfOpen = watchHalfOpen(options);
  server.on("connection", (socket: Socket) => halfOpen.accepted(socket));
  server.on("request", ({ socket }: IncomingMessage) => halfOpen.finished(socket));
  server.once("close", () => halfOpen.stop());
}

/** Counts and logs connections that were closed. */
export function noteHalfOpen(
  count: number,
  { intake, log }: { readonly intake: Pick<Intake, "counts">; readonly log: Pick<Logger, "warn"> },
): void {
  intake.counts.requests.halfOpenClosed += count;
  log.warn({ connections: count }, "closed connections that did not finish their headers");
}

function keyOf({ remoteAddress, remotePort }: Pick<Socket, "remoteAddress" | "remotePort">): string {
  return `${remoteAddress} ${remotePort}`;
}

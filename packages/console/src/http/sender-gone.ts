// When the sender of a request leaves, whatever was begun for it ends. A request whose body has arrived does not say that itself, nor does
// an answer that waits behind another one of its connection: the connection does. One that has closed already says nothing any more.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { senderGone } from "../receive/admit.ts";

export interface SenderWatch {
  /** Aborted, with a problem as reason, when the connection closes. */
  readonly signal: AbortSignal;
  /** Watches no longer: the request is answered. */
  stop(): void;
}

/** Watches the connection of `request`. */
export function watchSender({ socket }: Pick<IncomingMessage, "socket">): SenderWatch {
  const gone = new AbortController();
  const stop = onceDisconnected(socket, () => gone.abort(senderGone()));
  return { signal: gone.signal, stop };
}

/** Whether nothing that is written to `response` can arrive any more. */
export function isClosed({ destroyed, req }: ServerResponse): boolean {
  return destroyed || req.socket.destroyed;
}

/** Calls `act` once: when `response` is sent or its connection closes, at once where that is closed. */
export function onceClosed(response: ServerResponse, act: () => void): void {
  const { socket } = response.req;
  if (socket.destroyed) return act();
  const stop = onceDisconnected(socket, onClose);
  response.once("close", onClose);

  function onClose(): void {
    stop();
    response.off("close", onClose);
    act();
  }
}

/** Of connections that are open: what to call when they close. Many requests may wait on one, which gets one listener. */
const waiting = new WeakMap<Socket, Set<() => void>>();

/** @returns how to stop waiting. */
function onceDisconnected(socket: Socket, act: () => void): () => void {
  if (socket.destroyed) {
    act();
    return () => undefined;
  }
  const acts = waiting.get(socket) ?? waitFor(socket);
  acts.add(act);
  return () => void acts.delete(act);
}

function waitFor(socket: Socket): Set<() => void> {
  const acts = new Set<() => void>();
  waiting.set(socket, acts);
  socket.once("close", () => {
    for (const act of acts) act();
  });
  return acts;
}

// When the sender of a request leaves, whatever was begun for it ends. A request whose body has arrived does not say that itself: its
// connection does.
import type { IncomingMessage } from "node:http";
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
  const onClose = (): void => gone.abort(senderGone());
  if (socket.destroyed) onClose();
  else socket.once("close", onClose);
  return { signal: gone.signal, stop: () => void socket.off("close", onClose) };
}

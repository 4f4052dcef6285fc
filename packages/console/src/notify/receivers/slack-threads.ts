// Which message of a Slack channel belongs to which alert, so that what follows is said below it. It is kept in memory: what a console that
// takes over says about an alert begins a thread of its own.
import { isOver } from "alerts";
import type { Message } from "../message.ts";

/** A message that has replies, or may have. */
export interface Thread {
  /** Id of the channel. */
  readonly channel: string;
  /** `ts` of its first message. */
  readonly ts: string;
}

export interface Threads {
  /** Where a message belongs: below the first one of its alert, or the one that it completes. Undefined: it is the first one. */
  of(message: Message): Thread | undefined;
  /** Remembers where a message went. */
  sent(message: Message, thread: Thread): void;
  /** A thread that is gone. */
  forget(thread: Thread): void;
}

/** Alerts and messages that are remembered; the oldest are forgotten. */
const most = 10_000;

export function createThreads(): Threads {
  const byAlert = new Map<string, Thread>();
  const byMessage = new Map<string, Thread>();
  return {
    of({ kind, parts, follows }) {
      if (follows !== undefined) return byMessage.get(follows);
      if (kind !== "alerts") return undefined;
      const known = new Set(parts.map(({ key }) => byAlert.get(key)));
      // of alerts of several threads it says what none of them would
      return known.size === 1 ? [...known][0] : undefined;
    },
    sent({ id, kind, parts, follows }, thread) {
      if (kind !== "alerts" || follows !== undefined) return;
      remember(byMessage, id, thread);
      for (const { key, notice } of parts)
        if (isOver(notice.kind)) byAlert.delete(key);
        else if (!byAlert.has(key)) remember(byAlert, key, thread);
    },
    forget(gone) {
      for (const known of [byAlert, byMessage])
        for (const [key, thread] of known) if (thread.ts === gone.ts) known.delete(key);
    },
  };
}

function remember(known: Map<string, Thread>, key: string, thread: Thread): void {
  known.set(key, thread);
  if (known.size > most) known.delete(known.keys().next().value!);
}

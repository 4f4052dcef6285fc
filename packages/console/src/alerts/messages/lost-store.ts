// A store that is gone takes the lease with it, and with the lease the watch of rules. The console that led last looks on until the store
// answers: no other one has taken over before.
import { setTimeout as pause } from "node:timers/promises";
import type { StoredNotice } from "../outbox.ts";
import type { LostStoreFile } from "./lost-store-file.ts";
import { judgeLook, watchedFrom } from "./watch-state.ts";
import { aboutStore } from "./watch-text.ts";

export interface LostStoreOptions {
  /** The name of this console: the same after a restart. */
  readonly console: string;
  /** Asks the store for anything. */
  readonly ask: () => Promise<unknown>;
  readonly nowMs: () => number;
  readonly monotonicMs: () => number;
  readonly send: (notice: StoredNotice) => void;
  /** Keeps what was said over a restart. */
  readonly file: LostStoreFile;
}

export interface LostStore {
  /** Looks when it is time; call it each second, with whether this console leads. */
  step(leads: boolean): void;
  firing(): readonly StoredNotice[];
}

const everyMs = 60_000;
const lookMs = 30_000;

export function createLostStore({
  console: console_,
  ask,
  nowMs,
  monotonicMs,
  send,
  file,
}: LostStoreOptions): LostStore {
  let watched = watchedFrom(file.read());
  let ledLast = watched.state.outages.length > 0;
  let isLeader = false;
  let isLooking = false;
  let lastMs = -Infinity;

  async function look(): Promise<void> {
    const answers = await Promise.race([
      ask().then(
        () => true,
        () => false,
      ),
      pause(lookMs, false, { ref: false }),
    ]);
    const { notices, ...after } = judgeLook(
      watched,
      { tenant: "", unknown: answers ? new Map() : undefined, rules: 0 },
      nowMs(),
    );
    // a restart of the store that caused no message is over when this console leads again
    const isOver = isLeader && answers && after.state.outages.length === 0;
    watched = isOver ? { ...after, doubts: new Map() } : after;
    // before anything is sent: what was not said is said by the next run
    if (notices.length > 0) file.write(watched.state);
    for (const notice of notices) send(aboutStore(notice, console_));
    // whoever leads now watches the rules
    if (answers && watched.doubts.size === 0) ledLast = watched.state.outages.length > 0;
  }

  return {
    step(leads) {
      isLeader = leads;
      ledLast ||= leads;
      const isQuiet = watched.state.outages.length === 0 && watched.doubts.size === 0;
      const isIdle = !ledLast || (leads && isQuiet);
      if (isIdle || isLooking || monotonicMs() - lastMs < everyMs) return;
      lastMs = monotonicMs();
      isLooking = true;
      void look().finally(() => (isLooking = false));
    },
    firing: () => watched.state.outages.map(({ notice }) => aboutStore(notice, console_)),
  };
}

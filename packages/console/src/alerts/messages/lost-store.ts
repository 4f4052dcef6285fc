// A store that is gone takes the lease with it, and with the lease the watch of rules. The console that led last looks on until the store
// answers: no other one has taken over before.
import { setTimeout as pause } from "node:timers/promises";
import type { Outbox } from "../../notify/outbox.ts";
import type { StoredNotice } from "../outbox.ts";
import type { LostStoreFile } from "./lost-store-file.ts";
import { judgeLook, watchedFrom } from "./watch-state.ts";
import { aboutStore } from "./watch-text.ts";

export interface LostStoreOptions {
  /** The name of this console. An outage keeps the one that its first message had. */
  readonly console: string;
  /** Asks the store for anything. */
  readonly ask: () => Promise<unknown>;
  readonly nowMs: () => number;
  readonly monotonicMs: () => number;
  /** Keeps what was said, and what is to be said, over a restart. */
  readonly file: LostStoreFile;
}

export interface LostStore {
  /** Looks when it is time; call it each second, with whether this console leads. */
  step(leads: boolean): void;
  firing(): readonly StoredNotice[];
  /** Has the messages until the channels have them. */
  readonly outbox: Outbox;
}

const everyMs = 60_000;
const lookMs = 30_000;

export function createLostStore({
  console: console_,
  ask,
  nowMs,
  monotonicMs,
  file,
}: LostStoreOptions): LostStore {
  const kept = file.read();
  let watched = watchedFrom(kept);
  let name = kept.console ?? console_;
  let unsent = kept.unsent;
  let ledLast = watched.state.outages.length > 0;
  let isLeader = false;
  let isLooking = false;
  let lastMs = -Infinity;

  /** What the channels do not have when this run ends is sent by the next one. */
  function keep(): void {
    const { outages } = watched.state;
    if (outages.length === 0) name = console_;
    file.write({ ...watched.state, ...(outages.length > 0 && { console: name }), unsent });
  }

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
    if (notices.length > 0) {
      unsent = [...unsent, ...notices.map((notice) => aboutStore(notice, name))];
      keep();
    }
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
    firing: () => watched.state.outages.map(({ notice }) => aboutStore(notice, name)),
    outbox: {
      pending: async () => unsent,
      async record(_, done) {
        if (done.length === 0) return;
        unsent = unsent.filter(({ id }) => !done.includes(id));
        keep();
      },
    },
  };
}

// A store that is gone takes the lease with it, and with the lease the watch of rules. The console that led last looks on until the store
// answers: no other one has taken over before.
import { setTimeout as pause } from "node:timers/promises";
import type { Outbox } from "../../notify/outbox.ts";
import type { StoredNotice } from "../outbox.ts";
import type { LostStoreFile } from "./lost-store-file.ts";
import { judgeLook, watchedFrom, type WatchState } from "./watch-state.ts";
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
  const messages = createMessages(file, console_);
  let watched = watchedFrom(messages.before);
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
    if (notices.length > 0) messages.add(notices, watched.state);
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
    firing: () => watched.state.outages.map(({ notice }) => messages.named(notice)),
    outbox: messages.outbox,
  };
}

interface Messages {
  /** What the last run left. */
  readonly before: WatchState;
  /** A message with the name that the console has in those of this outage. */
  named(notice: StoredNotice): StoredNotice;
  /** Keeps messages until the channels have them, and what is watched after them. */
  add(notices: readonly StoredNotice[], after: WatchState): void;
  readonly outbox: Outbox;
}

/** What the channels do not have when this run ends is sent by the next one. */
function createMessages(file: LostStoreFile, ownName: string): Messages {
  const before = file.read();
  let { console: name = ownName, unsent } = before;
  let state: WatchState = { outages: before.outages, endedMs: before.endedMs };
  const named = (notice: StoredNotice): StoredNotice => aboutStore(notice, name);
  function keep(): void {
    file.write({ ...state, ...(state.outages.length > 0 && { console: name }), unsent });
  }
  return {
    before: state,
    named,
    add(notices, after) {
      unsent = [...unsent, ...notices.map(named)];
      state = after;
      if (state.outages.length === 0) name = ownName;
      keep();
    },
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

// Retention at work: every hour by age, every minute by size, by one console of those that share a store. A wrong clock must not take
// the store with it: while it is in doubt nothing is dropped by age, and what is dropped for its size is what was past before the doubt.
import type { Retention } from "../../tables/retention-days.ts";
import type { ClickHouseClient } from "../client.ts";
import type { ClockDoubt, KnownTime } from "./known-time.ts";
import { dropExpired } from "./retention.ts";
import { dropOversize } from "./retention-size.ts";

export interface SweepOptions {
  /** One for each node that has tables of its own. */
  readonly clients: readonly ClickHouseClient[];
  readonly knownTime: KnownTime;
  readonly retention: Retention;
  /** On each node; `undefined`: any. */
  readonly maxSizeBytes: number | undefined;
  readonly note: (note: string, level: "info" | "warn") => void;
  readonly nowMs?: (() => number) | undefined;
}

export interface Sweeper {
  /** Drops what is too old and what is too much, now; returns `table/partition` of what went. */
  sweep(): Promise<readonly string[]>;
  /** The same in its time: by size with every call, by age with every sixtieth. Meant to be called once a minute. */
  tick(): Promise<void>;
  /** An operator says that the clock is right; returns what it says, Unix ms. */
  confirmClock(): Promise<number>;
  /** Why nothing is deleted by age. Looks at the clock itself when no sweep did so for a minute: another console may be the one that sweeps. */
  findDoubt(): Promise<ClockDoubt | undefined>;
  /** By how much the store was over its size after the last sweep, with nothing left that may go. */
  readonly overBytes: number;
}

const ticksAnHour = 60;
const lookEveryMs = 60_000;

/** Makes a sweeper; whoever has to sweep calls it. */
export function createSweeper(options: SweepOptions): Sweeper {
  const { clients, knownTime, retention, maxSizeBytes, note, nowMs = Date.now } = options;
  let doubt: ClockDoubt | undefined;
  let overBytes = 0;
  let ticks = 0;
  let lookedMs = -Infinity;

  async function look(): Promise<void> {
    const before = doubt;
    lookedMs = performance.now();
    doubt = await knownTime.look();
    if (doubt !== undefined && before === undefined) note(doubtNote(doubt), "warn");
    if (doubt !== undefined || before === undefined) return;
    note("The clock is confirmed. Data past its retention is deleted again.", "info");
    ticks = 0;
  }

  async function byAge(): Promise<readonly string[]> {
    if (doubt !== undefined) return [];
    const dropped = await Promise.all(clients.map((client) => dropExpired(client, retention, nowMs())));
    return tell("too old", dropped.flat());
  }

  async function bySize(): Promise<readonly string[]> {
    if (maxSizeBytes === undefined) return [];
    const now = doubt?.knownMs ?? nowMs();
    const results = await Promise.all(clients.map((client) => dropOversize(client, maxSizeBytes, now)));
    const over = Math.max(...results.map((result) => result.overBytes));
    if (over > 0 && overBytes === 0)
      note(`The store is ${over} bytes over its size; nothing is left that may be dropped for it.`, "info");
    overBytes = over;
    return tell(
      "too much",
      results.flatMap(({ dropped }) => dropped),
    );
  }

  function tell(why: string, dropped: readonly string[]): readonly string[] {
    if (dropped.length > 0) note(`Dropped what was ${why}: ${dropped.join(", ")}.`, "info");
    return dropped;
  }

  async function tick(): Promise<void> {
    await look();
    if (ticks % ticksAnHour === 0) await byAge();
    ticks += 1;
    await bySize();
  }

  return {
    async sweep() {
      await look();
      return [...(await byAge()), ...(await bySize())];
    },
    tick,
    async confirmClock() {
      const clockMs = await knownTime.confirm();
      await look();
      return clockMs;
    },
    async findDoubt() {
      // A server that is away says nothing about the clock.
      if (performance.now() - lookedMs >= lookEveryMs) await look().catch(() => undefined);
      return doubt;
    },
    get overBytes() {
      return overBytes;
    },
  };
}

function doubtNote({ knownMs, clockMs }: ClockDoubt): string {
  const [known, clock] = [knownMs, clockMs].map((ms) => new Date(ms).toISOString());
  return (
    `Deletion by age is paused: the clock says ${clock}, and the last time that was known to be right is ${known}. ` +
    "An hour of new data confirms the clock. If the clock is right, you can confirm it: `telltale-console retention confirm`."
  );
}

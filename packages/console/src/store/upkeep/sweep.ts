// Enforces retention: by age every hour, by size every minute, in one of the consoles that share a store. A wrong clock must not delete
// the store: while it is in doubt nothing is dropped by age, and the size limit uses the last time that was known to be right.
import type { Retention } from "../../tables/retention-days.ts";
import type { ClickHouseClient } from "../client.ts";
import type { ClockDoubt, KnownTime } from "./known-time.ts";
import { deleteOldRecords } from "./old-records.ts";
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
  /** Drops what is past its retention or over the size limit, now; returns `table/partition` of each. */
  sweep(): Promise<readonly string[]>;
  /** Called once a minute: drops by size each time, by age each sixtieth time. */
  tick(): Promise<void>;
  /** An operator confirms the clock; returns its time, Unix ms. */
  confirmClock(): Promise<number>;
  /** Why nothing is deleted by age. Checks the clock itself when no sweep did so for a minute: another console may be the one that sweeps. */
  findDoubt(): Promise<ClockDoubt | undefined>;
  /** By how much the store exceeded its size limit after the last sweep, with nothing left to drop. */
  readonly overBytes: number;
}

const ticksAnHour = 60;
const checkEveryMs = 60_000;

interface SweeperState {
  readonly options: SweepOptions;
  readonly nowMs: () => number;
  doubt: ClockDoubt | undefined;
  overBytes: number;
  ticks: number;
  /** When the clock was last checked, by the uptime of this process. */
  checkedMs: number;
}

/** Makes a sweeper; the caller calls `tick` in its time. */
export function createSweeper(options: SweepOptions): Sweeper {
  const state: SweeperState = {
    options,
    nowMs: options.nowMs ?? Date.now,
    doubt: undefined,
    overBytes: 0,
    ticks: 0,
    checkedMs: -Infinity,
  };
  return {
    async sweep() {
      await checkClock(state);
      return [...(await sweepByAge(state)), ...(await sweepBySize(state))];
    },
    tick: () => tick(state),
    async confirmClock() {
      const clockMs = await options.knownTime.confirm();
      await checkClock(state);
      return clockMs;
    },
    async findDoubt() {
      // A server that does not answer says nothing about the clock.
      if (performance.now() - state.checkedMs >= checkEveryMs) await checkClock(state).catch(() => undefined);
      return state.doubt;
    },
    get overBytes() {
      return state.overBytes;
    },
  };
}

async function tick(state: SweeperState): Promise<void> {
  await checkClock(state);
  if (state.ticks % ticksAnHour === 0) await sweepByAge(state);
  state.ticks += 1;
  await sweepBySize(state);
}

async function checkClock(state: SweeperState): Promise<void> {
  const { knownTime, note } = state.options;
  const before = state.doubt;
  state.checkedMs = performance.now();
  state.doubt = await knownTime.look();
  if (state.doubt !== undefined && before === undefined) note(doubtNote(state.doubt), "warn");
  if (state.doubt !== undefined || before === undefined) return;
  note("The clock is confirmed. Data past its retention is deleted again.", "info");
  state.ticks = 0;
}

async function sweepByAge({ options, nowMs, doubt }: SweeperState): Promise<readonly string[]> {
  if (doubt !== undefined) return [];
  const { clients, retention } = options;
  const dropped = await Promise.all(clients.map((client) => dropExpired(client, retention, nowMs())));
  await Promise.all(clients.map((client) => deleteOldRecords(client, retention, nowMs())));
  return noteDropped(options, "past its retention", dropped.flat());
}

async function sweepBySize(state: SweeperState): Promise<readonly string[]> {
  const { clients, maxSizeBytes, note } = state.options;
  if (maxSizeBytes === undefined) return [];
  const now = state.doubt?.knownMs ?? state.nowMs();
  const results = await Promise.all(clients.map((client) => dropOversize(client, maxSizeBytes, now)));
  const over = Math.max(...results.map((result) => result.overBytes));
  if (over > 0 && state.overBytes === 0)
    note(
      `The store exceeds its size limit by ${over} bytes, and no more data may be dropped for it.`,
      "info",
    );
  state.overBytes = over;
  return noteDropped(
    state.options,
    "over the size limit",
    results.flatMap(({ dropped }) => dropped),
  );
}

function noteDropped({ note }: SweepOptions, why: string, dropped: readonly string[]): readonly string[] {
  if (dropped.length > 0) note(`Dropped data ${why}: ${dropped.join(", ")}.`, "info");
  return dropped;
}

function doubtNote({ knownMs, clockMs }: ClockDoubt): string {
  const [known, clock] = [knownMs, clockMs].map((ms) => new Date(ms).toISOString());
  return (
    `Deletion by age is paused: the clock says ${clock}, and the last time that was known to be right is ${known}. ` +
    "An hour of new data confirms the clock. If the clock is right, you can confirm it: `telltale-console retention confirm`."
  );
}

// Retention at work: every hour by age, every minute by size, by one console of those that share a store. A clock that leaps forward must not take the store with it: then
// what is dropped by age waits for a day. A machine that slept or a console that was off for long looks the same, and loses a day.
import { type ClickHouseClient, select } from "../client.ts";
import { createLeapWatch } from "./leap-watch.ts";
import { dropExpired, type Retention } from "./retention.ts";
import { dropOversize } from "./retention-size.ts";

export interface SweepOptions {
  /** One for each node that has tables of its own. */
  readonly clients: readonly ClickHouseClient[];
  readonly retention: Retention;
  /** On each node; `undefined`: any. */
  readonly maxSizeBytes: number | undefined;
  readonly note: (note: string) => void;
  readonly nowMs?: (() => number) | undefined;
}

export interface Sweeper {
  /** Drops what is too old and what is too much, now; returns `table/partition` of what went. */
  sweep(): Promise<readonly string[]>;
  /** The same in its time: by size with every call, by age with every sixtieth. Meant to be called once a minute. */
  tick(): Promise<void>;
  /** By how much the store was over its size after the last sweep, with nothing left that may go. */
  readonly overBytes: number;
}

const ticksAnHour = 60;

/** Makes a sweeper; whoever has to sweep calls it. */
export async function createSweeper(options: SweepOptions): Promise<Sweeper> {
  const { clients, retention, maxSizeBytes, note, nowMs = Date.now } = options;
  const leaps = createLeapWatch({ nowMs, lastSeenMs: await lastWriteMs(clients) });
  let overBytes = 0;
  let wasDoubtful = false;
  let ticks = 0;

  async function byAge(): Promise<readonly string[]> {
    const isDoubtful = leaps.isDoubtful();
    if (isDoubtful && !wasDoubtful)
      note(
        "The clock stands more than two days after what was stored last: nothing is dropped by age for a day.",
      );
    wasDoubtful = isDoubtful;
    if (isDoubtful) return [];
    const dropped = await Promise.all(clients.map((client) => dropExpired(client, retention, nowMs())));
    return tell("too old", dropped.flat());
  }

  async function bySize(): Promise<readonly string[]> {
    if (maxSizeBytes === undefined) return [];
    const results = await Promise.all(clients.map((client) => dropOversize(client, maxSizeBytes, nowMs())));
    const over = Math.max(...results.map((result) => result.overBytes));
    if (over > 0 && overBytes === 0)
      note(`The store is ${over} bytes over its size; nothing is left that may be dropped for it.`);
    overBytes = over;
    return tell(
      "too much",
      results.flatMap(({ dropped }) => dropped),
    );
  }

  function tell(why: string, dropped: readonly string[]): readonly string[] {
    if (dropped.length > 0) note(`Dropped what was ${why}: ${dropped.join(", ")}.`);
    return dropped;
  }

  async function tick(): Promise<void> {
    leaps.look();
    if (ticks % ticksAnHour === 0) await byAge();
    ticks += 1;
    await bySize();
  }

  return {
    sweep: async () => [...(await byAge()), ...(await bySize())],
    tick,
    get overBytes() {
      return overBytes;
    },
  };
}

/** When something was written last, by the clock of that time; `undefined` for an empty store. */
async function lastWriteMs(clients: readonly ClickHouseClient[]): Promise<number | undefined> {
  const query =
    "SELECT toUnixTimestamp(max(modification_time)) AS last FROM system.parts WHERE active AND database = currentDatabase() AND table != 'schema_migrations'";
  const answers = await Promise.allSettled(clients.map((client) => select<{ last: number }>(client, query)));
  const rows = answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
  const last = Math.max(0, ...rows.map((row) => Number(row.last)));
  return last === 0 ? undefined : last * 1000;
}

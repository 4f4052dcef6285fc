// Retention at work: every hour by age, every minute by size. A clock that leaps forward must not take the store with it: then
// what is dropped by age waits for a day. A machine that slept or a console that was off for long looks the same, and loses a day.
import { type ClickHouseClient, select } from "./client.ts";
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
  /** By how much the store was over its size after the last sweep, with nothing left that may go. */
  readonly overBytes: number;
  stop(): void;
}

const minuteMs = 60_000;
const sweepsAnHour = 60;

/** Sweeps once, and from then on by itself. */
export async function startSweeper(options: SweepOptions): Promise<Sweeper> {
  const { clients, retention, maxSizeBytes, note, nowMs = Date.now } = options;
  const leaps = createLeapWatch({ nowMs, lastSeenMs: await lastWriteMs(clients) });
  let overBytes = 0;
  let wasDoubtful = false;
  let minutes = 0;

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
    minutes += 1;
    if (minutes % sweepsAnHour === 0) await byAge();
    await bySize();
  }

  const sweep = async (): Promise<readonly string[]> => [...(await byAge()), ...(await bySize())];
  await sweep();
  const timer = setInterval(
    () => tick().catch((error: Error) => note(`Cannot drop what is too old: ${error.message}`)),
    minuteMs,
  );
  timer.unref();
  return {
    sweep,
    get overBytes() {
      return overBytes;
    },
    stop: () => clearInterval(timer),
  };
}

/** When something was written last, by the clock of that time; `undefined` for an empty store. */
async function lastWriteMs(clients: readonly ClickHouseClient[]): Promise<number | undefined> {
  const query =
    "SELECT toUnixTimestamp(max(modification_time)) AS last FROM system.parts WHERE active AND database = currentDatabase() AND table != 'schema_migrations'";
  const answers = await Promise.all(clients.map((client) => select<{ last: number }>(client, query)));
  const last = Math.max(0, ...answers.flat().map((row) => Number(row.last)));
  return last === 0 ? undefined : last * 1000;
}

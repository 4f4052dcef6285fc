// Whether the clock can be believed, so that a wrong one does not empty the store. The last moment that was known to be right is kept in
// the store; a clock that is more than a day past it is in doubt until an operator or an hour of new data confirms it. Modification times of
// parts would not do: merges renew them.
import { tables } from "../../tables/registry.ts";
import { type ClickHouseClient, select } from "../client.ts";

/** A clock that is not believed. Unix ms. */
export interface ClockDoubt {
  /** The last moment that was known to be right. */
  readonly knownMs: number;
  /** What the clock says. */
  readonly clockMs: number;
}

export interface KnownTime {
  /** Looks at the clock now; `undefined` when it is believed. To be called once a minute. */
  look(): Promise<ClockDoubt | undefined>;
  /** An operator says that the clock is right; returns what it says, Unix ms. */
  confirm(): Promise<number>;
}

/** What is kept and asked for. */
export interface KnownTimeStore {
  /** The moment that was saved last. */
  read(): Promise<number | undefined>;
  save(ms: number): Promise<void>;
  /** When something was received last, by the clock of that time. */
  newestReceivedMs(): Promise<number | undefined>;
  /** In how many stretches of five minutes within `fromMs` to `toMs` something was received whose own time agrees with that of its receipt. */
  countStretches(fromMs: number, toMs: number): Promise<number>;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** So often the moment is saved. */
const saveEveryMs = 10 * minuteMs;
/** An hour of data: twelve stretches of five minutes within the last two hours. */
const neededStretches = 12;
const evidenceMs = 120 * minuteMs;

export function createKnownTime(store: KnownTimeStore, nowMs: () => number): KnownTime {
  const isConfirmed = async (now: number): Promise<boolean> =>
    (await store.countStretches(now - evidenceMs, now)) >= neededStretches;

  return {
    async look() {
      const now = nowMs();
      const saved = await store.read();
      const known = saved ?? (await store.newestReceivedMs()) ?? now;
      // A clock far behind deletes nothing too early: what is known stays, in case the clock comes back.
      const isFar = Math.abs(now - known) > dayMs;
      if (isFar && !(await isConfirmed(now))) {
        return now > known ? { knownMs: known, clockMs: now } : undefined;
      }
      if (saved === undefined || isFar || now - saved >= saveEveryMs) await store.save(now);
      return undefined;
    },
    async confirm() {
      const now = nowMs();
      await store.save(now);
      return now;
    },
  };
}

const name = "retention";

/** The moment as a row of `clock`, and the evidence in the tables of telemetry. */
export function createKnownTimeStore(client: ClickHouseClient): KnownTimeStore {
  async function row(): Promise<{ readonly version: string; readonly known: string } | undefined> {
    const [found] = await select<{ version: string; known: string }>(
      client,
      "SELECT toString(version) AS version, toString(toUnixTimestamp64Milli(known)) AS known FROM clock WHERE tenant = '' AND name = {name:String} ORDER BY clock.version DESC LIMIT 1",
      { name },
    );
    return found;
  }

  return {
    async read() {
      const found = await row();
      return found === undefined ? undefined : Number(found.known);
    },
    async save(ms) {
      const version = Number((await row())?.version ?? 0) + 1;
      const known = new Date(ms).toISOString().replace("T", " ").replace("Z", "");
      await client.insert({
        table: "clock",
        values: [{ tenant: "", name, version, known }],
        clickhouse_settings: { async_insert: 0 },
      });
    },
    async newestReceivedMs() {
      const [found] = await select<{ last: number }>(client, newestReceived);
      const last = Number(found?.last ?? 0);
      return last === 0 ? undefined : last * 1000;
    },
    async countStretches(fromMs, toMs) {
      const [found] = await select<{ n: number }>(client, stretches, {
        from: Math.floor(fromMs / 1000),
        to: Math.floor(toMs / 1000),
      });
      return Number(found?.n ?? 0);
    },
  };
}

/** Tables of signals, with the columns of their own time. */
const sent: readonly (readonly [table: string, time: string])[] = tables.flatMap(({ name: table, signal }) =>
  signal === undefined ? [] : [[table, signal.time] as const],
);

const newestReceived = `SELECT toUnixTimestamp(max(last)) AS last FROM (${sent
  .map(([table]) => `SELECT max(received) AS last FROM ${table}`)
  .join(" UNION ALL ")})`;

/** Senders whose clocks agree with this one. Old records that are imported, and senders that are right while this clock is not, do not. */
const stretches = `SELECT uniqExact(stretch) AS n FROM (${sent
  .map(
    ([table, time]) =>
      `SELECT DISTINCT toStartOfFiveMinutes(received) AS stretch FROM ${table} WHERE received > toDateTime({from:Int64}, 'UTC') AND received <= toDateTime({to:Int64}, 'UTC') AND ${time} > toDateTime({from:Int64} - 3600, 'UTC') AND ${time} < toDateTime({to:Int64} + 3600, 'UTC') AND abs(toUnixTimestamp(received) - toUnixTimestamp(toDateTime(${time}, 'UTC'))) <= 3600`,
  )
  .join(" UNION DISTINCT ")})`;

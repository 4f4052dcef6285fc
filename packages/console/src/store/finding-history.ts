// What findings of history are judged by: series of the roll-ups of all tenants, and samples of single calls. Over the console's own
// connection. Times are Unix seconds, and an hour is its start.
import { type ClickHouseClient, select } from "./client.ts";
import { readSqlFiles } from "./schema/sql-files.ts";

/** What a series belongs to. */
export interface ServiceKey {
  readonly tenant: string;
  readonly service: string;
  readonly environment: string;
}

interface OperationKey extends ServiceKey {
  readonly name: string;
}

export interface LevelRow extends OperationKey {
  readonly times: readonly number[];
  /** Stored spans. */
  readonly counts: readonly number[];
  /** Calls, with the weights of sampled spans. */
  readonly estimates: readonly number[];
  readonly levels: readonly number[];
}

export interface NewVersion extends ServiceKey {
  readonly version: string;
  /** The one that it follows. */
  readonly earlier: string;
  /** First sight. */
  readonly first: number;
}

/** A span, or the run of a profile, that may be evidence. */
export interface EvidenceRow extends ServiceKey {
  readonly traceId: string;
  readonly spanId: string;
  /** Unix µs. */
  readonly startUs: number;
  readonly ms: number;
  readonly version: string;
}

export interface CallRow extends EvidenceRow {
  readonly name: string;
  readonly hour: number;
  readonly system: string;
  readonly statement: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface ProfileRow extends OperationKey {
  readonly times: readonly number[];
  readonly counts: readonly number[];
  readonly cpuMs: readonly number[];
  readonly memoryBytes: readonly number[];
}

/** One process. */
export interface MemoryRow extends ServiceKey {
  readonly times: readonly number[];
  /** Least bytes in each ten minutes. */
  readonly floors: readonly number[];
}

interface LoadRow extends ServiceKey {
  readonly times: readonly number[];
  /** Calls, with the weights of sampled spans. */
  readonly counts: readonly number[];
}

/** An hour, or the beginning of one that is not over. */
export interface HourPart {
  readonly hour: number;
  /** Of the hour and of those it is compared with; 60 is all. */
  readonly minutes: number;
}

/** How far the comparison is. */
export interface HistoryCursor {
  /** What was received before made its hours due. */
  readonly received: number;
  /** Still to be compared. */
  readonly hours: readonly number[];
  /** Unix ms: the latest counts. */
  readonly savedMs: number;
}

/** Calls to read: of this name, in the first minutes of these hours. */
interface CallSample {
  readonly place: OperationKey;
  readonly hours: readonly number[];
  readonly minutes: number;
  /** Entries of services, or calls of databases. */
  readonly entries: boolean;
}

export interface StoredHistoryKey {
  readonly tenant: string;
  readonly fingerprint: string;
  readonly traceId: string;
  readonly startUs: number;
}

export interface FindingHistoryStore {
  /** `undefined` before the first. */
  cursor(): Promise<HistoryCursor | undefined>;
  /** Stored when it resolves. */
  saveCursor(cursor: HistoryCursor): Promise<void>;
  /** Hours that received spans from `from` to before `to`. */
  hours(from: number, to: number): Promise<readonly number[]>;
  /** Names of client spans that may be slower in this hour than in the week before. */
  clients(part: HourPart): Promise<readonly LevelRow[]>;
  /** Versions that are new in the day before the end of this hour. */
  versions(hour: number): Promise<readonly NewVersion[]>;
  /** Operations of these services by ten minutes, from `from` to the end of the hour. */
  entries(places: readonly ServiceKey[], from: number, hour: number): Promise<readonly LevelRow[]>;
  calls(sample: CallSample): Promise<readonly CallRow[]>;
  profiles(hour: number): Promise<readonly ProfileRow[]>;
  /** The most expensive runs of these profiles. */
  runs(names: readonly string[], hour: number): Promise<readonly (EvidenceRow & OperationKey)[]>;
  /** Processes that use more memory than some hours ago. */
  memory(hour: number): Promise<readonly MemoryRow[]>;
  load(places: readonly ServiceKey[], hour: number): Promise<readonly LoadRow[]>;
  /** The longest entries of these services. */
  requests(services: readonly string[], hour: number): Promise<readonly EvidenceRow[]>;
  /** The findings of history that are stored for this hour and kind. */
  stored(hour: number, kind: string): Promise<readonly StoredHistoryKey[]>;
}

/** Test spans of the doctor do not count as a service. */
const doctor = "telltale-doctor";
const bounds = {
  max_execution_time: 60,
  max_threads: 1,
  max_memory_usage: "500000000",
  priority: "2",
} as const;
const hourSeconds = 3_600;
/** Of each tenant. */
const mostCandidates = 200;
const mostSeries = 10_000;
const mostProcesses = 1_000;
/** Calls of one name in one hour that are compared. */
const mostCalls = 500;
const mostExamples = 20;

/** @param client the console's own. */
export function createFindingHistoryStore(client: ClickHouseClient): FindingHistoryStore {
  const texts = new Map(readSqlFiles("findings").map(({ name, text }) => [name, text]));
  const ask = <Row>(file: string, params: Record<string, unknown>): Promise<Row[]> =>
    select<Row>(client, texts.get(`history-${file}`) ?? "", params, bounds);

  return {
    async cursor() {
      const [row] = await ask<HistoryCursor>("cursor", {});
      return row === undefined || row.received === 0 ? undefined : row;
    },
    saveCursor: ({ received, hours, savedMs }) =>
      client.insert({
        table: "finding_history_cursor",
        values: [{ tenant: "", received, hours, saved: (savedMs / 1000).toFixed(3) }],
        clickhouse_settings: { ...bounds, async_insert: 0, wait_end_of_query: 1 },
      }),
    async hours(from, to) {
      const rows = await ask<{ hour: number }>("hours", { from, to, doctor });
      return rows.map(({ hour }) => hour);
    },
    clients: (part) => ask("clients", { ...part, doctor, each: mostCandidates }),
    versions: (hour) => ask("versions", { hour, doctor, each: mostCandidates }),
    async entries(places, from, hour) {
      return places.length === 0
        ? []
        : ask("entries", { ...columnsOf(places), from, hour, each: mostSeries });
    },
    async calls({ place: { tenant, service, environment, name }, hours, minutes, entries }) {
      const from = Math.min(...hours);
      const to = Math.max(...hours) + hourSeconds;
      const of = { tenant, service, environment, name, hours, minutes, from, to, entries };
      return ask("calls", { ...of, most: mostCalls });
    },
    profiles: (hour) => ask("profiles", { hour, each: mostSeries }),
    async runs(names, hour) {
      return names.length === 0 ? [] : ask("runs", { names, hour, most: mostExamples });
    },
    memory: (hour) => ask("memory", { hour, each: mostProcesses }),
    async load(places, hour) {
      return places.length === 0 ? [] : ask("load", { ...columnsOf(places), hour, each: mostProcesses });
    },
    async requests(services, hour) {
      return services.length === 0 ? [] : ask("requests", { services, hour, most: mostExamples });
    },
    stored: (hour, kind) => ask("stored", { hour, kind }),
  };
}

function columnsOf(places: readonly ServiceKey[]): Record<"tenants" | "services" | "environments", string[]> {
  return {
    tenants: places.map(({ tenant }) => tenant),
    services: places.map(({ service }) => service),
    environments: places.map(({ environment }) => environment),
  };
}

// What the anomaly detector reads and writes: minutes of all tenants from the roll-ups, its states, and the anomalies it found. Over the
// console's own connection: it serves all tenants at once.
import { type ClickHouseClient, select } from "./client.ts";
import { lateMs, silentAfterMs } from "./completeness.ts";
import { judge, type Judged, type LagRow } from "./judge-completeness.ts";
import { readSqlFiles } from "./schema/sql-files.ts";

export type MinuteSource = "services" | "operations" | "transactions" | "funnels" | "metrics";

/** A row of one of the sources. */
export interface StoredMinute {
  /** Unix seconds. */
  readonly time: number;
  readonly tenant: string;
  readonly service: string;
  readonly environment: string;
  readonly name?: string;
  readonly volume: number;
  readonly total?: number;
  readonly part?: number;
  readonly estimatedPart?: number;
  readonly durations?: Readonly<Record<string, number | string>>;
  readonly value?: number;
}

/** The state of one subject after the minute `until` (Unix seconds). An empty text: it is watched no more. */
export interface StoredState {
  readonly tenant: string;
  readonly subject: string;
  readonly until: number;
  readonly state: string;
}

/** One anomaly. Times are Unix seconds. */
export interface StoredAnomaly {
  readonly tenant: string;
  readonly found: number;
  readonly id: string;
  readonly started: number;
  /** 0 while it lasts. */
  readonly ended: number;
  readonly subject: string;
  readonly measure: string;
  readonly service: string;
  readonly environment: string;
  readonly name: string;
  readonly kind: string;
  readonly direction: number;
  readonly expected: number;
  readonly observed: number;
  readonly score: number;
  readonly sentence: string;
  readonly minutes: readonly number[];
  readonly values: readonly number[];
  readonly updated: number;
}

/** A service and signal with late data: it is complete up to a time. */
export interface LateSignal extends Pick<Judged, "service" | "signal" | "upToMs"> {
  readonly tenant: string;
  /** Of late business events: what the service sent records of in the last day. */
  readonly sends: readonly { readonly kind: "transaction" | "journey"; readonly name: string }[];
}

export interface AnomalyStore {
  /** Rows of the minutes from `from` to before `to` (Unix seconds), at most `limit` a minute, by time. */
  minutes(source: MinuteSource, from: number, to: number, limit: number): Promise<readonly StoredMinute[]>;
  /** The first minute from `from` to before `to` that has data (Unix seconds); `undefined` when none has. */
  firstMinute(from: number, to: number): Promise<number | undefined>;
  /** What is late now of services that still send: one that broke off while it was late may have stopped. */
  late(nowMs: number): Promise<readonly LateSignal[]>;
  /** All states, page by page. */
  states(): AsyncIterable<readonly StoredState[]>;
  /** Anomalies that last. */
  open(): Promise<readonly StoredAnomaly[]>;
  /** Stored when it resolves. */
  saveStates(states: readonly StoredState[]): Promise<void>;
  saveAnomalies(anomalies: readonly StoredAnomaly[]): Promise<void>;
}

type Sender = Pick<LateSignal, "tenant" | "service">;
/** Of a service with late business events. */
type SentName = Sender & LateSignal["sends"][number];

const sentKey = ({ tenant, service }: Sender): string => JSON.stringify([tenant, service]);
/** Names that services send change seldom, and a day of records is read for them. */
const sentForMs = 600_000;

const daySeconds = 86_400;

/** Rows are in this order. */
function bySignal<Row extends LagRow & { readonly tenant: string }>(rows: readonly Row[]): readonly Row[][] {
  const groups: Row[][] = [];
  for (const row of rows) {
    const last = groups.at(-1);
    const { tenant, ofService, signal } = last?.[0] ?? {};
    if (row.tenant === tenant && row.ofService === ofService && row.signal === signal) last!.push(row);
    else groups.push([row]);
  }
  return groups;
}

/** Test spans of the doctor do not count as a service. */
const doctor = "telltale-doctor";
/** About ten megabytes of JSON. */
const statesPerPage = 250;
const never = 4_294_967_295;
const bounds = {
  max_execution_time: 30,
  max_threads: 1,
  max_memory_usage: "500000000",
  // an hour of transactions of all tenants may be more
  max_bytes_before_external_group_by: "200000000",
  priority: "2",
} as const;
const fresh = { ...bounds, async_insert: 0, wait_end_of_query: 1 } as const;

/** What services send records of: asked for again after some minutes. What cannot be read stays as it was. */
function createSentReader(ask: (params: Record<string, unknown>) => Promise<readonly SentName[]>) {
  const sent = new Map<string, { readonly readMs: number; readonly sends: readonly SentName[] }>();
  const sendsOf = (one: Sender): readonly SentName[] => sent.get(sentKey(one))?.sends ?? [];

  return async (senders: readonly Sender[], nowMs: number): Promise<typeof sendsOf> => {
    const isOld = (one: Sender): boolean => nowMs - (sent.get(sentKey(one))?.readMs ?? 0) >= sentForMs;
    const old = senders.filter(isOld);
    if (old.length === 0) return sendsOf;
    const since = Math.floor(nowMs / 1000) - daySeconds;
    const [tenants, services] = [old.map(({ tenant }) => tenant), old.map(({ service }) => service)];
    const found = await ask({ since, tenants, services }).catch(() => undefined);
    for (const one of old) {
      const sends = found?.filter((name) => sentKey(name) === sentKey(one)) ?? sendsOf(one);
      sent.set(sentKey(one), { readMs: nowMs, sends });
    }
    return sendsOf;
  };
}

/** @param client the console's own. */
export function createAnomalyStore(client: ClickHouseClient): AnomalyStore {
  const texts = new Map(readSqlFiles("anomalies").map(({ name, text }) => [name, text]));
  const ask = <Row>(file: string, params: Record<string, unknown>): Promise<Row[]> =>
    select<Row>(client, texts.get(file) ?? "", params, bounds);

  const readSent = createSentReader((params) => ask<SentName>("sent-names", params));

  async function insert(table: string, values: readonly object[]): Promise<void> {
    if (values.length > 0) await client.insert({ table, values: [...values], clickhouse_settings: fresh });
  }

  return {
    minutes: (source, from, to, limit) => ask(source, { from, to, limit, doctor }),
    async firstMinute(from, to) {
      const [row] = await ask<{ first: number }>("first-minute", { from, to });
      return row === undefined || Number(row.first) === never ? undefined : Number(row.first);
    },
    async late(nowMs) {
      const since = Math.floor(nowMs / 1000) - daySeconds;
      const rows = await ask<LagRow & { tenant: string }>("late", { since, lateMs });
      const late = bySignal(rows)
        .filter((own) => own.some((row) => nowMs - row.receivedMs <= silentAfterMs(row.gapMs)))
        .map((own) => ({ ...judge(own, nowMs), tenant: own[0]!.tenant }))
        .filter(({ state }) => state === "late");
      const sendsOf = await readSent(
        late.filter(({ signal }) => signal === "business"),
        nowMs,
      );
      return late.map(({ tenant, service, signal, upToMs }) => ({
        tenant,
        service,
        signal,
        upToMs,
        sends: signal === "business" ? sendsOf({ tenant, service }) : [],
      }));
    },
    async *states() {
      let last: Pick<StoredState, "tenant" | "subject"> | undefined;
      for (;;) {
        const page: StoredState[] = await ask<StoredState>("states", {
          tenant: last?.tenant ?? "",
          subject: last?.subject ?? "",
          limit: statesPerPage,
        });
        if (page.length > 0) yield page;
        if (page.length < statesPerPage) return;
        last = page.at(-1);
      }
    },
    open: () => ask<StoredAnomaly>("open", {}),
    async saveStates(states) {
      for (let at = 0; at < states.length; at += statesPerPage)
        await insert("anomaly_states", states.slice(at, at + statesPerPage));
    },
    saveAnomalies: (anomalies) => insert("anomalies", anomalies),
  };
}

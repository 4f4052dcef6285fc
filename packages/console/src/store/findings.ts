// What the judging of traces reads and writes: traces that have arrived, their spans, and the findings. Over the console's own connection: it
// serves all tenants at once.
import { type ClickHouseClient, select } from "./client.ts";
import { readSqlFiles } from "./schema/sql-files.ts";

/** A trace of which spans were received. */
export interface ArrivedTrace {
  readonly tenant: string;
  /** 32 hex digits. */
  readonly traceId: string;
  /** Start and end of the trace, Unix µs. */
  readonly firstUs: number;
  readonly lastUs: number;
  readonly spans: number;
}

/** Traces of one tenant that are read together. */
export interface TraceSet {
  readonly tenant: string;
  readonly ids: readonly string[];
  readonly firstUs: number;
  readonly lastUs: number;
}

/** A span as it is judged. */
export interface ArrivedSpan {
  readonly traceId: string;
  readonly id: string;
  readonly parentId: string;
  readonly startUs: number;
  readonly durationUs: number;
  readonly service: string;
  readonly environment: string;
  readonly version: string;
  readonly name: string;
  readonly kind: number;
  readonly failed: number | boolean;
  /** How many spans it represents, where traces were sampled. */
  readonly weight: number;
  readonly system: string;
  readonly statement: string;
  readonly parameters: string;
  readonly method: string;
  readonly url: string;
  readonly procedure: string;
  readonly bodyBytes: number;
  readonly contentType: string;
  readonly rows: number;
}

export interface TraceTransaction {
  readonly traceId: string;
  readonly type: string;
  readonly key: string;
  readonly amountText: string;
  readonly currencyCode: string;
}

/** One finding in one trace. */
export interface StoredFinding {
  readonly tenant: string;
  readonly fingerprint: string;
  readonly traceId: string;
  /** Unix µs. */
  readonly startUs: number;
  readonly kind: string;
  readonly shape: string;
  readonly service: string;
  readonly environment: string;
  readonly version: string;
  readonly operation: string;
  readonly target: string;
  readonly spanIds: readonly string[];
  readonly count: number;
  readonly totalMs: number;
  readonly savedMs: number;
  readonly size: number;
  readonly weight: number;
  readonly transactions: readonly TraceTransaction[];
  /** What a finding of history was judged by, as JSON; without it a finding of a single trace. */
  readonly history?: string;
  /** The trace no longer shows it. */
  readonly gone: boolean;
}

type FindingKey = Pick<StoredFinding, "fingerprint" | "traceId" | "startUs">;

/** Times of receipt, Unix seconds. */
export interface ReceivedWindow {
  /** Traces that received spans in one of these seconds, … */
  readonly seconds: readonly number[];
  /** … and their last span, of those received from `from` to before `until`, in one of these. */
  readonly last: readonly number[];
  readonly from: number;
  readonly until: number;
  /** One of so many traces. */
  readonly every: number;
  /** Traces of one tenant. */
  readonly limit: number;
}

export interface FindingStore {
  /** Spans by the second in which they were received, from `from` to before `to` (Unix seconds). */
  received(from: number, to: number): Promise<readonly { readonly second: number; readonly spans: number }[]>;
  /** Traces that have arrived, by tenant and start. */
  traces(window: ReceivedWindow): Promise<readonly ArrivedTrace[]>;
  /** Spans by trace; at most `most` of each. */
  spans(set: TraceSet, most: number): Promise<readonly ArrivedSpan[]>;
  transactions(set: TraceSet): Promise<readonly TraceTransaction[]>;
  /** The findings of these traces that are stored. */
  stored(set: TraceSet): Promise<readonly FindingKey[]>;
  /** Stored when it resolves. Replaces what is stored of the same trace and fingerprint. */
  save(findings: readonly StoredFinding[], judgedMs: number): Promise<void>;
  /** Until when traces were judged, Unix seconds; 0: never. */
  cursor(): Promise<number>;
  saveCursor(until: number, savedMs: number): Promise<void>;
}

/** Test spans of the doctor do not count as a service. */
const doctor = "telltale-doctor";
const bounds = {
  max_execution_time: 30,
  max_threads: 1,
  max_memory_usage: "300000000",
  priority: "2",
} as const;
const fresh = { ...bounds, async_insert: 0, wait_end_of_query: 1 } as const;

/** @param client the console's own. */
export function createFindingStore(client: ClickHouseClient): FindingStore {
  const texts = new Map(readSqlFiles("findings").map(({ name, text }) => [name, text]));
  const ask = <Row>(file: string, params: object): Promise<Row[]> =>
    select<Row>(client, texts.get(file) ?? "", { ...params }, bounds);

  async function insert(table: string, values: readonly object[]): Promise<void> {
    if (values.length > 0) await client.insert({ table, values, clickhouse_settings: fresh });
  }

  return {
    received: (from, to) => ask("received", { from, to }),
    traces: (window) => ask("traces", { ...window, doctor }),
    spans: (set, most) => ask("spans", { ...set, most }),
    transactions: (set) => ask("transactions", set),
    stored: (set) => ask("stored", set),
    save: (findings, judgedMs) =>
      insert(
        "findings",
        findings.map((finding) => toRow(finding, judgedMs)),
      ),
    async cursor() {
      const [row] = await ask<{ until: number }>("cursor", {});
      return row?.until ?? 0;
    },
    saveCursor: (until, savedMs) =>
      insert("finding_cursor", [{ tenant: "", until, saved: (savedMs / 1000).toFixed(3) }]),
  };
}

function toRow(finding: StoredFinding, judgedMs: number): object {
  const { transactions, traceId, startUs, spanIds, totalMs, savedMs, ...same } = finding;
  return {
    ...same,
    trace_id: traceId,
    ts: (startUs / 1e6).toFixed(6),
    span_ids: spanIds,
    total_ms: totalMs,
    saved_ms: savedMs,
    transaction_types: transactions.map(({ type }) => type),
    transaction_keys: transactions.map(({ key }) => key),
    transaction_amounts: transactions.map(({ amountText }) => amountText),
    transaction_currencies: transactions.map(({ currencyCode }) => currencyCode),
    judged: (judgedMs / 1000).toFixed(3),
  };
}

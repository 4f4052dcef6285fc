// Rows of findings as bottlenecks: what the list and one of them share.
import type {
  Bottleneck,
  BottleneckExample,
  BottleneckHistory,
  BottleneckKind,
  BottleneckShape,
  Money,
} from "contract";
import { type ApiContext, type QueryParams, run } from "../context.ts";
import { groupBy } from "../../lists/group-by.ts";
import { type History, readHistory } from "./history.ts";

interface BottleneckColumns {
  readonly fingerprint: string;
  readonly kind: string;
  readonly shape: string;
  readonly serviceName: string;
  readonly environmentName: string;
  readonly operationName: string;
  readonly target: string;
  readonly traces: number;
  readonly calls: number;
  readonly size: number;
  readonly savedMs: number;
  readonly transactions: number;
  readonly countedTraces: number;
  readonly firstNs: string;
  readonly lastNs: string;
  readonly versions: readonly string[];
  readonly history: string;
  readonly rank: string;
  readonly total: string;
}

interface ExampleColumns extends Omit<BottleneckExample, "version" | "count"> {
  readonly fingerprint: string;
  readonly ofVersion: string;
  readonly spanCount: number;
}

export interface RankedBottleneck {
  readonly rank: string;
  /** Of all pages. */
  readonly total: number;
  readonly bottleneck: Bottleneck;
  readonly history: BottleneckHistory | null;
}

const mostExamples = 20;

/** The bottlenecks of a page. `params` has what the part `bottleneck-findings` takes, and the order. */
export async function findBottlenecks(context: ApiContext, params: QueryParams): Promise<RankedBottleneck[]> {
  const rows = await run<BottleneckColumns>(context, "bottleneck-list", params);
  if (rows.length === 0) return [];
  const ofPage = { ...params, fingerprints: rows.map(({ fingerprint }) => fingerprint) };
  const [examples, amounts, first] = await Promise.all([
    findExamples(context, { ...ofPage, each: 1, limit: rows.length }),
    run<{ fingerprint: string; currency: string; total: string }>(context, "bottleneck-amounts", ofPage),
    run<{ fingerprint: string; firstSeenNs: string }>(context, "bottleneck-first", ofPage),
  ]);
  const moneyOf = groupBy(amounts, ({ fingerprint }) => fingerprint);
  const firstOf = new Map(first.map(({ fingerprint, firstSeenNs }) => [fingerprint, firstSeenNs]));
  return rows.flatMap((row) => {
    const [example] = examples.get(row.fingerprint) ?? [];
    // deleted between the queries
    if (example === undefined) return [];
    const money = (moneyOf.get(row.fingerprint) ?? []).map(({ currency, total }) => ({
      currency,
      amount: total,
    }));
    const seen = firstOf.get(row.fingerprint) ?? row.firstNs;
    const history = readHistory(row.history);
    const bottleneck = toBottleneck(row, { example, money, seen, history });
    return [{ rank: row.rank, total: Number(row.total), bottleneck, history: history?.course ?? null }];
  });
}

interface Described {
  readonly example: BottleneckExample;
  readonly money: readonly Money[];
  /** First sight, Unix ns. */
  readonly seen: string;
  readonly history: History | undefined;
}

function toBottleneck(row: BottleneckColumns, { example, money, seen, history }: Described): Bottleneck {
  return {
    fingerprint: row.fingerprint,
    kind: row.kind as BottleneckKind,
    shape: row.shape as BottleneckShape,
    service: row.serviceName,
    environment: row.environmentName,
    operation: row.operationName,
    target: row.target,
    traces: row.traces,
    calls: row.calls,
    size: row.size,
    savedMs: row.savedMs,
    change: history?.change ?? null,
    savedMsPerTrace: row.traces === 0 ? 0 : row.savedMs / row.traces,
    transactions: row.transactions,
    amounts: money,
    counted: row.countedTraces,
    firstNs: row.firstNs,
    lastNs: row.lastNs,
    firstSeenNs: seen,
    versions: row.versions.filter((version) => version !== ""),
    example,
  };
}

/** Example traces by fingerprint. */
async function findExamples(
  context: ApiContext,
  params: QueryParams,
): Promise<ReadonlyMap<string, readonly BottleneckExample[]>> {
  const rows = await run<ExampleColumns>(context, "bottleneck-examples", params);
  const byFingerprint = groupBy(rows, ({ fingerprint }) => fingerprint);
  return new Map([...byFingerprint].map(([fingerprint, list]) => [fingerprint, list.map(toExample)]));
}

function toExample({
  traceId,
  timeNs,
  ofVersion,
  savedMs,
  totalMs,
  spanCount,
  spanIds,
}: ExampleColumns): BottleneckExample {
  return { traceId, timeNs, version: ofVersion, savedMs, totalMs, count: spanCount, spanIds };
}

/** The examples of one bottleneck. */
export async function findExamplesOf(
  context: ApiContext,
  params: QueryParams & { readonly fingerprint: string },
): Promise<readonly BottleneckExample[]> {
  const found = await findExamples(context, { ...params, each: mostExamples, limit: mostExamples });
  return found.get(params.fingerprint) ?? [];
}

// What a message says beyond the alert itself: which attribute values carry it, an example trace, the amount at risk. Each is found by the
// handlers of the pages, and left out when it cannot be found.
import type { Source } from "alerts";
import type { ApiContext } from "../../api/context.ts";
import { run } from "../../api/context.ts";
import { listDifferences } from "../../api/differs/differs.ts";
import { toRangeParams } from "../../api/time/range.ts";
import { toIso } from "../../api/time/time.ts";
import { listTraces } from "../../api/traces/traces.ts";
import { getTransactionType } from "../../api/transactions/transactions.ts";
import type { NoticeDetails } from "../../notify/message.ts";

/** Unix ms. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

export type Evidence = Pick<NoticeDetails, "differs" | "amountAtRisk"> & { readonly traceId?: string };

/** The evidence for a source in `window`, compared with the time of the same length before it. */
export async function findEvidence(source: Source, window: Window, context: ApiContext): Promise<Evidence> {
  const [differs, traceId, amountAtRisk] = await Promise.all([
    orNothing(async () => findDiffers(source, window, context)),
    orNothing(async () => findTrace(source, window, context)),
    orNothing(async () => findAmount(source, window, context)),
  ]);
  return {
    ...(differs !== undefined && { differs }),
    ...(traceId !== undefined && { traceId }),
    ...(amountAtRisk !== undefined && { amountAtRisk }),
  };
}

async function orNothing<Found>(find: () => Promise<Found | undefined>): Promise<Found | undefined> {
  try {
    return await find();
  } catch {
    // a message without it is better than none
    return undefined;
  }
}

const isoOf = (ms: number): string => toIso(BigInt(ms) * 1_000_000n);
const failedOutcomes: readonly ("failed" | "abandoned")[] = ["failed", "abandoned"];

/** Requests of a service, or of one operation. */
type RequestSource = Extract<
  Source,
  { readonly measure: "rate" | "errors" | "p50" | "p90" | "p95" | "p99" | "within" }
>;

function isOfRequests(source: Source): source is RequestSource {
  const isOther = ["metric", "transaction", "funnel", "workflow", "errors", "log", "event", "finding", "sql"];
  return !isOther.some((name) => name in source);
}

async function findDiffers(
  source: Source,
  { from, to }: Window,
  context: ApiContext,
): Promise<readonly string[] | undefined> {
  const shared = {
    from: isoOf(from - (to - from)),
    to: isoOf(to),
    selectFrom: isoOf(from),
    selectTo: isoOf(to),
    filter: [],
    select: [],
    outcome: [],
    sample: "few" as const,
    limit: 5,
  };
  if ("transaction" in source) {
    const isShare = source.measure === "completion" || source.measure === "failure";
    const outcome = isShare ? [...failedOutcomes] : [];
    const of = { of: "transactions" as const, type: source.transaction, outcome };
    return sentenceOf(await listDifferences({ ...shared, ...of }, context));
  }
  if ("funnel" in source) {
    const of = { of: "funnels" as const, type: source.funnel, step: source.from };
    const times = { from: isoOf(from), selectFrom: undefined, selectTo: undefined };
    return sentenceOf(await listDifferences({ ...shared, ...times, ...of }, context));
  }
  if (!isOfRequests(source)) return undefined;
  const of = {
    of: "spans" as const,
    service: source.service,
    name: source.operation,
    filter: ["entry=true"],
    select: source.measure === "errors" ? ["status=error"] : [],
  };
  return sentenceOf(await listDifferences({ ...shared, ...of }, context));
}

function sentenceOf({
  summary,
  findings,
}: {
  summary: string;
  findings: readonly unknown[];
}): readonly string[] | undefined {
  return findings.length === 0 ? undefined : [summary];
}

async function findTrace(source: Source, window: Window, context: ApiContext): Promise<string | undefined> {
  const range = { from: isoOf(window.from), to: isoOf(window.to) };
  if ("transaction" in source || "funnel" in source) {
    const isFunnel = "funnel" in source;
    const isShare = !isFunnel && (source.measure === "completion" || source.measure === "failure");
    const [found] = await run<{ traceId: string }>(context, "anomaly-traces", {
      ...toRangeParams({ fromNs: BigInt(window.from) * 1_000_000n, toNs: BigInt(window.to) * 1_000_000n }),
      kind: isFunnel ? "journey" : "transaction",
      name: isFunnel ? source.funnel : source.transaction,
      outcomes: isShare ? failedOutcomes : undefined,
      limit: 1,
    });
    return found?.traceId;
  }
  if (!isOfRequests(source)) return undefined;
  const { items } = await listTraces(
    {
      ...range,
      order: source.measure === "errors" ? "newest" : "slowest",
      within: "spans",
      column: [],
      id: [],
      limit: 1,
      service: source.service,
      name: source.operation,
      filter: source.measure === "errors" ? ["status=error", "entry=true"] : ["entry=true"],
    },
    context,
  );
  return items[0]?.traceId;
}

/** What those that failed were worth; undefined for more than a page of them, and for several currencies. */
async function findAmount(
  source: Source,
  { from, to }: Window,
  context: ApiContext,
): Promise<Evidence["amountAtRisk"]> {
  if (!("transaction" in source)) return undefined;
  const { items, nextCursor } = await getTransactionType(
    { type: source.transaction, from: isoOf(from), to: isoOf(to), outcome: "failed", limit: 500 },
    context,
  );
  const amounts = items.flatMap(({ amount }) => (amount === null ? [] : [amount]));
  const [first] = amounts;
  if (nextCursor !== null || first === undefined) return undefined;
  if (amounts.some(({ currency }) => currency !== first.currency)) return undefined;
  return { currency: first.currency, amount: amounts.reduce((sum, { amount }) => sum + Number(amount), 0) };
}

// Judges some traces of one tenant that are read together, and says what to store of them.
import type { CallReader } from "../bottlenecks/call.ts";
import type { Finding } from "../bottlenecks/finding.ts";
import { judgeTrace } from "../bottlenecks/judge-trace.ts";
import type { TraceSpan } from "../bottlenecks/trace-span.ts";
import type { ArrivedSpan, FindingStore, StoredFinding, TraceSet } from "../store/findings.ts";

/** Of a longer trace the first spans are judged. */
export const mostSpans = 10_000;
/** Spans between two pauses in which other work goes on. */
const perTurn = 500;

export interface JudgeOptions {
  readonly store: Pick<FindingStore, "spans" | "transactions" | "stored">;
  readonly reader: CallReader;
  /** How many traces each of these represents. */
  readonly every: number;
  readonly pause: () => Promise<unknown>;
}

interface TraceFindings {
  readonly traceId: string;
  readonly startUs: number;
  readonly weight: number;
  readonly findings: readonly Finding[];
}

/** The rows that are right for these traces now: their findings, and those that are stored and no longer there. */
export async function judgeSet(set: TraceSet, options: JudgeOptions): Promise<StoredFinding[]> {
  const judged = await judgeAll(await options.store.spans(set, mostSpans), options);
  const found = judged.filter(({ findings }) => findings.length > 0);
  const stored = await options.store.stored(set);
  const startOf = new Map(
    stored.map(({ traceId, fingerprint, startUs }) => [traceId + fingerprint, startUs]),
  );
  const ids = found.map(({ traceId }) => traceId);
  const transactions = ids.length === 0 ? [] : await options.store.transactions({ ...set, ids });
  const rows = found.flatMap(({ traceId, startUs, weight, findings }) => {
    const ofTrace = transactions.filter((one) => one.traceId === traceId);
    return findings.map((finding): StoredFinding => {
      // rows that replace each other are in the same partition
      const known = startOf.get(traceId + finding.fingerprint);
      startOf.delete(traceId + finding.fingerprint);
      return {
        ...finding,
        tenant: set.tenant,
        traceId,
        startUs: known ?? startUs,
        weight,
        transactions: ofTrace,
        gone: false,
      };
    });
  });
  const left = stored.filter(({ traceId, fingerprint }) => startOf.has(traceId + fingerprint));
  return [...rows, ...left.map((key) => ({ ...noFinding, ...key, tenant: set.tenant }))];
}

async function judgeAll(
  spans: readonly ArrivedSpan[],
  { reader, every, pause }: JudgeOptions,
): Promise<TraceFindings[]> {
  const judged: TraceFindings[] = [];
  let sincePause = 0;
  for (let from = 0, to = 0; from < spans.length; from = to) {
    const { traceId, startUs } = spans[from]!;
    while (to < spans.length && spans[to]!.traceId === traceId) to++;
    const ofTrace = spans.slice(from, to);
    const weight = every * ofTrace.reduce((most, one) => Math.max(most, one.weight), 0);
    const findings = judgeTrace(
      ofTrace.map((one) => toTraceSpan(one, startUs)),
      reader,
    );
    judged.push({ traceId, startUs, weight, findings });
    sincePause += ofTrace.length;
    if (sincePause < perTurn) continue;
    sincePause = 0;
    await pause();
  }
  return judged;
}

/** @param firstUs start of the trace. */
export function toTraceSpan(
  { startUs, durationUs, failed, ...same }: ArrivedSpan,
  firstUs: number,
): TraceSpan {
  const start = (startUs - firstUs) / 1000;
  return { ...same, start, end: start + durationUs / 1000, failed: Boolean(failed) };
}

/** The row that removes a stored finding, beside its key. */
export const noFinding = {
  kind: "",
  shape: "",
  service: "",
  environment: "",
  version: "",
  operation: "",
  target: "",
  spanIds: [],
  count: 0,
  totalMs: 0,
  savedMs: 0,
  size: 0,
  weight: 0,
  transactions: [],
  gone: true,
} as const;

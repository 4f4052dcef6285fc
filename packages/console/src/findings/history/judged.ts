// What was found in the history of an hour, and the rows that are stored of it: one for each trace that shows it.
import type { BottleneckKind, BottleneckShape } from "contract";
import { fingerprintOf } from "../../bottlenecks/finding.ts";
import type { EvidenceRow, ServiceKey } from "../../store/finding-history.ts";
import type { StoredFinding, TraceTransaction } from "../../store/findings.ts";

/** As it is stored, in JSON. */
export interface FindingHistory {
  readonly unit: "ms" | "bytes";
  readonly before: number;
  readonly after: number;
  /** Unix seconds; `null` where the change is not one moment. */
  readonly since: number | null;
  readonly stepSeconds: number;
  /** Unix seconds and value. */
  readonly points: readonly (readonly [time: number, value: number])[];
  /** A usual call from before. */
  readonly traceId?: string;
  readonly spanId?: string;
  /** The version before. */
  readonly version?: string;
}

/** Spans of one trace. */
export interface TraceEvidence {
  readonly traceId: string;
  readonly startUs: number;
  readonly version: string;
  readonly spanIds: readonly string[];
  readonly totalMs: number;
}

export interface Judged {
  readonly place: ServiceKey;
  readonly kind: BottleneckKind;
  readonly shape: BottleneckShape;
  readonly operation: string;
  readonly target: string;
  /** How many traces of the hour it concerns: those of the evidence and others like them. */
  readonly traces: number;
  /** Time that each of them would be shorter by. */
  readonly savedMs: number;
  /** Bytes; 0 for other kinds. */
  readonly size: number;
  readonly history: FindingHistory;
  /** At least one. */
  readonly evidence: readonly TraceEvidence[];
}

const mostTraces = 20;
const mostSpans = 100;

/** The traces of these calls, the one with the longest call first. */
export function tracesOf(calls: readonly EvidenceRow[]): TraceEvidence[] {
  const byTrace = new Map<string, EvidenceRow[]>();
  for (const call of calls.toSorted((a, b) => b.ms - a.ms || (a.spanId < b.spanId ? -1 : 1))) {
    const known = byTrace.get(call.traceId);
    if (known !== undefined) known.push(call);
    else if (byTrace.size < mostTraces) byTrace.set(call.traceId, [call]);
  }
  return [...byTrace].map(([traceId, ofTrace]) => {
    const ordered = ofTrace.toSorted((a, b) => a.startUs - b.startUs);
    return {
      traceId,
      startUs: ordered[0]!.startUs,
      version: ordered[0]!.version,
      spanIds: ordered.slice(0, mostSpans).map(({ spanId }) => spanId),
      totalMs: ordered.reduce((sum, { ms }) => sum + ms, 0),
    };
  });
}

function fingerprintFor({ kind, place, operation, target }: Judged): string {
  return fingerprintOf([kind, place.service, place.environment, operation, target]);
}

export function toStored(judged: Judged, transactions: readonly TraceTransaction[]): StoredFinding[] {
  const { place, kind, shape, operation, target, traces, savedMs, size, history, evidence } = judged;
  const shared = {
    ...place,
    fingerprint: fingerprintFor(judged),
    kind,
    shape,
    operation,
    target,
    savedMs,
    size: Math.round(size),
    history: JSON.stringify(history),
    weight: Math.max(1, traces / evidence.length),
    gone: false,
  };
  return evidence.map(({ traceId, startUs, version, spanIds, totalMs }) => ({
    ...shared,
    traceId,
    startUs,
    version,
    spanIds,
    count: spanIds.length,
    totalMs,
    transactions: transactions.filter((one) => one.traceId === traceId),
  }));
}

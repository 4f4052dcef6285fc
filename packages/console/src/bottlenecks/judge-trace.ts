// All detectors on one trace: spans in, findings out. No I/O, and the same spans in any order give the same findings.
import type { CallReader } from "./call.ts";
import { type Finding, mostEvidence } from "./finding.ts";
import { findLargePayloads } from "./payload.ts";
import { findRepeated } from "./repeated.ts";
import { findSerial } from "./serial.ts";
import type { TraceSpan } from "./trace-span.ts";
import { readTree } from "./trace-tree.ts";

/** The findings of a whole trace, the most time saved first, one for each fingerprint. O(n log n). */
export function judgeTrace(spans: readonly TraceSpan[], reader: CallReader): Finding[] {
  const ordered = spans.toSorted((a, b) => a.start - b.start || (a.id < b.id ? -1 : 1));
  const { nodes } = readTree(ordered, reader);
  const isQuiet = nodes.every(({ call }) => call === undefined);
  if (isQuiet) return [];
  const found = [...findRepeated(nodes), ...findSerial(nodes), ...findLargePayloads(nodes)];
  const byFingerprint = new Map<string, Finding>();
  for (const finding of found) {
    const known = byFingerprint.get(finding.fingerprint);
    byFingerprint.set(finding.fingerprint, known === undefined ? finding : join(known, finding));
  }
  return [...byFingerprint.values()].toSorted(
    (a, b) => b.savedMs - a.savedMs || (a.fingerprint < b.fingerprint ? -1 : 1),
  );
}

/** Two loops of one operation with the same statement. */
function join(one: Finding, other: Finding): Finding {
  return {
    ...one,
    spanIds: [...one.spanIds, ...other.spanIds].slice(0, mostEvidence),
    count: one.count + other.count,
    totalMs: one.totalMs + other.totalMs,
    savedMs: one.savedMs + other.savedMs,
    size: Math.max(one.size, other.size),
  };
}

// Calls that wait for each other although none needs what another returned. A trace does not show what code needs, so only calls count whose
// values are all known and occur before: in the first call of the row, or in what the operation was asked.
import type { Call } from "./call.ts";
import { readAddress } from "./address.ts";
import { type Finding, sum, toFinding } from "./finding.ts";
import { entryOf, type SpanNode } from "./trace-tree.ts";

const minCallMs = 20;
const minSavedMs = 50;
const minShare = 0.1;
/** A longer pause is work between the calls, which may need what the first returned. */
const mostPauseMs = 5;

type CallNode = SpanNode & { readonly call: Call };

export function findSerial(nodes: readonly SpanNode[]): Finding[] {
  return nodes.flatMap((node) => {
    if (node.children.length < 2) return [];
    const calls = node.children.filter((child): child is CallNode => child.call !== undefined);
    return calls.length < 2 ? [] : rowsOf(calls).flatMap((row) => judgeRow(node, row));
  });
}

/** Calls of which each begins when the one before has ended. A call that changes something ends the row: what follows may need it. */
function rowsOf(calls: readonly CallNode[]): CallNode[][] {
  const rows: CallNode[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const call of calls.toSorted((a, b) => a.start - b.start)) {
    const isNext = call.start >= end && call.start - end <= mostPauseMs;
    const row = rows.at(-1);
    if (isNext && row?.at(-1)?.call.isRead === true && call.call.isRead) row.push(call);
    else rows.push([call]);
    end = Math.max(end, call.end);
  }
  return rows.filter((row) => row.length > 1);
}

function judgeRow(parent: SpanNode, row: readonly CallNode[]): Finding[] {
  const [first, ...others] = row;
  if (!first!.call.isRead || first!.span.failed) return [];
  const known = new Set([...(first!.call.values ?? []), ...valuesOf(entryOf(parent))]);
  const free = others.filter((node) => isIndependent(node, known));
  const together = [first!, ...free].filter((node) => lengthOf(node) >= minCallMs);
  const targets = new Set(together.map(({ call }) => call.target));
  // calls with the same target are repeated calls
  if (targets.size < 2 || targets.size < together.length) return [];
  const savedMs = sum(together.map(({ waited }) => waited)) - Math.max(...together.map(lengthOf));
  if (savedMs < Math.max(minSavedMs, minShare * lengthOf(entryOf(parent)))) return [];
  const target = together.map(({ call }) => call.target).join(" → ");
  return [
    toFinding(parent, { kind: "serial-calls", shape: "consecutive", target, savedMs, evidence: together }),
  ];
}

function isIndependent(
  { call: { isRead, values, isPage }, span }: CallNode,
  known: ReadonlySet<string>,
): boolean {
  return (
    isRead && !isPage && !span.failed && values !== undefined && values.every((value) => known.has(value))
  );
}

/** The values in the address with which the service was asked. */
function valuesOf({ span: { url } }: SpanNode): readonly string[] {
  return url === "" ? [] : readAddress(url).values;
}

const lengthOf = ({ start, end }: SpanNode): number => end - start;

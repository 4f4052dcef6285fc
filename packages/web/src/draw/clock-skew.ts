// Clocks that disagree. A span cannot begin before its parent, and a server cannot answer later than its client has its answer:
// where the recorded times say so, the clocks of two processes differ by at least that much. The least shifts that make all such
// pairs possible are a system of difference constraints, solved by relaxation (Bellman–Ford).
import type { ClockShifts, SpanNode, TraceTree } from "./trace-tree.ts";

/** The clock of a process, as far as the spans between two processes show it. */
export interface ProcessClock {
  /** The id of the process' resource. */
  readonly process: string;
  readonly service: string;
  /** The process that it is compared with: the one whose spans called it most often among those that contradict it. */
  readonly against: string;
  readonly againstService: string;
  /** Ms to add to its times so that no span contradicts another: positive for a clock that is behind. The least that suffices. */
  readonly shiftMs: number;
  /** Spans of the pair whose recorded times are impossible. */
  readonly contradictions: number;
}

export interface ClockSkew {
  /** Processes whose times must be shifted, by the size of the shift. */
  readonly clocks: readonly ProcessClock[];
  /** No constant shift explains all spans: a clock was set while the trace ran, or parents are wrong. */
  readonly isContradictory: boolean;
}

interface Pair {
  readonly parent: string;
  readonly child: string;
  /** The shift of the child minus that of the parent is at least this … */
  least: number;
  /** … and at most this. */
  most: number;
  contradictions: number;
}

/** A server's span ends after its last byte was sent: its client may have had the answer, and ended, so long before. */
const lateEndMs = 10;
/** Times come in ns; anything shorter is rounding. */
const toleranceMs = 1e-6;

/** Finds the processes whose clocks must differ. Linear in spans, and quadratic at worst in pairs of processes. */
export function findClockSkew(tree: TraceTree): ClockSkew {
  const pairs = collectPairs(tree.nodes);
  const { shifts, isContradictory } = solve(pairs);
  const anchor = tree.roots[0] === undefined ? 0 : (shifts.get(tree.roots[0].span.resourceId) ?? 0);
  const services = new Map(tree.nodes.map(({ span }) => [span.resourceId, span.service]));
  const clocks: ProcessClock[] = [];
  for (const [process, shift] of shifts) {
    const shiftMs = shift - anchor;
    if (Math.abs(shiftMs) <= toleranceMs) continue;
    const { against, contradictions } = evidenceOf(process, pairs);
    const [service = "", againstService = ""] = [services.get(process), services.get(against)];
    clocks.push({ process, service, against, againstService, shiftMs, contradictions });
  }
  return { clocks: clocks.toSorted((a, b) => Math.abs(b.shiftMs) - Math.abs(a.shiftMs)), isContradictory };
}

/** The shifts that `skew` asks for, for `buildTraceTree`. */
export function shiftsOf({ clocks }: ClockSkew): ClockShifts {
  return new Map(clocks.map(({ process, shiftMs }) => [process, shiftMs]));
}

function collectPairs(nodes: readonly SpanNode[]): readonly Pair[] {
  const pairs = new Map<string, Pair>();
  for (const node of nodes) {
    const { parent } = node;
    if (parent === null || parent.span.resourceId === node.span.resourceId) continue;
    const [above, below] = [parent.span.resourceId, node.span.resourceId];
    const key = `${above}\u0000${below}`;
    let pair = pairs.get(key);
    if (pair === undefined) {
      pair = {
        parent: above,
        child: below,
        least: Number.NEGATIVE_INFINITY,
        most: Number.POSITIVE_INFINITY,
        contradictions: 0,
      };
      pairs.set(key, pair);
    }
    const least = parent.start - node.start;
    const most = isAwaited(node, parent) ? parent.end - node.end + lateEndMs : Number.POSITIVE_INFINITY;
    pair.least = Math.max(pair.least, least);
    pair.most = Math.min(pair.most, most);
    if (least > toleranceMs || most < -toleranceMs) pair.contradictions += 1;
  }
  return [...pairs.values()];
}

/** A client waits for its server; of any other child it is not known, and one that takes longer than its client was not awaited. */
function isAwaited(node: SpanNode, parent: SpanNode): boolean {
  return (
    node.span.kind === "server" &&
    parent.span.kind === "client" &&
    node.end - node.start <= parent.end - parent.start
  );
}

/** The least shifts, none below 0, that satisfy all pairs; those found so far when no shifts do. */
function solve(pairs: readonly Pair[]): { shifts: Map<string, number>; isContradictory: boolean } {
  const shifts = new Map<string, number>();
  for (const { parent, child } of pairs) shifts.set(parent, 0).set(child, 0);
  const raise = (process: string, to: number): boolean => {
    if (to <= shifts.get(process)! + toleranceMs) return false;
    shifts.set(process, to);
    return true;
  };
  for (let round = 0; round <= shifts.size; round++) {
    let hasChanged = false;
    for (const { parent, child, least, most } of pairs) {
      hasChanged = raise(child, shifts.get(parent)! + least) || hasChanged;
      hasChanged = raise(parent, shifts.get(child)! - most) || hasChanged;
    }
    if (!hasChanged) return { shifts, isContradictory: false };
  }
  return { shifts: solveLeast(pairs, shifts), isContradictory: true };
}

/** Without the upper limits: that no child begins before its parent can always be had, unless calls go in a circle. */
function solveLeast(pairs: readonly Pair[], tried: ReadonlyMap<string, number>): Map<string, number> {
  const shifts = new Map([...tried.keys()].map((process) => [process, 0]));
  for (let round = 0; round < shifts.size; round++) {
    for (const { parent, child, least } of pairs)
      shifts.set(child, Math.max(shifts.get(child)!, shifts.get(parent)! + least));
  }
  return shifts;
}

/** The pair with most contradictions that the process is in. */
function evidenceOf(process: string, pairs: readonly Pair[]): { against: string; contradictions: number } {
  let best: Pair | undefined;
  for (const pair of pairs) {
    if (pair.parent !== process && pair.child !== process) continue;
    if (best === undefined || pair.contradictions > best.contradictions) best = pair;
  }
  if (best === undefined) return { against: "", contradictions: 0 };
  return { against: best.parent === process ? best.child : best.parent, contradictions: best.contradictions };
}

// A CPU profile (`.cpuprofile` of V8) as a flame graph: each call path is a box as wide as its time, below the path that called it.
import type { FlameLayout } from "./flame-layout.ts";
import type { FlameNode } from "./flame.ts";

/** One call path. */
export interface ProfileBox extends FlameNode {
  /** File and line; empty for what is not in a file. */
  readonly place: string;
  /** Time in the function itself, and with what it called; ms. */
  readonly selfMs: number;
  readonly totalMs: number;
}

/** A function over all its call paths. */
interface ProfiledFunction {
  readonly name: string;
  readonly place: string;
  readonly selfMs: number;
  readonly totalMs: number;
}

export interface CpuProfile {
  readonly boxes: readonly ProfileBox[];
  readonly layout: FlameLayout;
  /** Most time in the function itself first. */
  readonly functions: readonly ProfiledFunction[];
  /** Sampled time in which something ran. */
  readonly totalMs: number;
}

interface RawProfile {
  readonly nodes?: unknown;
  readonly samples?: unknown;
  readonly timeDeltas?: unknown;
  /** Microseconds. */
  readonly startTime?: unknown;
  readonly endTime?: unknown;
}

interface RawNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  readonly children: readonly number[];
}

/** Waiting is not work. */
const idle = "(idle)";

/** @throws {TypeError} when `text` is not a CPU profile. */
export function readCpuProfile(text: string): CpuProfile {
  const { nodes, selfMs } = readRaw(text);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const called = new Set(nodes.flatMap(({ children }) => children));
  const order = depthFirst(
    nodes.filter(({ id }) => !called.has(id)),
    byId,
  );
  const total = new Map<number, number>();
  for (const { node } of order.toReversed()) {
    const ofChildren = node.children.reduce((sum, id) => sum + (total.get(id) ?? 0), 0);
    total.set(node.id, ofChildren + (selfMs.get(node.id) ?? 0));
  }
  return layOut(order, selfMs, total);
}

interface Placed {
  readonly node: RawNode;
  readonly parent: RawNode | undefined;
}

/** Callers before what they call. A node that is reached again, as in a cycle, is left out. */
function depthFirst(roots: readonly RawNode[], byId: ReadonlyMap<number, RawNode>): readonly Placed[] {
  const order: Placed[] = [];
  const seen = new Set<number>();
  const waiting: Placed[] = roots.map((node) => ({ node, parent: undefined }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next.node.id)) continue;
    seen.add(next.node.id);
    order.push(next);
    for (const id of next.node.children) {
      const child = byId.get(id);
      if (child !== undefined) waiting.push({ node: child, parent: next.node });
    }
  }
  return order;
}

/** Paths of one caller are beside each other, the longest first. The root of V8 is not a function, so its line is left out. */
function layOut(
  order: readonly Placed[],
  selfMs: ReadonlyMap<number, number>,
  total: ReadonlyMap<number, number>,
): CpuProfile {
  const boxes: ProfileBox[] = [];
  const lines: number[] = [];
  const begin = new Map<number, { at: number; readonly line: number }>();
  const top = { at: 0, line: -1 };
  const longestFirst = order.toSorted((a, b) => (total.get(b.node.id) ?? 0) - (total.get(a.node.id) ?? 0));
  // Callers take at least as long as what they call, so they come first; equal ones are in the order of calls.
  for (const { node, parent } of longestFirst) {
    const totalMs = total.get(node.id) ?? 0;
    if (totalMs <= 0) continue;
    const { functionName, url, lineNumber } = node.callFrame;
    if (functionName === "(root)") {
      begin.set(node.id, top);
      continue;
    }
    const space = parent === undefined ? top : (begin.get(parent.id) ?? top);
    const start = space.at;
    space.at += totalMs;
    const line = space.line + 1;
    begin.set(node.id, { at: start, line });
    const name = functionName === "" ? "(anonymous)" : functionName;
    const span = { name, service: moduleOf(url), status: "unset" } as const;
    const place = url === "" ? "" : `${url.replace(/^file:\/\//, "")}:${lineNumber + 1}`;
    const self = selfMs.get(node.id) ?? 0;
    boxes.push({ index: boxes.length, start, end: start + totalMs, span, place, selfMs: self, totalMs });
    lines.push(line);
  }
  return {
    boxes,
    layout: { lines: Int32Array.from(lines), lineCount: Math.max(0, ...lines.map((line) => line + 1)) },
    functions: sumFunctions(order, selfMs, total),
    totalMs: top.at,
  };
}

/** A call within a call of the same function is counted once. */
function sumFunctions(
  order: readonly Placed[],
  selfMs: ReadonlyMap<number, number>,
  total: ReadonlyMap<number, number>,
): readonly ProfiledFunction[] {
  const sums = new Map<string, { name: string; place: string; selfMs: number; totalMs: number }>();
  const above = new Map<number, ReadonlySet<string>>();
  for (const { node, parent } of order) {
    const { functionName, url, lineNumber } = node.callFrame;
    const callers = (parent === undefined ? undefined : above.get(parent.id)) ?? new Set<string>();
    const key = `${functionName}\n${url}\n${lineNumber}`;
    above.set(node.id, callers.has(key) ? callers : new Set([...callers, key]));
    if (functionName === "(root)" || (total.get(node.id) ?? 0) <= 0) continue;
    const sum = sums.get(key) ?? {
      name: functionName === "" ? "(anonymous)" : functionName,
      place: url === "" ? "" : `${url.replace(/^file:\/\//, "")}:${lineNumber + 1}`,
      selfMs: 0,
      totalMs: 0,
    };
    sum.selfMs += selfMs.get(node.id) ?? 0;
    if (!callers.has(key)) sum.totalMs += total.get(node.id) ?? 0;
    sums.set(key, sum);
  }
  return [...sums.values()].toSorted((a, b) => b.selfMs - a.selfMs || b.totalMs - a.totalMs);
}

/** What decides on the colour: the package, `node` for the runtime, else the application. */
function moduleOf(url: string): string {
  if (url === "") return "native";
  if (url.startsWith("node:")) return "node";
  const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? [];
  return name ?? "application";
}

function readRaw(text: string): { nodes: readonly RawNode[]; selfMs: ReadonlyMap<number, number> } {
  const raw = JSON.parse(text) as RawProfile | null;
  if (!Array.isArray(raw?.nodes) || !Array.isArray(raw.samples) || !Array.isArray(raw.timeDeltas))
    throw new TypeError("it has no nodes, samples and timeDeltas");
  const nodes = raw.nodes.map(toNode);
  const waits = new Set(nodes.filter(({ callFrame }) => callFrame.functionName === idle).map(({ id }) => id));
  const selfMs = new Map<number, number>();
  const deltas = raw.timeDeltas as readonly unknown[];
  for (const [at, id] of (raw.samples as readonly unknown[]).entries()) {
    // A sample lasts until the next one; a delta is the time since the one before.
    const micros = Number(deltas[at + 1] ?? untilEnd(raw, deltas));
    if (typeof id !== "number" || waits.has(id) || !(micros >= 0) || !Number.isFinite(micros)) continue;
    // what ran is shown, however short it was
    selfMs.set(id, (selfMs.get(id) ?? 0) + Math.max(1, micros) / 1000);
  }
  return { nodes, selfMs };
}

/** µs that the last sample lasts: until the end of the profile, where that is known. */
function untilEnd({ startTime, endTime }: RawProfile, deltas: readonly unknown[]): number {
  if (typeof startTime !== "number" || typeof endTime !== "number") return Number.NaN;
  const sampled = deltas.reduce<number>((sum, delta) => sum + Number(delta), 0);
  return Math.max(0, endTime - startTime - sampled);
}

function toNode(raw: unknown): RawNode {
  const { id, callFrame, children } = raw as Partial<RawNode>;
  if (typeof id !== "number" || typeof callFrame !== "object")
    throw new TypeError("a node has no call frame");
  const { functionName, url, lineNumber } = callFrame;
  return {
    id,
    callFrame: {
      functionName: String(functionName ?? ""),
      url: String(url ?? ""),
      lineNumber: Number.isInteger(lineNumber) ? lineNumber : 0,
    },
    children: Array.isArray(children) ? children : [],
  };
}

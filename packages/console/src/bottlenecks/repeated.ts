// The same query, or the same call of another service, again and again in one operation: what one query for all of them would do.
import type { BottleneckShape } from "contract";
import type { Call } from "./call.ts";
import { type Finding, sum, toFinding } from "./finding.ts";
import { median } from "./history/robust.ts";
import { addTo, isEntry, type SpanNode } from "./trace-tree.ts";

/** Calls one after the other, from so many on. */
const minCalls = 5;
/** Calls at the same time hide most of their cost. */
const minParallel = 10;
/** Calls that ask the very same question. */
const minSame = 3;
/** What the repetition has to cost: as a part of the operation, and at least. */
const minSavedMs = 5;
const minShare = 0.05;
const minParallelMs = 50;
/** How far above a call the loop may be: resolver, or client and server of another service, and a resolver there. */
const mostLevels = 3;
/** Calls with longer pauses between them wait for something: they poll. */
const pollPauseMs = 50;
const pollFactor = 5;

type CallNode = SpanNode & { readonly call: Call };

/** Calls with a common loop: `units` has what the loop runs, one for each of `calls`. */
interface Loop {
  readonly at: SpanNode;
  readonly calls: readonly CallNode[];
  readonly units: readonly SpanNode[];
}

export function findRepeated(nodes: readonly SpanNode[]): Finding[] {
  const groups = new Map<string, CallNode[]>();
  for (const node of nodes) {
    const { call, span } = node;
    if (call === undefined || call.isPage || (call.type !== "http" && !call.isRead)) continue;
    addTo(groups, `${call.type}\n${span.service}\n${call.target}`, node as CallNode);
  }
  const explained = new Set<SpanNode>();
  const findings: Finding[] = [];
  // queries first: a call of a service that only runs a query is not a second problem
  const ordered = [...groups.values()].toSorted((a, b) => rankOf(a) - rankOf(b));
  for (const calls of ordered) {
    if (calls.length < minSame) continue;
    const loops = findLoops(calls).flatMap((loop) => judgeLoop(loop, explained, nodes));
    findings.push(...loops);
    if (loops.length === 0) findings.push(...findSame(calls, nodes));
  }
  return findings;
}

function rankOf([first]: readonly CallNode[]): number {
  return first?.call.type === "http" ? 1 : 0;
}

/** Shares calls out among the loops that make them: first those with a common parent, then those of parents of the same name, and so on. */
function findLoops(calls: readonly CallNode[]): Loop[] {
  const loops: Loop[] = [];
  let rest = calls.map((call): readonly [CallNode, SpanNode] => [call, call]);
  for (let level = 0; level <= mostLevels && rest.length >= minCalls; level++) {
    const byLoop = new Map<string, (readonly [CallNode, SpanNode])[]>();
    for (const [call, unit] of rest)
      if (unit.parent !== undefined) addTo(byLoop, `${unit.parent.span.id}\n${unit.span.name}`, [call, unit]);
    const found = [...byLoop.values()].filter((pairs) => pairs.length >= minCalls);
    for (const pairs of found) loops.push(toLoop(pairs));
    const taken = new Set(found.flatMap((pairs) => pairs.map(([call]) => call)));
    rest = rest.flatMap(([call, unit]) =>
      taken.has(call) || unit.parent === undefined ? [] : [[call, unit.parent] as const],
    );
  }
  return loops;
}

function toLoop(pairs: readonly (readonly [CallNode, SpanNode])[]): Loop {
  return {
    at: pairs[0]![1].parent!,
    calls: pairs.map(([call]) => call).toSorted((a, b) => a.start - b.start),
    units: [...new Set(pairs.map(([, unit]) => unit))],
  };
}

function judgeLoop(
  { at, calls, units }: Loop,
  explained: Set<SpanNode>,
  nodes: readonly SpanNode[],
): Finding[] {
  if (isPolling(calls) || areRetries(calls) || units.every((unit) => explained.has(unit))) return [];
  const { call } = calls[0]!;
  const shape = shapeOf(at, calls, units);
  if (shape === "same-result" && !haveSameAnswer(calls, nodes)) return [];
  // across services the whole call is saved, and not only its query
  const saving = shape === "services" ? units : calls;
  const savedMs = savedBy(saving);
  const isParallel = !isSequential(units);
  const isEnough = isParallel
    ? calls.length >= minParallel && sum(calls.map(lengthOf)) >= minParallelMs
    : savedMs >= Math.max(minSavedMs, minShare * operationMs(at));
  if (!isEnough) return [];
  for (const one of calls) explain(one, at, explained);
  const kind = call.type === "http" ? "repeated-calls" : "repeated-queries";
  return [toFinding(at, { kind, shape, target: call.target, savedMs, evidence: calls })];
}

/** Marks a call and what is between it and its loop. */
function explain(call: SpanNode, at: SpanNode, explained: Set<SpanNode>): void {
  for (let node: SpanNode | undefined = call; node !== undefined && node !== at; node = node.parent)
    explained.add(node);
}

function shapeOf(at: SpanNode, calls: readonly CallNode[], units: readonly SpanNode[]): BottleneckShape {
  const [first] = calls;
  if (first!.call.exact !== undefined && calls.every(({ call }) => call.exact === first!.call.exact))
    return "same-result";
  if (first!.span.service !== at.span.service) return "services";
  if (first!.call.type === "key-value") return "key-value";
  if (first!.call.type === "http" && isEntered(first!)) return "backend";
  if (units[0] !== first) return "resolver";
  return isSequential(calls) ? "consecutive" : "parallel";
}

/** Whether another service answers the call with spans of its own. */
function isEntered({ children }: SpanNode): boolean {
  return children.some((child) => isEntry(child));
}

/** Calls without any doubt about their answer, which is therefore the same each time. */
function findSame(calls: readonly CallNode[], nodes: readonly SpanNode[]): Finding[] {
  const byQuestion = new Map<string, CallNode[]>();
  for (const node of calls)
    if (node.call.exact !== undefined && node.call.isRead && !node.span.failed)
      addTo(byQuestion, node.call.exact, node);
  return [...byQuestion.values()].flatMap((same): Finding[] => {
    const ordered = same.toSorted((a, b) => a.start - b.start);
    if (same.length < minSame || isPolling(ordered) || !haveSameAnswer(ordered, nodes)) return [];
    const savedMs = savedBy(same);
    const [first] = ordered;
    if (savedMs < Math.max(minSavedMs, minShare * operationMs(first!))) return [];
    const kind = first!.call.type === "http" ? "repeated-calls" : "repeated-queries";
    return [
      toFinding(first!, { kind, shape: "same-result", target: first!.call.target, savedMs, evidence: same }),
    ];
  });
}

/** Whether nothing shows that the same question had different answers. */
function haveSameAnswer(ordered: readonly CallNode[], nodes: readonly SpanNode[]): boolean {
  return haveSameRows(ordered) && !isChangedBetween(ordered, nodes);
}

function haveSameRows(calls: readonly CallNode[]): boolean {
  return calls.every(({ span }) => span.rows === calls[0]!.span.rows);
}

/** Whether something was written between the first and the last of the calls. */
function isChangedBetween(ordered: readonly CallNode[], nodes: readonly SpanNode[]): boolean {
  const { type } = ordered[0]!.call;
  const from = ordered[0]!.start;
  const to = ordered.at(-1)!.start;
  return nodes.some(
    ({ call, start }) =>
      call !== undefined && !call.isRead && call.type === type && start >= from && start <= to,
  );
}

const lengthOf = ({ start, end }: SpanNode): number => end - start;

/** What the trace waited for the spans, less the one that would do for all of them. */
function savedBy(units: readonly SpanNode[]): number {
  return Math.max(0, sum(units.map(({ waited }) => waited)) - Math.max(...units.map(lengthOf)));
}

/** Length of the operation that the span is part of. */
function operationMs(node: SpanNode): number {
  let at = node;
  while (!isEntry(at)) at = at.parent!;
  return lengthOf(at);
}

/** Whether all but a few begin after the one before has ended. */
function isSequential(nodes: readonly SpanNode[]): boolean {
  const ordered = nodes.toSorted((a, b) => a.start - b.start);
  const overlapping = ordered.filter(
    (node, place) => place > 0 && node.start < ordered[place - 1]!.end,
  ).length;
  return overlapping * 5 <= nodes.length;
}

/** Whether the calls wait between each other, much longer than they take. */
function isPolling(ordered: readonly CallNode[]): boolean {
  const pauses = ordered.slice(1).map(({ start }, place) => start - ordered[place]!.end);
  const pause = median(pauses);
  return pause >= pollPauseMs && pause >= pollFactor * median(ordered.map(lengthOf));
}

/** Whether a call was made again because it had failed. */
function areRetries(calls: readonly CallNode[]): boolean {
  return calls.filter(({ span }) => span.failed).length >= calls.length - 1;
}

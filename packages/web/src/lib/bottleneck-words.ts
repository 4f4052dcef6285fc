// What the pages say of a bottleneck: its name, what it means, what helps, and its figures.
import type { Bottleneck, BottleneckChange, BottleneckKind, BottleneckShape } from "contract";

import { standsForMore } from "./estimated-rate.ts";
import { formatBytes, formatCount, formatFixed } from "./format.ts";
import { formatDuration } from "./format-duration.ts";
import { estimated } from "./format-measure.ts";
import { formatMoneyExact } from "./format-money.ts";
import type { MarkdownFinding } from "./markdown.ts";

export const kindWords: Readonly<Record<BottleneckKind, string>> = {
  "repeated-queries": "Repeated queries",
  "repeated-calls": "Repeated calls",
  "serial-calls": "Serial calls",
  "large-payload": "Large payload",
  "slow-statement": "Slow statement",
  "resource-growth": "Growth",
  "version-regression": "Slower version",
};

/** The shape in a few words. */
export const shapeWords: Readonly<Record<BottleneckShape, string>> = {
  consecutive: "one after the other",
  parallel: "at the same time",
  resolver: "one in each resolver",
  services: "across services",
  "key-value": "key-value store",
  "same-result": "same question each time",
  backend: "between back ends",
  body: "large body",
  rows: "many rows",
  history: "slower than in the week before",
  version: "slower than the version before",
  memory: "more and more memory",
  cpu: "more and more CPU",
};

const help: Readonly<Record<BottleneckKind, string>> = {
  "repeated-queries": "Ask for all of them in one query, such as `WHERE id IN (…)`, or load them in batches.",
  "repeated-calls": "Ask for all of them in one call, or keep the answers for the length of the request.",
  "serial-calls": "Start these calls together, such as with `Promise.all`: none needs what another returned.",
  "large-payload": "Ask for a page of it, or only for the fields that are used.",
  "slow-statement":
    "Compare the plan of the statement with `EXPLAIN`: a missing index, more rows, or stale statistics of the table are usual causes. Look for locks and other load at that time.",
  "resource-growth":
    "Look for what keeps references: caches and maps without a limit, listeners that are never removed. Compare two heap snapshots.",
  "version-regression":
    "Compare the versions, and look at what differs between a trace of each. Go back to the version before if it matters.",
};

const helpOfShape: Readonly<Partial<Record<BottleneckShape, string>>> = {
  "same-result": "Ask once, and keep the answer for the length of the request.",
  "key-value": "Read all keys with one command, such as `MGET`, or send the commands in a pipeline.",
  resolver: "Load what all resolvers need in one query, such as with a data loader.",
  cpu: "Take a CPU profile of a run (`cpuProfiles`), and look for what grows with stored data: lists that are searched, texts that are parsed again.",
  services: "Give the service an operation that takes many ids, and call it once.",
};

/** What usually helps. */
export function adviceOf({ kind, shape }: Pick<Bottleneck, "kind" | "shape">): string {
  return helpOfShape[shape] ?? help[kind];
}

/** `18 spans`. */
export function spansOf(count: number): string {
  return `${formatCount(count)} ${count === 1 ? "span" : "spans"}`;
}

/** Time saved; memory saves none. */
export function savedTime(ms: number): string {
  return ms === 0 ? "–" : formatDuration(ms);
}

type Traces = Pick<Bottleneck, "traces" | "counted">;

/** Time saved in all traces; `≈` where stored ones stand for more. */
export function savedInAll(bottleneck: Traces & Pick<Bottleneck, "savedMs">): string {
  return estimated(savedTime(bottleneck.savedMs), isEstimate(bottleneck));
}

/** The number of traces; `≈` where stored ones stand for more. */
export function tracesText(bottleneck: Traces): string {
  return estimated(formatCount(Math.round(bottleneck.traces)), isEstimate(bottleneck));
}

/** The exact number; of an estimate with what is stored. */
export function tracesTitle(bottleneck: Traces): string {
  const { traces, counted } = bottleneck;
  return isEstimate(bottleneck) ? `${traces}, estimated: ${formatCount(counted)} are stored` : String(traces);
}

function isEstimate({ traces, counted }: Traces): boolean {
  return standsForMore(counted, traces);
}

/** How often, or how much, in a trace: `15 calls a trace`, `5 MB a trace`; of what history shows before and after: `20 ms → 95 ms`. */
export function amountOf({ kind, shape, calls, size, change }: Bottleneck): string {
  if (change !== null) return changeOf(change);
  if (kind !== "large-payload") return `${formatCount(Math.round(calls))} calls a trace`;
  return `${shape === "rows" ? `${formatCount(size)} rows` : `${formatFixed(size / 1e6, 1)} MB`} a trace`;
}

function changeOf(change: BottleneckChange): string {
  const format = formatOf(change);
  return `${format(change.before)} → ${format(change.after)}`;
}

/** How the figures of a change are written. */
export function formatOf({ unit }: Pick<BottleneckChange, "unit">): (value: number) => string {
  return unit === "ms" ? formatDuration : formatBytes;
}

/** `of 20 example traces`: of which transactions and amounts are counted; empty where these are all traces. */
export function countedOf({ traces, counted }: Traces): string {
  const isAll = Math.round(traces) <= counted;
  return isAll ? "" : `of ${formatCount(counted)} example ${counted === 1 ? "trace" : "traces"}`;
}

/** A bottleneck with its figures, to copy as Markdown. */
export function bottleneckFinding(bottleneck: Bottleneck, traceUrl: string): MarkdownFinding {
  const { kind, shape, service, operation, target } = bottleneck;
  const { savedMs, savedMsPerTrace, transactions, amounts, example } = bottleneck;
  const saved =
    savedMs === 0
      ? ""
      : `${formatDuration(savedMsPerTrace)} a trace, ${savedInAll(bottleneck)} in ${tracesText(bottleneck)} traces`;
  return {
    title: `${kindWords[kind]} in ${service}: ${operation}`,
    code: target,
    facts: [
      [
        bottleneck.change === null ? "In a trace" : "Before and after",
        `${amountOf(bottleneck)}, ${shapeWords[shape]}`,
      ],
      ["Time saved on the critical path", saved],
      [
        "Transactions concerned",
        transactions === 0
          ? ""
          : [formatCount(transactions), ...amounts.map(formatMoneyExact), countedOf(bottleneck)]
              .filter((text) => text !== "")
              .join(", "),
      ],
    ],
    links: [
      [
        `Example: trace ${example.traceId.slice(0, 12)}, ${spansOf(example.count)}${example.savedMs === 0 ? "" : `, ${formatDuration(example.savedMs)} saved`}`,
        traceUrl,
      ],
    ],
    advice: adviceOf(bottleneck),
  };
}

// The queries of a collection; each call reads the exported data again.
import type { MemoryExporter } from "../export/memory.ts";
import type { MemoryLog, MemoryMetric, MemorySpan } from "../export/read-batch.ts";
import { toInteraction } from "../reading/interactions.ts";
import { createJourneys } from "../reading/journeys.ts";
import { showTrees, toTrees } from "../reading/span-tree.ts";
import { createTransactions } from "../reading/transactions.ts";
import { createWorkflows } from "../reading/workflows.ts";
import type { Collection } from "./collection.ts";
import type { OpenSpanList } from "./open-spans.ts";

/** Brings what is recorded into the memory. */
interface Sources {
  /** Spans and records. */
  finishBatches(): void;
  /** Metrics too; asks what is observed. */
  collect(): void;
}

/** The queries of a collection, and those that wait until it has settled. */
interface Views {
  readonly views: Pick<
    Collection,
    | "spans"
    | "openSpans"
    | "logs"
    | "metrics"
    | "transactions"
    | "journeys"
    | "workflows"
    | "interactions"
    | "funnelSteps"
    | "toString"
  >;
  /** Remembers the metrics of the last export: what is observed asynchronously is in no other. */
  keepObserved(): void;
}

const definition = "telltale.definition";

/** Views of what `memory` holds. */
export function createViews(memory: MemoryExporter, open: OpenSpanList, sources: Sources): Views {
  let observed: readonly MemoryMetric[] = [];

  function readSpans(): MemorySpan[] {
    sources.finishBatches();
    // oxlint-disable-next-line unicorn/no-array-sort -- toSorted needs Node 20
    return memory.spans().sort(byEnd);
  }

  function readLogs(): MemoryLog[] {
    sources.finishBatches();
    return memory.logs();
  }

  function readInto<T extends { add(record: MemoryLog): void }>(into: T): T {
    for (const record of readLogs()) into.add(record);
    return into;
  }

  return {
    keepObserved() {
      observed = memory.metrics();
    },
    views: {
      spans: (name) => readSpans().filter((span) => name === undefined || span.name === name),
      openSpans: () => open.spans(),
      logs: () => readLogs().filter(({ eventName }) => eventName !== definition),
      metrics() {
        sources.collect();
        return withObserved(memory.metrics(), observed);
      },
      transactions: () => readInto(createTransactions(Infinity, Infinity)).all(),
      journeys: () => readInto(createJourneys(Infinity, Infinity)),
      workflows: () => readInto(createWorkflows(Infinity, Infinity)).all(),
      interactions: () => readLogs().flatMap((record) => toInteraction(record) ?? []),
      funnelSteps: (name) => funnelSteps(readLogs(), name),
      toString: () => showTrees(toTrees([...readSpans(), ...open.spans()]), Infinity).join("\n"),
    },
  };
}

function byEnd(a: MemorySpan, b: MemorySpan): number {
  if (a.endTimeUnixNano === b.endTimeUnixNano) return 0;
  return a.endTimeUnixNano < b.endTimeUnixNano ? -1 : 1;
}

function withObserved(now: MemoryMetric[], observed: readonly MemoryMetric[]): MemoryMetric[] {
  const known = new Set(now.map(({ scope, name }) => JSON.stringify([scope, name])));
  return [...now, ...observed.filter(({ scope, name }) => !known.has(JSON.stringify([scope, name])))];
}

function funnelSteps(logs: readonly MemoryLog[], name: string): readonly string[] | undefined {
  const newest = logs.findLast(
    ({ eventName, attributes }) =>
      eventName === definition &&
      attributes["telltale.definition.kind"] === "funnel" &&
      attributes["telltale.definition.name"] === name,
  );
  return newest?.attributes["telltale.definition.steps"] as readonly string[] | undefined;
}

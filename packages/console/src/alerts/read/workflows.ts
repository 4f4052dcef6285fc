// Events of workflows, and instances that are stuck.
import { durationMs } from "catalog/duration";
import { openSinceMs } from "catalog/stuck";
import type { Fact, SourceOf } from "alerts/readings";
import type { Ask } from "./ask.ts";
import { factWindows } from "./fact-windows.ts";
import {
  type CellRow,
  cellParams,
  type Family,
  type InputOf,
  type Kind,
  type Span,
  spanParams,
  toSqlTime,
} from "./family.ts";
import {
  attributesOf,
  checked,
  type FactRow,
  familyOf,
  mostFacts,
  openSums,
  spanOf,
} from "./open-windows.ts";
import { distinct } from "./selection.ts";
import { familyReading, type RangeAsk, type SourceWindows } from "./source-reading.ts";
import type { Steps } from "./windows.ts";

type WorkflowSource = SourceOf<"workflow">;

interface WorkflowRow extends CellRow {
  readonly type: string;
  readonly stateName: string;
  readonly entries: string;
}

const usualLonger = "10m";

const weekMs = 7 * 86_400_000;

export const workflowReading = familyReading(
  ({ ask }) => workflowKind(ask),
  async (input, steps, asked) =>
    input.source.measure === "stuck"
      ? openStuck(input, steps, asked)
      : openSums(workflowKind(asked.ask), input, steps),
);

function workflowKind(ask: Ask): Kind<WorkflowSource, WorkflowRow> {
  return {
    share: ({ source: { measure, longerThan = usualLonger, state } }) =>
      JSON.stringify([measure === "stuck" ? durationMs(longerThan) : "events", state !== undefined]),
    ask: (family, span) => askWorkflows(ask, family, span),
    keyOfRow: ({ type, stateName }) => JSON.stringify([type, stateName]),
    keyOf: ({ workflow, state = "" }) => JSON.stringify([workflow, state]),
    numbersOf: (_, { entries }) => [Number(entries)],
    isAdditive: ({ measure }) => measure === "events",
    sampleOf: (_, [count = 0]) => ({ value: count, count }),
  };
}

function askWorkflows(ask: Ask, family: Family<WorkflowSource>, span: Span): Promise<readonly WorkflowRow[]> {
  const sources = family.inputs.map(({ source }) => source);
  const states = distinct(sources.map(({ state }) => state));
  const params = {
    names: [...new Set(sources.map(({ workflow }) => workflow))],
    byState: states !== undefined,
    states,
    ...cellParams(family),
    ...spanParams(span),
  };
  const { measure, longerThan = usualLonger } = sources[0]!;
  if (measure === "events") return ask<WorkflowRow>("alert-workflows", params);
  const longerMs = durationMs(longerThan);
  return ask<WorkflowRow>("alert-stuck", {
    ...params,
    since: toSqlTime(openSinceMs(span.to, longerMs)),
    longerMs,
  });
}

type WorkflowFactRow = FactRow & { id: string; stateName: string; ended: boolean | number };

async function openStuck(
  input: InputOf<WorkflowSource>,
  steps: Steps,
  { ask }: Pick<RangeAsk, "ask">,
): Promise<SourceWindows> {
  const { workflow, longerThan = usualLonger } = input.source;
  const { from, to, stepMs } = spanOf(steps);
  const end = Math.min(to, steps.within?.to ?? to);
  const asked = { ...cellParams(familyOf(input)), names: [workflow], most: mostFacts + 1 };
  // what is stuck at the beginning had its last event before
  const openSince = (since: number): Promise<readonly WorkflowFactRow[]> =>
    ask<WorkflowFactRow>("alert-workflow-open", {
      ...asked,
      since: toSqlTime(since),
      to: toSqlTime(from),
      toMs: from,
    });
  const longerMs = durationMs(longerThan);
  const all = await openSince(openSinceMs(from, longerMs));
  // of a type whose instances never end, those of the last days are looked at
  const isCut = all.length > mostFacts / 2;
  const before = isCut ? await openSince(Math.max(0, from - weekMs)) : all;
  const rows = await ask<WorkflowFactRow>("alert-workflow-facts", {
    ...asked,
    ...spanParams({ from, to: end, stepMs, most: mostFacts + 1 }),
  });
  const facts = checked([...before, ...rows], mostFacts).map((row): Fact => {
    const { at, id, stateName: state, ended } = row;
    return { at, attributes: attributesOf(row, input.groupBy), workflow, id, state, ended: Boolean(ended) };
  });
  const read = factWindows(input, facts);
  // it is not known who will be stuck after the end
  return {
    read: (start, until) => (start < end ? read(start, Math.min(until, end)) : []),
    isPartial: isCut && longerMs > weekMs,
  };
}

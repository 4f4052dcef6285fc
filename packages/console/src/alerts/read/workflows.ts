// Events of workflows, and instances that are stuck.
import { durationMs } from "catalog/duration";
import type { Source } from "alerts/readings";
import type { Ask } from "./ask.ts";
import {
  type CellRow,
  cellParams,
  type Family,
  type Kind,
  type Span,
  spanParams,
  toSqlTime,
} from "./family.ts";
import { distinct } from "./red.ts";

export type WorkflowSource = Extract<Source, { workflow: string }>;

interface WorkflowRow extends CellRow {
  readonly type: string;
  readonly stateName: string;
  readonly entries: string;
}

const usualLonger = "10m";

/** Instances without an event for longer are no longer looked at. */
const mostStuckMs = 90 * 86_400_000;

export function workflowKind(ask: Ask): Kind<WorkflowSource, WorkflowRow> {
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
  return ask<WorkflowRow>("alert-stuck", {
    ...params,
    since: toSqlTime(Math.max(0, span.to - mostStuckMs)),
    longerMs: durationMs(longerThan),
  });
}

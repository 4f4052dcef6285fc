// Figures of types of workflows: instances, durations, transitions, what is open and stuck.
import type { WorkflowTransition, WorkflowTypeSummary } from "contract";
import type { ApiContext } from "../context.ts";
import { type Definition, findDefinitions } from "../definitions/definitions.ts";
import { limitList, limitLists, listBytes } from "../limits/limit-list.ts";
import { findSendingServices, type ServicesOf } from "../records/sending-services.ts";
import { findOpenWorkflows, type OpenWorkflows } from "./workflow-open.ts";
import type { Selection } from "./workflow-selection.ts";
import { findSteps, judgeAll, sum, toTransition, type TypeSteps } from "./workflow-steps.ts";
import { toJudge } from "./workflow-transitions.ts";

/** What is known of all types of a selection. */
export interface TypeFigures {
  readonly known: OpenWorkflows;
  readonly steps: ReadonlyMap<string, TypeSteps>;
  readonly definitions: ReadonlyMap<string, Definition>;
  readonly servicesOf: ServicesOf;
}

/** Types of a list. */
const mostTypes = 200;

/** `type`: only it is needed. */
export async function findTypeFigures(
  selection: Selection,
  type: string | undefined,
  context: ApiContext,
): Promise<TypeFigures> {
  const declared = findDefinitions("workflow", type, context);
  const [steps, known, definitions, servicesOf] = await Promise.all([
    findSteps(selection.inRange, { type, mostTypes }, context),
    findOpenWorkflows(selection, type, declared, context),
    declared,
    findSendingServices("workflow", context),
  ]);
  return { known, steps, definitions: new Map(definitions.map((one) => [one.name, one])), servicesOf };
}

/** Bytes of the transitions of one type, and of all types of a list together. */
const transitionBytes = 1_000_000;

/** The types, the busiest first, at most 200, and how many there are besides. */
export function toSummaries(figures: TypeFigures): ReturnType<typeof limitList<WorkflowTypeSummary>> {
  const types = [...new Set([...figures.steps.keys(), ...figures.known.types])];
  const busiest = types
    .map((type) => ({ type, instances: countsOf(figures.steps.get(type)).instances }))
    .toSorted((a, b) => b.instances - a.instances || (a.type < b.type ? -1 : 1))
    .slice(0, mostTypes);
  const found = busiest.map(({ type }) => toSummary(type, figures));
  const { items: transitions } = limitLists(
    Object.fromEntries(found.map((one) => [one.type, one.transitions])),
    { rows: 100, bytes: transitionBytes },
  );
  return limitList(
    found.map((one) => withTransitions(one, transitions[one.type] ?? [])),
    { bytes: listBytes + transitionBytes, total: types.length },
  );
}

/** With only the first of its transitions. */
function withTransitions(
  one: WorkflowTypeSummary,
  transitions: readonly WorkflowTransition[],
): WorkflowTypeSummary {
  const more = one.transitions.length - transitions.length;
  return {
    ...one,
    transitions: [...transitions],
    truncatedTransitions: one.truncatedTransitions + more,
  };
}

export function toSummary(
  type: string,
  { known, steps, definitions, servicesOf }: TypeFigures,
): WorkflowTypeSummary {
  const definition = definitions.get(type);
  const judge = toJudge(definition);
  const own = steps.get(type);
  const found = (own?.transitions ?? []).map((row) => toTransition(row, judge));
  const transitions = limitList(found, {
    bytes: transitionBytes,
    total: found.length + Number(own?.rare?.others ?? 0),
  });
  const open = known.open.filter((group) => group.type === type);
  return {
    type,
    ...countsOf(own),
    open: sum(open, (group) => group.open),
    stuck: sum(open, (group) => group.stuck),
    ...intervalsOf(own),
    ...judgeAll(own, judge),
    states: definition?.states ?? [],
    timeoutMs: (definition?.timeoutMs ?? 0) > 0 ? definition!.timeoutMs : null,
    transitions: transitions.items,
    truncatedTransitions: transitions.truncated,
    buckets: known.bucketsOf(type),
    services: [...servicesOf(type)],
  };
}

function countsOf(
  own: TypeSteps | undefined,
): Pick<WorkflowTypeSummary, "instances" | "ended" | "p50Ms" | "p95Ms" | "reworked"> {
  const totals = [own?.over, own?.open].filter((row) => row !== undefined);
  const [p50Ms = null, , p95Ms = null] = own?.over?.quantiles ?? [];
  return {
    instances: sum(totals, ({ hops }) => Number(hops)),
    ended: Number(own?.over?.hops ?? 0),
    p50Ms,
    p95Ms,
    reworked: sum(totals, ({ marked }) => Number(marked)),
  };
}

/** Every event that is not the first of its instance ends an interval. */
function intervalsOf(own: TypeSteps | undefined): Pick<WorkflowTypeSummary, "events" | "averageIntervalMs"> {
  const events = sum(own?.transitions ?? [], ({ hops }) => Number(hops)) + Number(own?.rare?.hops ?? 0);
  const totals = [own?.over, own?.open].filter((row) => row !== undefined);
  const intervals = events - sum(totals, ({ departures }) => Number(departures));
  const spreadMs = sum(totals, ({ lostSum }) => lostSum);
  return { events, averageIntervalMs: intervals === 0 ? null : spreadMs / intervals };
}

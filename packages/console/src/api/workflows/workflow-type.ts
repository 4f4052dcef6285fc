// GET /api/workflows/{type}: the state graph of one type with counts and times, and its open instances by age.
import { groupBy } from "../../lists/group-by.ts";
import type { ParamsOf, WorkflowAge, WorkflowEnding, WorkflowState, WorkflowTypeResult } from "contract";
import { ProblemError } from "../../problem/problem.ts";
import type { ApiContext } from "../context.ts";
import { limitList, withinBytes } from "../limits/limit-list.ts";
import { toResolved } from "../time/range.ts";
import { toIso } from "../time/time.ts";
import { ageBounds, type OpenGroup } from "./workflow-open.ts";
import { readSelection } from "./workflow-selection.ts";
import { declaredPairs } from "./workflow-transitions.ts";
import { sum } from "./workflow-steps.ts";
import { findTypeFigures, toSummary, type TypeFigures } from "./workflow-types.ts";

export async function getWorkflowType(
  params: ParamsOf<"GET /api/workflows/:type">,
  context: ApiContext,
): Promise<WorkflowTypeResult> {
  const { type } = params;
  const selection = readSelection(params, context);
  const figures = await findTypeFigures(selection, type, context);
  const { known, definitions, steps } = figures;
  const definition = definitions.get(type);
  if (definition === undefined && !steps.has(type) && !known.types.includes(type))
    throw new ProblemError(
      "WORKFLOW_UNKNOWN",
      `Cannot find workflows of type \`${type}\`: none has a record in this range.`,
      "Choose a longer range, or check the type.",
    );
  const open = known.open.filter((group) => group.type === type);
  const declared = declaredPairs(definition);
  const states = limitList(toStates(type, figures, open));
  return {
    ...toResolved(selection.range),
    stepMs: known.stepMs,
    openSince: toIso(known.sinceNs),
    summary: toSummary(type, figures),
    hasTransitions: declared.length > 0,
    states: states.items,
    truncatedStates: states.truncated,
    declaredTransitions: withinBytes(declared.map(([from, to]) => ({ from, to }))),
    ends: withinBytes(toEndings(type, figures)),
    ages: toAges(open),
  };
}

/** Declared states in their order, then others by how often they were reached. */
function toStates(
  type: string,
  { steps, definitions }: TypeFigures,
  open: readonly OpenGroup[],
): WorkflowState[] {
  const own = steps.get(type);
  const declared = new Set(definitions.get(type)?.states ?? []);
  const ends = groupBy(own?.ends ?? [], ({ toState }) => toState);
  const openIn = groupBy(open, ({ state }) => state);
  const rare = (own?.rare?.rest ?? []).map(([, toState, hops]) => ({ toState, hops }));
  const entries = groupBy([...(own?.transitions ?? []), ...rare], ({ toState }) => toState);
  const left = new Map((own?.states ?? []).map((row) => [row.fromState, row]));
  return [...new Set([...declared, ...entries.keys(), ...openIn.keys(), ...ends.keys()])]
    .filter((state) => state !== "")
    .map((state) => {
      const inIt = openIn.get(state) ?? [];
      const oldest = inIt.toSorted((a, b) => b.oldestMs - a.oldestMs)[0];
      const [medianMs = null, p90Ms = null, p95Ms = null] = left.get(state)?.quantiles ?? [];
      return {
        state,
        declared: declared.has(state),
        entries: sum(entries.get(state) ?? [], ({ hops }) => Number(hops)),
        open: sum(inIt, (group) => group.open),
        stuck: sum(inIt, (group) => group.stuck),
        oldestMs: oldest?.oldestMs ?? null,
        oldestId: oldest?.oldest ?? "",
        ended: sum(ends.get(state) ?? [], ({ hops }) => Number(hops)),
        departures: Number(left.get(state)?.departures ?? 0),
        medianMs,
        p90Ms,
        p95Ms,
      };
    });
}

function toEndings(type: string, { steps }: TypeFigures): WorkflowEnding[] {
  return (steps.get(type)?.ends ?? []).map(({ fromState, toState, hops, quantiles }) => ({
    from: fromState,
    to: toState,
    count: Number(hops),
    medianMs: quantiles[0] ?? null,
  }));
}

/** From the first bound with an open instance to the last one. */
function toAges(open: readonly OpenGroup[]): WorkflowAge[] {
  const used = open.map(({ ageMs }) => ageBounds.indexOf(ageMs));
  if (used.length === 0) return [];
  const byAge = groupBy(open, ({ ageMs }) => ageMs);
  return ageBounds.slice(Math.min(...used), Math.max(...used) + 1).map((fromMs) => {
    const own = byAge.get(fromMs) ?? [];
    return {
      fromMs,
      toMs: ageBounds[ageBounds.indexOf(fromMs) + 1] ?? null,
      open: sum(own, (group) => group.open),
      stuck: sum(own, (group) => group.stuck),
    };
  });
}

// GET /api/workflows and /api/workflows/{type}/{id}: instances with records in the range, and one with all its events.
import type { BusinessEvent, ParamsOf, Workflow, WorkflowRow, WorkflowsResult } from "contract";
import { ProblemError } from "../../problem/problem.ts";
import { findEntityEvents } from "../records/entity-events.ts";
import { type ApiContext, type QueryParams, run } from "../context.ts";
import { textKey } from "../params/cursor.ts";
import { by, byTime, definePageKey } from "../params/page-key.ts";
import { type Definition, findDefinitions } from "../definitions/definitions.ts";
import { limitList } from "../limits/limit-list.ts";
import { keyBytes } from "../params/page.ts";
import { toResolved } from "../time/range.ts";
import { toIso, toSqlTime } from "../time/time.ts";
import { toJudge, toSteps } from "./workflow-transitions.ts";
import { readSelection, type Selection } from "./workflow-selection.ts";
import { findTypeFigures, toSummaries } from "./workflow-types.ts";

/** One more is asked for. */
const mostStates = 1_000;

interface KeyRow {
  readonly type: string;
  readonly id: string;
  readonly lastNs: string;
}

interface InstanceColumns extends KeyRow {
  readonly lastState: string;
  readonly ended: number | boolean;
  readonly events: string;
  /** The state after its first event; empty without one. */
  readonly firstState: string;
  readonly startNs: string;
  /** From the first event to the last. */
  readonly spreadMs: number;
}

const pageKey = definePageKey<KeyRow>({
  cursorLast: byTime(({ lastNs }) => lastNs),
  cursorId: by(textKey, ({ id }) => id),
  cursorType: by(textKey, ({ type }) => type),
});

export async function listWorkflows(
  params: ParamsOf<"GET /api/workflows">,
  context: ApiContext,
): Promise<WorkflowsResult> {
  const selection = readSelection(params, context);
  const { range, inRange } = selection;
  const limit = params.limit;
  const after = pageKey.read(params.cursor).params;
  const [keys, states, figures] = await Promise.all([
    run<KeyRow>(context, "workflow-list", {
      ...inRange,
      ...after,
      limit: limit + 1,
    }),
    findStates(inRange, context),
    findTypeFigures(selection, params.type, context),
  ]);
  const { page, nextCursor } = pageKey.page(keys, limit, keyBytes);
  const listed = limitList(states, { rows: mostStates });
  const types = toSummaries(figures);
  return {
    ...toResolved(range),
    states: listed.items.map(({ type, state, instances }) => ({ type, state, count: Number(instances) })),
    truncatedStates: listed.truncated > 0,
    stepMs: figures.known.stepMs,
    openSince: toIso(figures.known.sinceNs),
    types: types.items,
    truncatedTypes: types.truncated,
    items: await toRows(page, selection, figures.definitions, context),
    nextCursor,
  };
}

interface StateRow {
  readonly type: string;
  readonly state: string;
  readonly instances: string;
}

/** How many instances are in each state. Only where records of the range name none, all earlier ones are read. */
async function findStates(inRange: QueryParams, context: ApiContext): Promise<readonly StateRow[]> {
  const states = await run<StateRow>(context, "workflow-states", { ...inRange, inRangeOnly: true });
  if (states.every(({ state }) => state !== "")) return states;
  return run<StateRow>(context, "workflow-states", { ...inRange, withEarlier: true });
}

async function toRows(
  page: readonly KeyRow[],
  { range, untilNs }: Selection,
  definitions: ReadonlyMap<string, Definition>,
  context: ApiContext,
): Promise<WorkflowRow[]> {
  if (page.length === 0) return [];
  const rows = await run<InstanceColumns>(context, "workflow-rows", {
    to: toSqlTime(range.toNs),
    types: [...new Set(page.map((row) => row.type))],
    ids: page.map((row) => row.id),
  });
  const byKey = new Map(rows.map((row) => [JSON.stringify([row.type, row.id]), row]));
  const judges = new Map(page.map(({ type }) => [type, toJudge(definitions.get(type))]));
  return page.flatMap(({ type, id }) => {
    const row = byKey.get(JSON.stringify([type, id]));
    if (row === undefined) return [];
    const ended = Boolean(row.ended);
    return [
      {
        type,
        id,
        state: row.lastState,
        ended,
        eventCount: Number(row.events),
        ...timesOf(row, Number(row.events), row.spreadMs),
        stuck: isStuck(ended, row.lastNs, definitions.get(type)?.timeoutMs, Number(untilNs / 1_000_000n)),
        beganBefore: Number(row.events) > 0 && judges.get(type)?.("", row.firstState) === "beganBefore",
      },
    ];
  });
}

export async function getWorkflow(
  { type, id }: ParamsOf<"GET /api/workflows/:type/:id">,
  context: ApiContext,
): Promise<Workflow> {
  const [{ events, hasMore }, [definition]] = await Promise.all([
    findEntityEvents("workflow", type, id, context),
    findDefinitions("workflow", type, context),
  ]);
  if (events.length > 0) return { ...toWorkflow(events, definition, context), truncated: hasMore };
  throw new ProblemError(
    "WORKFLOW_UNKNOWN",
    `Cannot find the workflow \`${id}\` of type \`${type}\`: no record of it is stored.`,
    "Check type, id and the retention.",
  );
}

/** One instance out of its records, oldest first. An event after the end reopens it. */
function toWorkflow(
  events: readonly BusinessEvent[],
  definition: Definition | undefined,
  context: ApiContext,
): Omit<Workflow, "truncated"> {
  const steps = toSteps(events, toJudge(definition));
  const ended = events.at(-1)?.phase === "ended";
  const startNs = events[0]?.timeNs ?? "0";
  const lastNs = events.at(-1)?.timeNs ?? "0";
  const spreadMs = steps.reduce((sum, { sinceMs }) => sum + (sinceMs ?? 0), 0);
  return {
    type: events[0]?.name ?? "",
    id: events[0]?.entityId ?? "",
    state: events.findLast((event) => event.state !== "")?.state ?? "",
    ended,
    eventCount: steps.length,
    ...timesOf({ startNs, lastNs }, steps.length, spreadMs),
    stuck: isStuck(ended, lastNs, definition?.timeoutMs, context.nowMs()),
    beganBefore: steps[0]?.beganBefore === true,
    steps,
    events,
  };
}

function timesOf(
  { startNs, lastNs }: { readonly startNs: string; readonly lastNs: string },
  events: number,
  spreadMs: number,
): Pick<WorkflowRow, "startNs" | "lastNs" | "durationMs" | "averageIntervalMs"> {
  return {
    startNs,
    lastNs,
    durationMs: Number(BigInt(lastNs) - BigInt(startNs)) / 1e6,
    averageIntervalMs: events < 2 ? null : spreadMs / (events - 1),
  };
}

function isStuck(
  ended: boolean,
  lastNs: string,
  timeoutMs: number | undefined = 0,
  untilMs: number,
): boolean {
  return !ended && timeoutMs > 0 && Number(BigInt(lastNs) / 1_000_000n) + timeoutMs < untilMs;
}

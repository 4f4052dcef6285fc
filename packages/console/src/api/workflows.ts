// GET /api/workflows and /api/workflows/{type}/{id}: instances that were heard of in the range, and one with all its events.
import type { BusinessEvent, Workflow, WorkflowRow, WorkflowsResult } from "contract";
import { z } from "zod";
import { ProblemError } from "../http/problem.ts";
import { type BusinessColumns, toBusinessEvent } from "./business-event.ts";
import type { ApiContext, RawParams } from "./context.ts";
import { run } from "./context.ts";
import { nsKey, readCursor, toCursor } from "./cursor.ts";
import {
  defaultLimit,
  pageFields,
  rangeFields,
  readParams,
  readRange,
  requiredText,
  text,
} from "./params.ts";
import { toRangeParams, toResolved } from "./range.ts";
import { endOfTime, toSqlTime } from "./time.ts";

const fields = { ...rangeFields, ...pageFields, type: text } as const;
const idKey = z.string().max(4096);
const maxEvents = 2_000;

interface KeyRow {
  readonly type: string;
  readonly id: string;
  readonly lastNs: string;
}

interface InstanceColumns extends KeyRow {
  readonly lastState: string;
  readonly ended: number | boolean;
  readonly events: string;
  readonly startNs: string;
}

export async function listWorkflows(raw: RawParams, context: ApiContext): Promise<WorkflowsResult> {
  const params = readParams(fields, raw);
  const range = readRange(params, context);
  const limit = params.limit ?? defaultLimit;
  const key = readCursor(params.cursor, z.tuple([nsKey, idKey, idKey]));
  const shared = { ...toRangeParams(range), type: params.type ?? "", environment: params.environment ?? "" };
  const [keys, states] = await Promise.all([
    run<KeyRow>(context, "workflow-list", {
      ...shared,
      cursorLast: key === undefined ? endOfTime : toSqlTime(BigInt(key[0])),
      cursorId: key?.[1] ?? "",
      cursorType: key?.[2] ?? "",
      limit: limit + 1,
    }),
    run<{ type: string; state: string; instances: string }>(context, "workflow-states", shared),
  ]);
  const page = keys.slice(0, limit);
  const last = page.at(-1);
  return {
    ...toResolved(range),
    states: states.map(({ type, state, instances }) => ({ type, state, count: Number(instances) })),
    items: await toRows(page, shared.to, context),
    nextCursor:
      keys.length > limit && last !== undefined ? toCursor([last.lastNs, last.id, last.type]) : null,
  };
}

async function toRows(page: readonly KeyRow[], to: string, context: ApiContext): Promise<WorkflowRow[]> {
  if (page.length === 0) return [];
  const rows = await run<InstanceColumns>(context, "workflow-rows", {
    to,
    types: [...new Set(page.map((row) => row.type))],
    ids: page.map((row) => row.id),
  });
  const byKey = new Map(rows.map((row) => [JSON.stringify([row.type, row.id]), row]));
  return page.flatMap(({ type, id }) => {
    const row = byKey.get(JSON.stringify([type, id]));
    if (row === undefined) return [];
    const { startNs, lastNs } = row;
    return [
      {
        type,
        id,
        state: row.lastState,
        ended: Boolean(row.ended),
        eventCount: Number(row.events),
        startNs,
        lastNs,
      },
    ];
  });
}

export async function getWorkflow(raw: RawParams, context: ApiContext): Promise<Workflow> {
  const { type, id } = readParams({ type: requiredText, id: requiredText }, raw);
  const rows = await run<BusinessColumns>(context, "entity-events", {
    kind: "workflow",
    name: type,
    id,
    limit: maxEvents,
  });
  if (rows.length > 0) return toWorkflow(rows.map(toBusinessEvent));
  throw new ProblemError(
    404,
    "WORKFLOW_UNKNOWN",
    `Cannot find the workflow \`${id}\` of type \`${type}\`: no record of it is stored.`,
    "Check type, id and the retention.",
  );
}

/** One instance out of its records, oldest first. */
function toWorkflow(events: readonly BusinessEvent[]): Workflow {
  return {
    type: events[0]?.name ?? "",
    id: events[0]?.entityId ?? "",
    state: events.findLast((event) => event.state !== "")?.state ?? "",
    ended: events.some((event) => event.phase === "ended"),
    eventCount: events.filter((event) => event.phase === "event").length,
    startNs: events[0]?.timeNs ?? "0",
    lastNs: events.at(-1)?.timeNs ?? "0",
    events,
  };
}

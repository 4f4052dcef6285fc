// GET /api/workflow-instances: instances of one type by state, status or transition, a page at a time.
import type { ParamsOf, WorkflowInstance, WorkflowInstancesResult } from "contract";
import { type ApiContext, type QueryParams, run } from "../context.ts";
import { type Definition, findDefinitions } from "../definitions/definitions.ts";
import { textKey, wholeKey } from "../params/cursor.ts";
import { keyBytes } from "../params/page.ts";
import { by, definePageKey } from "../params/page-key.ts";
import { toResolved } from "../time/range.ts";
import { toIso } from "../time/time.ts";
import { askKnown, type KnownSelection, readSelection } from "./workflow-selection.ts";
import { toAllowed, toJudge } from "./workflow-transitions.ts";

type Params = ParamsOf<"GET /api/workflow-instances">;

interface KeyRow {
  readonly id: string;
  readonly sortKey: string;
}

interface InstanceRow {
  readonly id: string;
  readonly lastState: string;
  readonly isOver: number | boolean;
  readonly events: string;
  /** Whether `events` are only the newest. */
  readonly hasMore: number | boolean;
  readonly firstState: string;
  readonly startNs: string;
  readonly lastNs: string;
  readonly spreadMs: number;
  readonly person: string;
  /** In no order; `marked`: a process knew it to be illegal. */
  readonly transitions: readonly (readonly [from: string, to: string, marked: number])[];
  readonly returns: string;
}

const pageKey = definePageKey<KeyRow>({
  cursorRank: by(wholeKey, ({ sortKey }) => sortKey),
  cursorId: by(textKey, ({ id }) => id),
});

export async function listWorkflowInstances(
  params: Params,
  context: ApiContext,
): Promise<WorkflowInstancesResult> {
  const selection = readSelection(params, context);
  const [definition] = await findDefinitions("workflow", params.type, context);
  const after = pageKey.read(params.cursor).params;
  const wanted = { ...toConditions(params, definition), ...after, limit: params.limit + 1 };
  const { result, sinceNs } = await askKnown(selection, definition?.timeoutMs, async (known) => {
    const keys = await run<KeyRow>(context, "workflow-instance-keys", { ...known.params, ...wanted });
    const { page, nextCursor } = pageKey.page(keys, params.limit, keyBytes);
    return { nextCursor, page, rows: await findRows(page, known, context) };
  });
  const { page, nextCursor, rows } = result;
  const byId = new Map(rows.map((row) => [row.id, row]));
  const untilMs = Number(selection.untilNs / 1_000_000n);
  return {
    ...toResolved(selection.range),
    openSince: toIso(sinceNs),
    items: page.flatMap(({ id }) => {
      const row = byId.get(id);
      return row === undefined ? [] : [toInstance(row, params.type, definition, untilMs)];
    }),
    nextCursor,
  };
}

/** Conditions on instances, as parameters of the query. */
function toConditions(params: Params, definition: Definition | undefined): QueryParams {
  const { state, transitionTo, search, sort } = params;
  return {
    sort,
    state,
    search,
    ...toStatus(params.status, definition),
    ...(transitionTo === undefined ? {} : { transitionTo, transitionFrom: params.transitionFrom ?? "" }),
  };
}

function toStatus(status: Params["status"], definition: Definition | undefined): QueryParams {
  if (status === "open") return { ended: false };
  if (status === "ended") return { ended: true };
  if (status === "stuck") return { ended: false, stuck: true, timeoutMs: definition?.timeoutMs ?? 0 };
  if (status === "returned") return { returned: true };
  if (status === undefined) return {};
  const allowed = toAllowed(definition);
  if (allowed === undefined) return { marked: true };
  return {
    anyOrigin: allowed.anyOrigin,
    legalFrom: allowed.pairs.map(([from]) => from),
    legalTo: allowed.pairs.map(([, to]) => to),
  };
}

async function findRows(
  page: readonly KeyRow[],
  { params }: KnownSelection,
  context: ApiContext,
): Promise<InstanceRow[]> {
  if (page.length === 0) return [];
  return run<InstanceRow>(context, "workflow-instances", { ...params, ids: page.map(({ id }) => id) });
}

function toInstance(
  row: InstanceRow,
  type: string,
  definition: Definition | undefined,
  untilMs: number,
): WorkflowInstance {
  const judge = toJudge(definition);
  const ended = Boolean(row.isOver);
  const eventCount = Number(row.events);
  const timeoutMs = definition?.timeoutMs ?? 0;
  const lastMs = Number(BigInt(row.lastNs)) / 1e6;
  return {
    type,
    id: row.id,
    state: row.lastState,
    ended,
    eventCount,
    hasMoreEvents: Boolean(row.hasMore),
    startNs: row.startNs,
    lastNs: row.lastNs,
    durationMs: Number(BigInt(row.lastNs) - BigInt(row.startNs)) / 1e6,
    averageIntervalMs: eventCount < 2 ? null : row.spreadMs / (eventCount - 1),
    stuck: !ended && timeoutMs > 0 && lastMs + timeoutMs < untilMs,
    beganBefore: eventCount > 0 && judge("", row.firstState) === "beganBefore",
    user: row.person,
    illegal: row.transitions.filter(([from, to, marked]) => marked === 1 || judge(from, to) === "illegal")
      .length,
    returns: Number(row.returns),
  };
}

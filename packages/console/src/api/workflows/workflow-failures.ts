// GET /api/workflow-failures: failed calls of event handlers, from their spans and the spans of the events that they handle.
import type { ParamsOf, WorkflowFailure, WorkflowFailuresResult } from "contract";
import { type ApiContext, run } from "../context.ts";
import { limitList } from "../limits/limit-list.ts";
import { readRange } from "../params/params.ts";
import { toRangeParams, toResolved } from "../time/range.ts";

interface FailureRow {
  readonly event: string;
  readonly state: string;
  readonly handler: string;
  readonly errorType: string;
  readonly message: string;
  readonly calls: string;
  readonly instances: string;
  /** Of all failures. */
  readonly total: string;
  readonly firstNs: string;
  readonly lastNs: string;
  readonly latestId: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly service: string;
}

export async function listWorkflowFailures(
  params: ParamsOf<"GET /api/workflow-failures">,
  context: ApiContext,
): Promise<WorkflowFailuresResult> {
  const range = readRange(params, context);
  const { environment, service, type, id } = params;
  const query = { ...toRangeParams(range), environment, service };
  const rows = await run<FailureRow>(context, "workflow-failures", {
    ...query,
    typePair: `telltale.workflow.type=${type}`,
    idPair: id === undefined ? undefined : `telltale.workflow.id=${id}`,
  });
  const { items, truncated } = limitList(rows, { total: Number(rows[0]?.total ?? 0) });
  const spanIds = items.map(({ spanId }) => spanId);
  const groups =
    spanIds.length === 0
      ? []
      : await run<{ spanId: string; fingerprint: string }>(context, "workflow-error-groups", {
          ...toRangeParams(range),
          spanIds,
        });
  const groupOf = new Map(groups.map(({ spanId, fingerprint }) => [spanId, fingerprint]));
  return {
    ...toResolved(range),
    failures: items.map((row) => toFailure(row, groupOf.get(row.spanId))),
    truncated,
  };
}

function toFailure(row: FailureRow, fingerprint = ""): WorkflowFailure {
  const { calls, instances, latestId, total: _, ...rest } = row;
  return { ...rest, count: Number(calls), instances: Number(instances), id: latestId, fingerprint };
}

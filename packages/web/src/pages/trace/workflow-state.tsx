// The state of a workflow after a trace, with a mark where its definition does not explain how it came there. The trace holds only some of its
// records: the console judges all that it keeps of the instance.
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { Status } from "../../ui/status.tsx";
import { judgeWorkflow, type TraceWorkflow, type WorkflowVerdict } from "./business.ts";

export function WorkflowState({ workflow }: { readonly workflow: TraceWorkflow }): JSX.Element {
  const { type, id, state } = workflow;
  const { data, isPlaceholderData } = useApi(
    "/api/workflows/:type/:id",
    { params: { type, id } },
    { refresh: "still" },
  );
  const verdict = data === undefined || isPlaceholderData ? undefined : judgeWorkflow(workflow, data);
  return (
    <div>
      <span className="k">workflow {type}</span>
      <b>{state || "started"}</b> <span className="dim">{id}</span>
      {verdict !== undefined && (
        <>
          {" "}
          <VerdictMark verdict={verdict} />
        </>
      )}
    </div>
  );
}

function VerdictMark({ verdict }: { readonly verdict: WorkflowVerdict }): JSX.Element {
  const { kind, to } = verdict;
  if (kind === "beganBefore") {
    return (
      <span title={`The first stored event leads to "${to}", which is not the workflow's first state`}>
        <Status kind="info">began before this range</Status>
      </span>
    );
  }
  const way = verdict.from === "" ? `starting in "${to}"` : `"${verdict.from}" to "${to}"`;
  return (
    <span title={`The definition does not allow ${way}`}>
      <Status kind="error">illegal</Status>
    </span>
  );
}

// The state of a workflow after a trace, and a mark when its definition does not explain that state. The trace has only some of the
// workflow's records, so the mark comes from all that the console stores of it.
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { Status } from "../../ui/status.tsx";
import css from "./business-bar.module.css";
import { BusinessFact } from "./business-fact.tsx";
import { judgeWorkflow, type TraceWorkflow, type WorkflowVerdict } from "./business.ts";
import { ui } from "../../ui/styles.ts";

export function WorkflowState({ workflow }: { readonly workflow: TraceWorkflow }): JSX.Element {
  const { type, id, state } = workflow;
  const { data, isPlaceholderData } = useApi(
    "/api/workflows/:type/:id",
    { params: { type, id } },
    { refresh: "still", part: "the state of the workflow" },
  );
  const verdict = data === undefined || isPlaceholderData ? undefined : judgeWorkflow(workflow, data);
  return (
    <BusinessFact label={<>workflow {type}</>}>
      <b>{state || "started"}</b> <span className={ui.text["dim"]}>{id}</span>
      {verdict !== undefined && (
        <>
          {" "}
          <VerdictMark verdict={verdict} />
        </>
      )}
    </BusinessFact>
  );
}

function VerdictMark({ verdict }: { readonly verdict: WorkflowVerdict }): JSX.Element {
  const { kind, to } = verdict;
  if (kind === "beganBefore") {
    return (
      <span
        className={css["status"]}
        title={`The first stored event leads to "${to}", which is not the workflow's first state`}
      >
        <Status kind="info">began before this range</Status>
      </span>
    );
  }
  const transition = verdict.from === "" ? `starting in "${to}"` : `"${verdict.from}" to "${to}"`;
  return (
    <span className={css["status"]} title={`The definition does not allow ${transition}`}>
      <Status kind="error">illegal</Status>
    </span>
  );
}

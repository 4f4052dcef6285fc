// The selected transition: how often, after how long, whether it is allowed, what a return costs, and examples.
import type { WorkflowTransition } from "contract";
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import { Examples } from "./examples.tsx";
import { Panel } from "./panel.tsx";
import css from "./panel.module.css";
import { transitionKey, transitionName } from "./transition-key.ts";
import type { PartProps } from "./part-props.ts";

export function TransitionPanel({
  result,
  transition,
  onSearch,
}: Pick<PartProps, "result" | "onSearch"> & { readonly transition: WorkflowTransition }): JSX.Element {
  const { from, to, count, instances, medianMs, p90Ms, p95Ms, returns, lostMs, lostMedianMs } = transition;
  return (
    <Panel
      label="Selected transition"
      kind="transition"
      title={transitionName(transition)}
      onClose={() => onSearch({ step: undefined })}
      facts={[
        { label: "count", value: formatCount(count), title: String(count) },
        { label: "instances", value: formatCount(instances), title: String(instances) },
        { label: "median", value: formatDuration(medianMs), title: `time in ${from} before it` },
        { label: "p90", value: formatDuration(p90Ms) },
        { label: "p95", value: formatDuration(p95Ms) },
      ]}
    >
      <Verdict result={result} transition={transition} />
      {returns > 0 && (
        <dl className={css["facts"]} aria-label="Rework">
          <div>
            <dt>returns to {to}</dt>
            <dd>{formatCount(returns)}</dd>
          </div>
          <div>
            <dt>median lost</dt>
            <dd title={`time since ${to} was last reached`}>{formatDuration(lostMedianMs)}</dd>
          </div>
          <div>
            <dt>lost in all</dt>
            <dd>{formatDuration(lostMs)}</dd>
          </div>
        </dl>
      )}
      <Examples
        title="Latest instances"
        query={{ type: result.summary.type, transitionFrom: from, transitionTo: to, sort: "latest" }}
        onAll={() => onSearch({ via: transitionKey(transition), in: undefined, only: undefined })}
      />
    </Panel>
  );
}

function Verdict({
  result: { summary, declaredTransitions },
  transition: { from, illegal, beganBefore, count },
}: Pick<PartProps, "result"> & { readonly transition: WorkflowTransition }): JSX.Element {
  const allowed = declaredTransitions.filter((one) => one.from === from).map(({ to }) => to);
  const next =
    allowed.length === 0 ? "the definition allows no transition from it" : `allowed: ${allowed.join(", ")}`;
  if (illegal > 0)
    return (
      <p>
        <Status kind="error">{illegal === count ? "illegal" : `${formatCount(illegal)} illegal`}</Status>{" "}
        {from !== "" && <span className={ui.text["dim"]}>{`after ${from}, ${next}`}</span>}
      </p>
    );
  if (beganBefore > 0)
    return (
      <p>
        <Status kind="info">began before</Status>{" "}
        <span className={ui.text["dim"]}>the events before it are not stored</span>
      </p>
    );
  return (
    <p className={ui.text["dim"]}>
      {summary.states.length === 0 ? "no definition" : "allowed by the definition"}
    </p>
  );
}

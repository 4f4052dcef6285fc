// The selected state: instances in it now, the time in it, where they came from and went to.
import type { WorkflowState, WorkflowTransition } from "contract";
import type { JSX, ReactNode } from "react";

import { formatCount } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { ui } from "../../ui/styles.ts";
import { Examples } from "./examples.tsx";
import { Panel } from "./panel.tsx";
import css from "./panel.module.css";
import { stuckCount } from "./late-type.ts";
import { transitionKey } from "./transition-key.ts";
import type { PartProps } from "./part-props.ts";

export function StatePanel({
  result,
  state: { state, declared, open, stuck, ended, oldestMs, medianMs, p90Ms, p95Ms, departures },
  onSearch,
}: Pick<PartProps, "result" | "onSearch"> & { readonly state: WorkflowState }): JSX.Element {
  const { transitions, states } = result.summary;
  const kind = declared ? `state ${states.indexOf(state) + 1} of ${states.length}` : "state, not declared";
  return (
    <Panel
      label="Selected state"
      kind={states.length === 0 ? "state" : kind}
      title={state}
      onClose={() => onSearch({ state: undefined })}
      facts={[
        { label: "now", value: formatCount(open), title: "open instances in it" },
        { label: "stuck", value: stuckCount(stuck, result.late) },
        { label: "oldest", value: formatDuration(oldestMs), title: "longest time without an event" },
        { label: "ended", value: formatCount(ended), title: "instances that ended in it" },
        { label: "median time in it", value: formatDuration(medianMs), title: `left ${departures} times` },
        { label: "p90", value: formatDuration(p90Ms) },
        { label: "p95", value: formatDuration(p95Ms) },
      ]}
    >
      <Edges
        title="Came from"
        rows={transitions.filter((one) => one.to === state)}
        nameOf={({ from }) => (from === "" ? "start" : from)}
        onSearch={onSearch}
      />
      <Edges
        title="Went to"
        rows={transitions.filter((one) => one.from === state)}
        nameOf={({ to }) => to}
        onSearch={onSearch}
      />
      <Examples
        title={stuck > 0 ? "Oldest stuck" : open > 0 ? "Oldest in it" : "Latest that ended in it"}
        query={{
          type: result.summary.type,
          state,
          status: stuck > 0 ? "stuck" : open > 0 ? "open" : "ended",
          sort: open > 0 ? "oldest" : "latest",
        }}
        onAll={() => onSearch({ in: state, via: undefined, only: stuck > 0 ? "stuck" : undefined })}
      />
    </Panel>
  );
}

interface EdgesProps extends Pick<PartProps, "onSearch"> {
  readonly title: string;
  readonly rows: readonly WorkflowTransition[];
  readonly nameOf: (transition: WorkflowTransition) => string;
}

function Edges({ title, rows, nameOf, onSearch }: EdgesProps): ReactNode {
  return (
    <List
      label={title}
      className={css["edges"]}
      columns={edgeColumns(title, nameOf, onSearch)}
      rows={rows}
      keyOf={transitionKey}
      empty={
        <p className={css["heading"]}>
          {title} <span className={ui.text["dim"]}>none</span>
        </p>
      }
    />
  );
}

const edgeColumns = (
  title: string,
  nameOf: EdgesProps["nameOf"],
  onSearch: EdgesProps["onSearch"],
): readonly Column<WorkflowTransition>[] => [
  {
    label: title,
    hasLink: true,
    cell: (transition) => (
      <>
        <button
          type="button"
          className={ui.table["rowLink"]}
          onClick={() => onSearch({ step: transitionKey(transition), state: undefined })}
        >
          {nameOf(transition)}
        </button>{" "}
        {transition.illegal > 0 && <span className={ui.text["bad"]}>illegal</span>}
      </>
    ),
    csv: { [title]: nameOf, Illegal: ({ illegal }) => illegal },
  },
  { label: "Count", isFigure: true, cell: ({ count }) => formatCount(count), csv: ({ count }) => count },
  {
    label: "Median",
    isFigure: true,
    cell: ({ medianMs }) => formatDuration(medianMs),
    csv: { "Median (ms)": ({ medianMs }) => medianMs },
  },
];

// The selected state: instances in it now, the time in it, where they came from and went to.
import { Table } from "@mantine/core";
import type { WorkflowState, WorkflowTransition, WorkflowTypeResult } from "contract";
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { classes } from "../../ui/classes.ts";
import { ui } from "../../ui/styles.ts";
import { Examples } from "./examples.tsx";
import { Panel } from "./panel.tsx";
import css from "./panel.module.css";
import { transitionKey } from "./search.ts";
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
        { label: "stuck", value: formatCount(stuck) },
        { label: "oldest", value: formatDuration(oldestMs), title: "longest time without an event" },
        { label: "ended", value: formatCount(ended), title: "instances that ended in it" },
        { label: "median time in it", value: formatDuration(medianMs), title: `left ${departures} times` },
        { label: "p90", value: formatDuration(p90Ms) },
        { label: "p95", value: formatDuration(p95Ms) },
      ]}
    >
      <Table className={classes(ui.table["table"], css["edges"])}>
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
      </Table>
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

function Edges({
  title,
  rows,
  nameOf,
  onSearch,
}: {
  readonly title: string;
  readonly rows: WorkflowTypeResult["summary"]["transitions"];
  readonly nameOf: (transition: WorkflowTransition) => string;
  readonly onSearch: PartProps["onSearch"];
}): JSX.Element {
  return (
    <>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{title}</Table.Th>
          <Table.Th className={ui.table["num"]}>Count</Table.Th>
          <Table.Th className={ui.table["num"]}>Median</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.length === 0 && (
          <Table.Tr>
            <Table.Td colSpan={3} className={ui.text["dim"]}>
              none
            </Table.Td>
          </Table.Tr>
        )}
        {rows.map((transition) => (
          <Table.Tr key={transitionKey(transition)}>
            <Table.Td>
              <button
                type="button"
                className={ui.table["rowLink"]}
                onClick={() => onSearch({ step: transitionKey(transition), state: undefined })}
              >
                {nameOf(transition)}
              </button>{" "}
              {transition.illegal > 0 && <span className={ui.text["bad"]}>illegal</span>}
            </Table.Td>
            <Table.Td className={ui.table["num"]}>{formatCount(transition.count)}</Table.Td>
            <Table.Td className={ui.table["num"]}>{formatDuration(transition.medianMs)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </>
  );
}

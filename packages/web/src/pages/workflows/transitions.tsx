// The transitions as a table: the same as the graph, in words and figures. Also those that are declared and never happened.
import { Table } from "@mantine/core";
import type { WorkflowTransition, WorkflowTypeResult } from "contract";
import type { JSX } from "react";

import { formatCount, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { none } from "../../lib/locale.ts";
import { AndMore } from "../../ui/and-more.tsx";
import { classes } from "../../ui/classes.ts";
import { Segments } from "../../ui/segments.tsx";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import { kindOf } from "./graph-model.ts";
import { areAllListed, neverHappened } from "./never-happened.ts";
import { transitionKey, type TransitionKind, transitionName } from "./search.ts";
import css from "./transitions.module.css";
import type { PartProps } from "./part-props.ts";

export function Transitions({ result, search, onSearch }: PartProps): JSX.Element {
  const rows = rowsOf(result, search.show);
  const choices = countKinds(result);
  return (
    <section className={ui.section["section"]} aria-label="Transitions">
      <header>
        <h2>Transitions</h2>
        <span className={ui.text["dim"]}>time: in the state before</span>
        <div className={ui.section["end"]}>
          <Segments
            label="Transitions"
            value={search.show}
            choices={choices}
            onChange={(show) => onSearch({ show }, true)}
          />
        </div>
      </header>
      {rows.length === 0 ? (
        <p className={classes(ui.text["dim"], css["none"])}>{nothingIn(result, search.show ?? "all")}</p>
      ) : (
        <div className={ui.screen["scrollX"]}>
          <Table className={ui.table["table"]} aria-label="Transitions">
            <Head />
            <Table.Tbody>
              {rows.map((row) => (
                <Row
                  key={transitionKey(row)}
                  row={row}
                  selected={search.step === transitionKey(row)}
                  onSearch={onSearch}
                />
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      <AndMore
        truncated={result.summary.truncatedTransitions}
        things="transitions"
        by="events"
        fix="Choose an environment or a service, or a shorter time range."
      />
    </section>
  );
}

const nothing = {
  all: "No transition in this range.",
  rework: "No instance returned to an earlier state.",
  illegal: "No transition was illegal.",
  never: "Every declared transition happened.",
} as const;

/** Of what is not listed it says nothing. */
function nothingIn(result: WorkflowTypeResult, show: keyof typeof nothing): string {
  if (areAllListed(result)) return nothing[show];
  return show === "never"
    ? "Unknown: not all transitions of this range are listed."
    : "None among the listed transitions.";
}

function rowsOf(result: WorkflowTypeResult, show: TransitionKind | undefined): WorkflowTransition[] {
  const { transitions } = result.summary;
  if (show === "rework")
    return transitions.filter(({ returns }) => returns > 0).toSorted((a, b) => b.lostMs - a.lostMs);
  if (show === "illegal")
    return transitions.filter(({ illegal }) => illegal > 0).toSorted((a, b) => b.illegal - a.illegal);
  const never = neverHappened(result).map(withoutFigures);
  return show === "never" ? never : [...transitions, ...never];
}

function withoutFigures({ from, to }: { readonly from: string; readonly to: string }): WorkflowTransition {
  const times = { medianMs: null, p90Ms: null, p95Ms: null, lostMedianMs: null };
  return { from, to, count: 0, instances: 0, illegal: 0, beganBefore: 0, returns: 0, lostMs: 0, ...times };
}

function countKinds(result: WorkflowTypeResult): readonly (readonly [TransitionKind | undefined, string])[] {
  const word = (kind: TransitionKind): string => {
    const count = rowsOf(result, kind).length;
    return count === 0 ? kind : `${kind} ${count}`;
  };
  return [
    [undefined, "all"],
    ["rework", word("rework")],
    ["illegal", word("illegal")],
    ["never", word("never")],
  ];
}

function Head(): JSX.Element {
  const num = ui.table["num"];
  return (
    <Table.Thead>
      <Table.Tr>
        <Table.Th>Transition</Table.Th>
        <Table.Th>Verdict</Table.Th>
        <Table.Th className={num}>Count</Table.Th>
        <Table.Th className={classes(num, ui.screen["hidePhone"])}>Instances</Table.Th>
        <Table.Th className={num}>Median</Table.Th>
        <Table.Th className={classes(num, ui.screen["hidePhone"])}>p90</Table.Th>
        <Table.Th className={classes(num, ui.screen["hidePhone"])}>p95</Table.Th>
        <Table.Th className={num}>Returns</Table.Th>
        <Table.Th className={classes(num, ui.screen["hideNarrow"])}>Median lost</Table.Th>
        <Table.Th className={classes(num, ui.screen["hideNarrow"])}>Time lost</Table.Th>
      </Table.Tr>
    </Table.Thead>
  );
}

function Row({
  row,
  selected,
  onSearch,
}: {
  readonly row: WorkflowTransition;
  readonly selected: boolean;
  readonly onSearch: PartProps["onSearch"];
}): JSX.Element {
  const num = ui.table["num"];
  const name = transitionName(row);
  return (
    <Table.Tr aria-selected={selected} className={row.count === 0 ? css["never"] : undefined}>
      <Table.Td>
        {row.count === 0 ? (
          name
        ) : (
          <button
            type="button"
            className={ui.table["rowLink"]}
            onClick={() => onSearch({ step: selected ? undefined : transitionKey(row), state: undefined })}
          >
            {name}
          </button>
        )}
      </Table.Td>
      <Table.Td>
        <Verdict row={row} />
      </Table.Td>
      <Table.Td className={num}>{formatCount(row.count)}</Table.Td>
      <Table.Td className={classes(num, ui.screen["hidePhone"])}>{formatCount(row.instances)}</Table.Td>
      <Table.Td className={num}>{formatDuration(row.medianMs)}</Table.Td>
      <Table.Td className={classes(num, ui.screen["hidePhone"])}>{formatDuration(row.p90Ms)}</Table.Td>
      <Table.Td className={classes(num, ui.screen["hidePhone"])}>{formatDuration(row.p95Ms)}</Table.Td>
      <Table.Td
        className={num}
        title={row.returns > 0 ? `${formatShare(row.returns / row.count)} of them` : undefined}
      >
        {row.returns === 0 ? none : formatCount(row.returns)}
      </Table.Td>
      <Table.Td className={classes(num, ui.screen["hideNarrow"])}>
        {formatDuration(row.lostMedianMs)}
      </Table.Td>
      <Table.Td className={classes(num, ui.screen["hideNarrow"])}>
        {row.returns === 0 ? none : formatDuration(row.lostMs)}
      </Table.Td>
    </Table.Tr>
  );
}

function Verdict({ row }: { readonly row: WorkflowTransition }): JSX.Element {
  if (row.count === 0) return <Status kind="off">never</Status>;
  const kind = kindOf(row);
  if (kind === "illegal")
    return <Status kind="error">{row.illegal === row.count ? "illegal" : `${row.illegal} illegal`}</Status>;
  if (kind === "unknown") return <Status kind="info">began before</Status>;
  return <Status kind="ok">allowed</Status>;
}

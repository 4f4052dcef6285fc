// The transitions as a table: the same as the graph, in words and figures. Also those that are declared and never happened.
import { shareOf } from "catalog/measures";
import type { WorkflowTransition, WorkflowTypeResult } from "contract";
import type { JSX } from "react";

import { formatMeasure } from "../../lib/format-measure.ts";
import { formatCount } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { none } from "../../lib/locale.ts";
import { AndMore } from "../../ui/and-more.tsx";
import { classes } from "../../ui/classes.ts";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { measureColumn } from "../../ui/list/measure-column.ts";
import { Segments } from "../../ui/segments.tsx";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import { kindOf } from "./graph-model.ts";
import { areAllListed, neverHappened } from "./never-happened.ts";
import { type TransitionKind } from "./search.ts";
import { transitionKey, transitionName } from "./transition-key.ts";
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
      <List
        label="Transitions"
        truncated={result.summary.truncatedTransitions}
        columns={columnsOf(search.step, onSearch)}
        rows={rows}
        keyOf={transitionKey}
        empty={
          <p className={classes(ui.text["dim"], css["none"])}>{nothingIn(result, search.show ?? "all")}</p>
        }
        isCurrent={(row) => search.step === transitionKey(row)}
        rowClass={({ count }) => (count === 0 ? css["never"] : undefined)}
      />
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

const figureColumns: readonly Column<WorkflowTransition>[] = [
  {
    label: "Verdict",
    cell: (row) => <Verdict row={row} />,
    csv: { Illegal: ({ illegal }) => illegal },
  },
  measureColumn("transitions", ({ count }) => count),
  measureColumn("instances", ({ instances }) => instances, { hide: "phone" }),
  measureColumn("timeInState.p50", ({ medianMs }) => medianMs),
  measureColumn("timeInState.p90", ({ p90Ms }) => p90Ms, { hide: "phone" }),
  measureColumn("timeInState.p95", ({ p95Ms }) => p95Ms, { hide: "phone" }),
  {
    label: "Returns",
    isFigure: true,
    title: ({ returns, count }) =>
      returns > 0 ? `${formatMeasure("returnShare", shareOf(returns, count))} of them` : undefined,
    cell: ({ returns }) => (returns === 0 ? none : formatCount(returns)),
    csv: ({ returns }) => returns,
  },
  {
    label: "Median lost",
    isFigure: true,
    hide: "narrow",
    cell: ({ lostMedianMs }) => formatDuration(lostMedianMs),
    csv: { "Median lost (ms)": ({ lostMedianMs }) => lostMedianMs },
  },
  {
    label: "Time lost",
    isFigure: true,
    hide: "narrow",
    cell: ({ returns, lostMs }) => (returns === 0 ? none : formatDuration(lostMs)),
    csv: { "Time lost (ms)": ({ lostMs }) => lostMs },
  },
];

const columnsOf = (
  selected: string | undefined,
  onSearch: PartProps["onSearch"],
): readonly Column<WorkflowTransition>[] => [
  {
    label: "Transition",
    hasLink: true,
    cell: (row) =>
      row.count === 0 ? (
        transitionName(row)
      ) : (
        <button
          type="button"
          className={ui.table["rowLink"]}
          onClick={() => {
            const step = transitionKey(row);
            onSearch({ step: selected === step ? undefined : step, state: undefined });
          }}
        >
          {transitionName(row)}
        </button>
      ),
    csv: { From: ({ from }) => from, To: ({ to }) => to },
  },
  ...figureColumns,
];

function Verdict({ row }: { readonly row: WorkflowTransition }): JSX.Element {
  if (row.count === 0) return <Status kind="off">never</Status>;
  const kind = kindOf(row);
  if (kind === "illegal")
    return <Status kind="error">{row.illegal === row.count ? "illegal" : `${row.illegal} illegal`}</Status>;
  if (kind === "unknown") return <Status kind="info">began before</Status>;
  return <Status kind="ok">allowed</Status>;
}

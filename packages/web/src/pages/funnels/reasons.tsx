// Why people dropped at a step, each person once, so that the reasons add up to those who dropped.
import { shareOf } from "catalog/measures";
import type { FunnelResult } from "contract";
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { AndMore } from "../../ui/and-more.tsx";
import { classes } from "../../ui/classes.ts";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { measureColumn } from "../../ui/list/measure-column.ts";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./dropped.module.css";

export interface ReasonsProps {
  readonly result: FunnelResult;
  readonly step: string;
  /** People who dropped at the step. */
  readonly dropped: number;
}

export function Reasons({ result, step, dropped }: ReasonsProps): JSX.Element {
  const reasons = result.reasons.filter((one) => one.step === step);
  return (
    <section className={ui.section["section"]} aria-label="Reasons">
      <header>
        <h2>Reasons</h2>
        <span className={ui.text["dim"]}>last failure, abandonment or error, one per person</span>
      </header>
      <FailedReasons reason={result.reasonsFailed} />
      <List
        label="Reasons"
        truncated={result.truncatedReasons}
        columns={reasonColumns(reasons, dropped)}
        rows={reasons}
        keyOf={({ reason }) => reason}
      />
      <AndMore
        truncated={result.truncatedReasons}
        things="reasons of all steps"
        by="people"
        fix="Choose an environment, or a shorter time range."
      />
    </section>
  );
}

function FailedReasons({ reason }: { readonly reason: string | null }): JSX.Element | null {
  if (reason === null) return null;
  return (
    <p className={ui.note["note"]}>
      <Status kind="warn">reasons not counted</Status>
      <span className={ui.note["text"]}>{reason}</span>
    </p>
  );
}

type Reason = FunnelResult["reasons"][number];

const noReason = "no reason recorded";

/** Shares are of all who dropped at the step: they add up, unless reasons are left out. */
const reasonColumns = (reasons: readonly Reason[], dropped: number): readonly Column<Reason>[] => {
  const most = Math.max(...reasons.map(({ count }) => count));
  return [
    {
      label: "Reason",
      cellClass: classes(ui.text["strong"], ui.text["ellip"], css["reason"]),
      title: ({ reason }) => reason || noReason,
      cell: ({ reason }) => reason || <span className={ui.text["dim"]}>{noReason}</span>,
      csv: ({ reason }) => reason,
    },
    {
      label: "Bar",
      isQuiet: true,
      className: css["barCell"],
      cell: ({ count }) => (
        <span className={css["bar"]}>
          <i style={{ width: `${(count / most) * 100}%` }} />
        </span>
      ),
    },
    {
      label: "People",
      isFigure: true,
      cell: ({ count }) => formatCount(count),
      csv: ({ count }) => count,
    },
    measureColumn("reasonShare", ({ count }) => shareOf(count, dropped), {
      cellClass: ui.text["soft"],
    }),
  ];
};

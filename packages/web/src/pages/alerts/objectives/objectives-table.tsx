// Objectives, a row each, with a bar of what is left of the budget and the rates of its windows.
import { Link } from "@tanstack/react-router";
import { listStateOf, type BurnRate, type Objective } from "contract";
import type { JSX } from "react";

import { formatCount, formatFixed, formatShare } from "../../../lib/format.ts";
import { none } from "../../../lib/locale.ts";
import { sinceWords } from "../../../lib/unknown-words.ts";
import { periodText } from "../../../lib/period-text.ts";
import { objectiveDraft } from "../../../lib/rule-draft.ts";
import { AlertOnThis } from "../../../ui/alert-on-this.tsx";
import { classes } from "../../../ui/classes.ts";
import type { Column } from "../../../ui/list/column.ts";
import { List } from "../../../ui/list/list.tsx";
import { csvHeading, measureHeading } from "../../../ui/list/measure-column.ts";
import { Status } from "../../../ui/status.tsx";
import { ui } from "../../../ui/styles.ts";
import { TextWithCode } from "../../../ui/text-with-code.tsx";
import { labelsText } from "../parts/labels-text.ts";
import { Labels } from "../parts/labels.tsx";
import { StateWord } from "../parts/state-word.tsx";
import { budgetLeft, daysLeft, daysLeftText } from "./budget.ts";
import css from "./objectives.module.css";

export const objectivesClass = css["objectives"];

export const objectiveColumns: readonly Column<Objective>[] = [
  {
    label: "Objective",
    isName: true,
    hasLink: true,
    cell: (objective) => <Name objective={objective} />,
    csv: {
      Objective: ({ name }) => name,
      Group: ({ group }) => labelsText(group),
      Owner: ({ owner }) => owner,
      "Target (share)": ({ target }) => target,
      Period: ({ period }) => period,
    },
  },
  {
    ...measureHeading("goodShare"),
    hide: "phone",
    cellClass: ({ share, target }) => (share !== null && share < target ? ui.text["bad"] : undefined),
    title: (objective) =>
      budgetLeft(objective) === null
        ? undefined
        : `${formatCount(objective.good)} of ${formatCount(objective.total)} were good`,
    cell: ({ share }) => (share === null ? none : formatPrecise(share)),
    csv: {
      Good: (objective) => (budgetLeft(objective) === null ? null : objective.good),
      Total: (objective) => (budgetLeft(objective) === null ? null : objective.total),
      [csvHeading("goodShare")]: ({ share }) => share,
    },
  },
  {
    ...measureHeading("budgetLeft"),
    isFigure: false,
    className: css["budget"],
    cell: (objective) => <Budget objective={objective} />,
    csv: { [csvHeading("budgetLeft")]: budgetLeft },
  },
  {
    label: "Used up",
    hide: "phone",
    className: css["used"],
    cellClass: ({ left }) => (left <= 0 ? ui.text["bad"] : undefined),
    cell: (objective) => daysLeftText(daysLeft(objective)),
    csv: { "Used up": (objective) => daysLeftText(daysLeft(objective)) },
  },
  {
    ...measureHeading("burnRate"),
    isFigure: false,
    hide: "narrow",
    cell: (objective) =>
      objective.burnRates.length === 0 && Object.keys(objective.group).length === 0 ? (
        <span className={classes(css["rates"], ui.text["dim"])}>
          no alerts
          <AlertOnThis draft={objectiveDraft(objective)} about={objective.name} />
        </span>
      ) : (
        <Rates rates={objective.burnRates} />
      ),
    csv: ({ burnRates }) => burnRates.map(({ long, longRate }) => `${long} ${longRate ?? none}`).join(", "),
  },
  {
    label: "Alerts",
    hide: "phone",
    cell: (objective) => (
      <Link to="/alerts" search={{ search: objective.name }}>
        <StateWord state={listStateOf(objective)} />
      </Link>
    ),
    csv: { State: listStateOf },
  },
];

export function ObjectivesTable({
  objectives,
  truncated,
}: {
  readonly objectives: readonly Objective[];
  readonly truncated: number;
}): JSX.Element {
  return (
    <List
      label="Objectives"
      className={objectivesClass}
      columns={objectiveColumns}
      rows={objectives}
      keyOf={({ ruleId, group }) => `${ruleId}${JSON.stringify(group)}`}
      isOfNow
      truncated={truncated}
    />
  );
}

/** The name above what it promises, or why it is not evaluated. */
function Name({
  objective: { ruleId, name, description, owner, group, target, period, unknown },
}: {
  readonly objective: Objective;
}): JSX.Element {
  const missing = unknown === null ? "" : `not evaluated${sinceWords(unknown)}: ${unknown.reason}`;
  const about = [`${formatShare(target)} over ${periodText(period)}`, owner, description]
    .filter((text) => text !== "")
    .join(" · ");
  return (
    <>
      <span className={css["line"]} title={name}>
        <Link
          className={classes(ui.table["rowLink"], ui.text["strong"])}
          to="/alerts/rules/$id"
          params={{ id: ruleId }}
        >
          {name}
        </Link>
        <Labels labels={group} />
      </span>
      <span className={css["second"]} title={missing || about}>
        {missing === "" ? (
          about
        ) : (
          <Status kind="unknown">
            <span>
              <TextWithCode text={missing} />
            </span>
          </Status>
        )}
      </span>
    </>
  );
}

/** Shares near 1 differ in their last digits. */
function formatPrecise(share: number): string {
  return share > 0.99 && share < 1 ? `${formatFixed(share * 100, 3)} %` : formatShare(share);
}

function Budget({ objective }: { readonly objective: Objective }): JSX.Element {
  const { allowed, good, total } = objective;
  const left = budgetLeft(objective);
  if (left === null) return <span className={ui.text["dim"]}>{none}</span>;
  const shown = Math.min(1, Math.max(0, left));
  const level = left <= 0 ? "spent" : left < 0.25 ? "low" : "fine";
  const bad = total - good;
  return (
    <span
      className={css["bar"]}
      title={`${formatCount(bad)} bad of ${formatCount(Math.round(allowed))} that the target allows`}
    >
      <span className={css["track"]}>
        <i className={css[level]} style={{ width: `${shown * 100}%` }} />
      </span>
      <b className={level === "spent" ? ui.text["bad"] : undefined}>{formatShare(left)}</b>
    </span>
  );
}

/** The rate of each pair of windows: how many times faster than the budget allows. Over its factor it alerts. */
function Rates({ rates }: { readonly rates: readonly BurnRate[] }): JSX.Element {
  if (rates.length === 0) return <span className={ui.text["dim"]}>{none}</span>;
  return (
    <span className={css["rates"]}>
      {rates.map(({ severity, long, short, factor, longRate, shortRate }) => {
        const isOver = longRate !== null && shortRate !== null && longRate >= factor && shortRate >= factor;
        const figure = longRate === null ? none : `${formatFixed(longRate, 1)}×`;
        return (
          <span
            key={`${severity} ${long} ${short}`}
            title={`${figure} over ${periodText(long)}, ${shortRate === null ? none : `${formatFixed(shortRate, 1)}×`} over ${periodText(short)}; a ${severity} from ${formatFixed(factor, 1)}× in both`}
          >
            <span className={ui.text["dim"]}>{periodText(long)}</span>{" "}
            <b className={isOver ? ui.text["bad"] : undefined}>{figure}</b>
          </span>
        );
      })}
    </span>
  );
}

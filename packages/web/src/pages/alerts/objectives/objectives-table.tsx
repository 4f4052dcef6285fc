// Objectives, a row each, with a bar of what is left of the budget and the rates of its windows.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { BurnRate, Objective } from "contract";
import type { JSX } from "react";

import { formatCount, formatFixed, formatShare } from "../../../lib/format.ts";
import { none } from "../../../lib/locale.ts";
import { periodText } from "../../../lib/period-text.ts";
import { objectiveDraft } from "../../../lib/rule-draft.ts";
import { AlertOnThis } from "../../../ui/alert-on-this.tsx";
import { classes } from "../../../ui/classes.ts";
import { Status } from "../../../ui/status.tsx";
import { ui } from "../../../ui/styles.ts";
import { Labels } from "../parts/labels.tsx";
import { StateWord } from "../parts/state-word.tsx";
import { daysLeft, daysLeftText } from "./budget.ts";
import css from "./objectives.module.css";

export const columns = [
  ["Objective", ui.table["name"]],
  ["Share of good", classes(ui.table["num"], ui.screen["hidePhone"])],
  ["Budget left", css["budget"]],
  ["Used up", classes(css["used"], ui.screen["hidePhone"])],
  ["Burn rate", ui.screen["hideNarrow"]],
  ["Alerts", ui.screen["hidePhone"]],
] as const;

export function ObjectivesTable({ objectives }: { readonly objectives: readonly Objective[] }): JSX.Element {
  return (
    <Table aria-label="Objectives" className={classes(ui.table["table"], css["objectives"])}>
      <Table.Thead>
        <Table.Tr>
          {columns.map(([name, className]) => (
            <Table.Th key={name} className={className}>
              {name}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {objectives.map((objective) => (
          <Row key={`${objective.ruleId}${JSON.stringify(objective.group)}`} objective={objective} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Row({ objective }: { readonly objective: Objective }): JSX.Element {
  const {
    ruleId,
    name,
    description,
    owner,
    group,
    target,
    period,
    good,
    total,
    share,
    burnRates,
    state,
    error,
  } = objective;
  const isBad = objective.left <= 0;
  const about = [`${formatShare(target)} over ${periodText(period)}`, owner, description].filter(
    (text) => text !== "",
  );
  return (
    <Table.Tr>
      <Table.Td className={ui.table["name"]}>
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
        <span className={css["second"]} title={error || about.join(" · ")}>
          {error === "" ? about.join(" · ") : <Status kind="warn">{error}</Status>}
        </span>
      </Table.Td>
      <Table.Td
        className={classes(ui.table["num"], ui.screen["hidePhone"])}
        title={`${formatCount(good)} of ${formatCount(total)} were good`}
      >
        <span className={share !== null && share < target ? ui.text["bad"] : undefined}>
          {share === null ? none : formatPrecise(share)}
        </span>
      </Table.Td>
      <Table.Td>
        <Budget objective={objective} />
      </Table.Td>
      <Table.Td className={classes(css["used"], isBad && ui.text["bad"], ui.screen["hidePhone"])}>
        {daysLeftText(daysLeft(objective))}
      </Table.Td>
      <Table.Td className={ui.screen["hideNarrow"]}>
        {burnRates.length === 0 && Object.keys(group).length === 0 ? (
          <span className={classes(css["rates"], ui.text["dim"])}>
            no alerts
            <AlertOnThis draft={objectiveDraft(objective)} about={name} />
          </span>
        ) : (
          <Rates rates={burnRates} />
        )}
      </Table.Td>
      <Table.Td className={ui.screen["hidePhone"]}>
        <Link to="/alerts" search={{ search: name }}>
          <StateWord state={state} />
        </Link>
      </Table.Td>
    </Table.Tr>
  );
}

/** Shares near 1 differ in their last digits. */
function formatPrecise(share: number): string {
  return share > 0.99 && share < 1 ? `${formatFixed(share * 100, 3)} %` : formatShare(share);
}

function Budget({
  objective: { left, allowed, good, total },
}: {
  readonly objective: Objective;
}): JSX.Element {
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
      {rates.map(({ rule, long, short, factor, longRate, shortRate }) => {
        const isOver = longRate !== null && shortRate !== null && longRate >= factor && shortRate >= factor;
        const figure = longRate === null ? none : `${formatFixed(longRate, 1)}×`;
        return (
          <span
            key={`${rule}${long}`}
            title={`${figure} over ${periodText(long)}, ${shortRate === null ? none : `${formatFixed(shortRate, 1)}×`} over ${periodText(short)}; alerts from ${formatFixed(factor, 1)}× in both`}
          >
            <span className={ui.text["dim"]}>{periodText(long)}</span>{" "}
            <b className={isOver ? ui.text["bad"] : undefined}>{figure}</b>
          </span>
        );
      })}
    </span>
  );
}

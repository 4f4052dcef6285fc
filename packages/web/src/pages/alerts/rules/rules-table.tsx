// Rules and objectives, a row each, with their alerts by state and their precision. A row opens the editor.
import { usualPeriod } from "catalog/burn-windows";
import { linkOptions } from "@tanstack/react-router";
import { alertStates, listStateOf, unitOfRule, type AlertRuleInfo } from "contract";
import type { JSX } from "react";

import { formatShare } from "../../../lib/format.ts";
import { none } from "../../../lib/locale.ts";
import { periodText } from "../../../lib/period-text.ts";
import { sourceWords } from "../../../lib/rule-sources.ts";
import { sinceWords } from "../../../lib/unknown-words.ts";
import { conditionWords, textOf } from "../../../lib/rule-words.ts";
import { classes } from "../../../ui/classes.ts";
import type { Column } from "../../../ui/list/column.ts";
import { List } from "../../../ui/list/list.tsx";
import type { MoreRows } from "../../../ui/list/more-rows.ts";
import { Status } from "../../../ui/status.tsx";
import { ui } from "../../../ui/styles.ts";
import { TextWithCode } from "../../../ui/text-with-code.tsx";
import { StateWord, stateWords } from "../parts/state-word.tsx";
import css from "./rules-table.module.css";

export const rulesClass = css["rules"];

const originOf = ({ source, place, savedBy }: AlertRuleInfo): string =>
  source === "file" ? place : source === "stored" ? `saved by ${savedBy}` : "an objective";

export const ruleColumns: readonly Column<AlertRuleInfo>[] = [
  {
    label: "Rule",
    link: ({ id }) => linkOptions({ to: "/alerts/rules/$id", params: { id }, className: ui.text["ellip"] }),
    cell: ({ name }) => name,
    below: (rule) => (
      <span className={classes(css["second"], ui.text["ellip"])}>
        <About rule={rule} />
      </span>
    ),
    csv: {
      Rule: ({ name }) => name,
      Summary: ({ summary }) => summary,
      Disabled: ({ disabled }) => disabled,
      Error: ({ problems, unknown }) => problems[0]?.message ?? unknown?.reason,
    },
  },
  {
    label: "Alerts",
    hide: "phone",
    className: css["states"],
    cell: (rule) => <States rule={rule} />,
    csv: Object.fromEntries(
      alertStates.map((state) => [`Alerts ${stateWords[state]}`, ({ states }) => states[state] ?? 0]),
    ),
  },
  {
    label: "Precision",
    isFigure: true,
    className: css["precision"],
    title: ({ precision, useful, noise }) =>
      precision === null ? "no firing is marked yet" : `${useful} useful, ${noise} noise`,
    cell: ({ precision }) => formatShare(precision),
    csv: {
      Useful: ({ useful }) => useful,
      Noise: ({ noise }) => noise,
      "Precision (share)": ({ precision }) => precision,
    },
  },
  {
    label: "Severity",
    hide: "narrow",
    className: css["severity"],
    cell: ({ severity }) => severity,
    csv: ({ severity }) => severity,
  },
  {
    label: "Owner",
    hide: "narrow",
    className: css["owner"],
    cell: ({ owner }) => (owner === "" ? none : owner),
    csv: ({ owner }) => owner,
  },
  {
    label: "Source",
    hide: "phone",
    className: css["source"],
    cellClass: ui.text["soft"],
    title: originOf,
    cell: originOf,
    csv: originOf,
  },
];

export function RulesTable({
  rules,
  more,
}: {
  readonly rules: readonly AlertRuleInfo[];
  readonly more: MoreRows<AlertRuleInfo>;
}): JSX.Element {
  return (
    <List
      label="Rules"
      className={rulesClass}
      columns={ruleColumns}
      rows={rules}
      keyOf={({ id }) => id}
      more={more}
      rowHeight={48}
      isOfNow
    />
  );
}

/** Why it is not evaluated, else what it says. */
function About({
  rule: { problems, unknown, warning, disabled, kind, content, unit, leftOut },
}: {
  readonly rule: AlertRuleInfo;
}): JSX.Element {
  const [problem] = problems;
  if (problem !== undefined)
    return (
      <Status kind="error">
        <span>
          {problem.path} <TextWithCode text={`${problem.message} ${problem.fix}`} />
        </span>
      </Status>
    );
  if (unknown !== null)
    return (
      <Status kind="unknown">
        <span>
          not evaluated{sinceWords(unknown)}: <TextWithCode text={unknown.reason} />
        </span>
      </Status>
    );
  if (disabled) return <Status kind="off">disabled</Status>;
  if (warning !== "") return <Status kind="warn">{warning}</Status>;
  const words =
    kind === "objective"
      ? `objective: ${sourceWords(content)}, ${formatShare(Number(content["target"]))} over ${periodText(textOf(content["period"]) || usualPeriod)}`
      : `${sourceWords(content)} ${conditionWords(content, unit ?? unitOfRule(content))}`.trim();
  return (
    <span className={ui.text["dim"]}>
      {words}
      {leftOut > 0 && ` · ${leftOut} groups left out by the limit`}
    </span>
  );
}

function States({ rule: { states, severity, unknown } }: { readonly rule: AlertRuleInfo }): JSX.Element {
  const shown = alertStates.filter((state) => (states[state] ?? 0) > 0);
  if (shown.length === 0) return <span className={ui.text["dim"]}>{none}</span>;
  return (
    <span className={css["counts"]}>
      {shown.map((state) => (
        <StateWord
          key={state}
          state={listStateOf({ state, unknown })}
          severity={severity}
          word={`${states[state] ?? 0} ${stateWords[listStateOf({ state, unknown })]}`}
        />
      ))}
    </span>
  );
}

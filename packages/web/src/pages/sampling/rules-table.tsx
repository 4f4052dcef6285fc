// The rules in the order of evaluation: condition, rate, and the number of traces kept and dropped in the range.
import type { JSX } from "react";

import { formatCount, formatShare } from "../../lib/format.ts";
import { none } from "../../lib/locale.ts";
import { classes } from "../../ui/classes.ts";
import type { Column } from "../../ui/list/column.ts";
import { List, type RowGroup } from "../../ui/list/list.tsx";
import { ServiceName } from "../../ui/service-name.tsx";
import { ui } from "../../ui/styles.ts";
import { conditionWords } from "./condition-words.ts";
import type { RuleGroup, RuleRow } from "./rule-rows.ts";
import css from "./rules-table.module.css";

interface GroupedRule {
  readonly group: RuleGroup;
  readonly rule: RuleRow;
}

const stages = { head: "head sampling", tail: "tail sampling" } as const;

const conditionOf = ({ rule: { words, when } }: GroupedRule): string => words ?? conditionWords(when);
const withoutFigures = ({ rule: { decided } }: GroupedRule): string | undefined =>
  decided === undefined ? ui.text["dim"] : undefined;

/** Of the table. */
export const ruleColumns: readonly Column<GroupedRule>[] = [
  {
    label: "Rule",
    cellClass: ({ rule: { words } }) => ui.text[words === undefined ? "strong" : "soft"],
    cell: ({ rule: { name } }) => name,
    csv: {
      Service: ({ group }) => group.service ?? "all",
      Stage: ({ group }) => group.stage,
      Rule: ({ rule }) => rule.name,
    },
  },
  {
    label: "Condition",
    isName: true,
    className: css["condition"],
    title: conditionOf,
    cell: conditionOf,
    csv: conditionOf,
  },
  {
    label: "Rate",
    isFigure: true,
    cell: ({ rule }) => rateWords(rule),
    csv: { "Rate (share)": ({ rule }) => rule.rate, "Limit (1/s)": ({ rule }) => rule.perSecond },
  },
  {
    label: "Priority",
    isFigure: true,
    hide: "phone",
    cellClass: ui.text["dim"],
    cell: ({ rule: { priority } }) => priority ?? "last",
    csv: ({ rule: { priority } }) => priority,
  },
  {
    label: "Kept",
    isFigure: true,
    cellClass: withoutFigures,
    cell: ({ rule: { decided } }) => (decided === undefined ? none : formatCount(decided.kept)),
    csv: ({ rule: { decided } }) => decided?.kept,
  },
  {
    label: "Dropped",
    isFigure: true,
    cellClass: withoutFigures,
    cell: ({ rule: { decided } }) => (decided === undefined ? none : formatCount(decided.dropped)),
    csv: ({ rule: { decided } }) => decided?.dropped,
  },
];

export function RulesTable({ groups }: { readonly groups: readonly RuleGroup[] }): JSX.Element {
  return (
    <List
      label="Rules"
      className={css["rules"]}
      columns={ruleColumns}
      rows={groups.flatMap((group) => group.rows.map((rule) => ({ group, rule })))}
      keyOf={({ rule: { name } }) => name}
      groupOf={({ group }) => headingOf(group)}
      isOfNow
    />
  );
}

function headingOf({ service, stage }: RuleGroup): RowGroup {
  return {
    key: `${service ?? ""}/${stage}`,
    heading: (
      <>
        {service === undefined ? "All services" : <ServiceName name={service} />}
        <span className={classes(ui.text["dim"], css["stage"])}> {stages[stage]}</span>
      </>
    ),
  };
}

function rateWords({ rate, perSecond }: RuleRow): string {
  const limit = perSecond === undefined ? "" : `${formatCount(perSecond)}/s`;
  if (rate === undefined) return limit === "" ? "follows" : limit;
  const share = rate === 0 ? "0 %" : formatShare(rate);
  return limit === "" ? share : `${share}, ${limit}`;
}

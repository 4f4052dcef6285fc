// Rules and objectives, a row each, with their alerts by state and their precision. A row opens the editor.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { alertStates, unitOfRule, type AlertRuleInfo } from "contract";
import type { JSX } from "react";

import { formatShare } from "../../../lib/format.ts";
import { none } from "../../../lib/locale.ts";
import { periodText } from "../../../lib/period-text.ts";
import { sourceWords } from "../../../lib/rule-sources.ts";
import { conditionWords, textOf } from "../../../lib/rule-words.ts";
import { classes } from "../../../ui/classes.ts";
import { Status } from "../../../ui/status.tsx";
import { ui } from "../../../ui/styles.ts";
import { useRowKeys } from "../../../ui/use-row-keys.ts";
import { VirtualRows } from "../../../ui/virtual-rows.tsx";
import { StateWord, stateWords } from "../parts/state-word.tsx";
import css from "./rules-table.module.css";

export const skeletonClass = css["rules"];

export const columns = [
  ["Rule", undefined],
  ["Alerts", classes(css["states"], ui.screen["hidePhone"])],
  ["Precision", classes(ui.table["num"], css["precision"])],
  ["Severity", classes(css["severity"], ui.screen["hideNarrow"])],
  ["Owner", classes(css["owner"], ui.screen["hideNarrow"])],
  ["Source", classes(css["source"], ui.screen["hidePhone"])],
] as const;

export interface RulesTableProps {
  readonly rules: readonly AlertRuleInfo[];
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly onMore: () => void;
}

export function RulesTable({ rules, ...more }: RulesTableProps): JSX.Element {
  const table = useRowKeys();
  return (
    <Table ref={table} aria-label="Rules" className={classes(ui.table["table"], css["rules"])}>
      <Table.Thead>
        <Table.Tr>
          {columns.map(([name, className]) => (
            <Table.Th key={name} className={className}>
              {name}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <VirtualRows rows={rules} rowHeight={48} keyOf={({ id }) => id} {...more}>
        {(rule, index, measure) => <Row key={rule.id} {...{ rule, index, measure }} />}
      </VirtualRows>
    </Table>
  );
}

function Row({
  rule,
  index,
  measure,
}: {
  readonly rule: AlertRuleInfo;
  readonly index: number;
  readonly measure: (element: HTMLElement | null) => void;
}): JSX.Element {
  const { id, name, severity, owner, source, place, savedBy, precision, useful, noise } = rule;
  const origin = source === "file" ? place : source === "stored" ? `saved by ${savedBy}` : "an objective";
  return (
    <Table.Tr ref={measure} data-index={index}>
      <Table.Td>
        <Link
          className={classes(ui.table["rowLink"], ui.text["strong"], ui.text["ellip"])}
          to="/alerts/rules/$id"
          params={{ id }}
        >
          {name}
        </Link>
        <span className={classes(css["second"], ui.text["ellip"])}>
          <About rule={rule} />
        </span>
      </Table.Td>
      <Table.Td className={ui.screen["hidePhone"]}>
        <States rule={rule} />
      </Table.Td>
      <Table.Td
        className={ui.table["num"]}
        title={precision === null ? "no firing is marked yet" : `${useful} useful, ${noise} noise`}
      >
        {formatShare(precision)}
      </Table.Td>
      <Table.Td className={ui.screen["hideNarrow"]}>{severity}</Table.Td>
      <Table.Td className={ui.screen["hideNarrow"]}>{owner === "" ? none : owner}</Table.Td>
      <Table.Td className={classes(ui.text["soft"], ui.screen["hidePhone"])} title={origin}>
        {origin}
      </Table.Td>
    </Table.Tr>
  );
}

/** Why it is not evaluated, else what it says. */
function About({
  rule: { problems, error, warning, disabled, kind, content, unit, leftOut },
}: {
  readonly rule: AlertRuleInfo;
}): JSX.Element {
  const [problem] = problems;
  if (problem !== undefined)
    return (
      <Status kind="error">
        {problem.path} {problem.message} {problem.fix}
      </Status>
    );
  if (error !== "") return <Status kind="warn">fails: {error}</Status>;
  if (disabled) return <Status kind="off">disabled</Status>;
  if (warning !== "") return <Status kind="warn">{warning}</Status>;
  const words =
    kind === "objective"
      ? `objective: ${sourceWords(content)}, ${formatShare(Number(content["target"]))} over ${periodText(textOf(content["period"]) || "30d")}`
      : `${sourceWords(content)} ${conditionWords(content, unit ?? unitOfRule(content))}`.trim();
  return (
    <span className={ui.text["dim"]}>
      {words}
      {leftOut > 0 && ` · ${leftOut} groups left out by the limit`}
    </span>
  );
}

function States({ rule: { states, severity } }: { readonly rule: AlertRuleInfo }): JSX.Element {
  const shown = alertStates.filter((state) => (states[state] ?? 0) > 0);
  if (shown.length === 0) return <span className={ui.text["dim"]}>{none}</span>;
  return (
    <span className={css["counts"]}>
      {shown.map((state) => (
        <StateWord
          key={state}
          state={state}
          severity={severity}
          word={`${states[state] ?? 0} ${stateWords[state]}`}
        />
      ))}
    </span>
  );
}

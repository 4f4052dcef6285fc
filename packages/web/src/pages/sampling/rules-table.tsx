// The rules in the order of evaluation: condition, rate, and the number of traces kept and dropped in the range.
import { Table } from "@mantine/core";
import { Fragment, type JSX } from "react";

import { formatCount, formatShare } from "../../lib/format.ts";
import { classes } from "../../ui/classes.ts";
import { ServiceName } from "../../ui/service-name.tsx";
import { conditionWords } from "./condition-words.ts";
import type { RuleGroup, RuleRow } from "./rule-rows.ts";
import css from "./rules-table.module.css";
import { ui } from "../../ui/styles.ts";

const stages = { head: "head sampling", tail: "tail sampling" } as const;

export function RulesTable({ groups }: { readonly groups: readonly RuleGroup[] }): JSX.Element {
  return (
    <div className={ui.screen["scrollX"]}>
      <Table className={classes(ui.table["still"], css["rules"])}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Rule</Table.Th>
            <Table.Th>Condition</Table.Th>
            <Table.Th className={ui.table["num"]}>Rate</Table.Th>
            <Table.Th className={classes(ui.table["num"], ui.screen["hidePhone"])}>Priority</Table.Th>
            <Table.Th className={ui.table["num"]}>Kept</Table.Th>
            <Table.Th className={ui.table["num"]}>Dropped</Table.Th>
          </Table.Tr>
        </Table.Thead>
        {groups.map(({ service, stage, rows }) => (
          <Table.Tbody key={`${service ?? ""}/${stage}`}>
            <Table.Tr className={css["group"]}>
              <Table.Th colSpan={6} scope="rowgroup">
                {service === undefined ? "All services" : <ServiceName name={service} />}
                <span className={classes(ui.text["dim"], css["stage"])}> {stages[stage]}</span>
              </Table.Th>
            </Table.Tr>
            {rows.map((row) => (
              <Row key={row.name} row={row} />
            ))}
          </Table.Tbody>
        ))}
      </Table>
    </div>
  );
}

function Row({ row }: { readonly row: RuleRow }): JSX.Element {
  const { name, when, words, priority, decided } = row;
  const text = words ?? conditionWords(when);
  return (
    <Table.Tr>
      <Table.Td className={words === undefined ? ui.text["strong"] : ui.text["soft"]}>{name}</Table.Td>
      <Table.Td className={css["condition"]}>
        <span className={ui.text["ellip"]} title={text}>
          {text}
        </span>
      </Table.Td>
      <Table.Td className={ui.table["num"]}>{rateWords(row)}</Table.Td>
      <Table.Td className={classes(ui.table["num"], ui.screen["hidePhone"], ui.text["dim"])}>
        {priority ?? "last"}
      </Table.Td>
      <Figures decided={decided} />
    </Table.Tr>
  );
}

function rateWords({ rate, perSecond }: RuleRow): string {
  const limit = perSecond === undefined ? "" : `${formatCount(perSecond)}/s`;
  if (rate === undefined) return limit === "" ? "follows" : limit;
  const share = rate === 0 ? "0 %" : formatShare(rate);
  return limit === "" ? share : `${share}, ${limit}`;
}

function Figures({ decided }: { readonly decided: RuleRow["decided"] }): JSX.Element {
  return (
    <Fragment>
      <Table.Td className={classes(ui.table["num"], decided === undefined && ui.text["dim"])}>
        {decided === undefined ? "–" : formatCount(decided.kept)}
      </Table.Td>
      <Table.Td className={classes(ui.table["num"], decided === undefined && ui.text["dim"])}>
        {decided === undefined ? "–" : formatCount(decided.dropped)}
      </Table.Td>
    </Fragment>
  );
}

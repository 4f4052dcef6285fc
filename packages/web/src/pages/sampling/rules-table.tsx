// The rules as they are asked: what each is for, what it keeps, and what became of traces in the range.
import { Table } from "@mantine/core";
import { Fragment, type JSX } from "react";

import { formatCount, formatShare } from "../../lib/format.ts";
import { ServiceName } from "../../ui/service-name.tsx";
import { conditionWords } from "./condition-words.ts";
import type { RuleGroup, RuleRow } from "./rule-rows.ts";

const moments = { head: "head sampling", tail: "tail sampling" } as const;

export function RulesTable({ groups }: { readonly groups: readonly RuleGroup[] }): JSX.Element {
  return (
    <div className="scroll-x">
      <Table className="table still rules">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Rule</Table.Th>
            <Table.Th>Condition</Table.Th>
            <Table.Th className="num">Rate</Table.Th>
            <Table.Th className="num hide-p">Priority</Table.Th>
            <Table.Th className="num">Kept</Table.Th>
            <Table.Th className="num">Dropped</Table.Th>
          </Table.Tr>
        </Table.Thead>
        {groups.map(({ service, stage, rows }) => (
          <Table.Tbody key={`${service ?? ""}/${stage}`}>
            <Table.Tr className="group">
              <Table.Th colSpan={6} scope="rowgroup">
                {service === undefined ? "All services" : <ServiceName name={service} />}
                <span className="dim"> {moments[stage]}</span>
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
      <Table.Td className={`name ${words === undefined ? "strong" : "soft"}`}>{name}</Table.Td>
      <Table.Td className="for">
        <span className="ellip" title={text}>
          {text}
        </span>
      </Table.Td>
      <Table.Td className="num">{rateWords(row)}</Table.Td>
      <Table.Td className="num hide-p dim">{priority ?? "last"}</Table.Td>
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
      <Table.Td className={`num ${decided === undefined ? "dim" : ""}`}>
        {decided === undefined ? "–" : formatCount(decided.kept)}
      </Table.Td>
      <Table.Td className={`num ${decided === undefined ? "dim" : ""}`}>
        {decided === undefined ? "–" : formatCount(decided.dropped)}
      </Table.Td>
    </Fragment>
  );
}

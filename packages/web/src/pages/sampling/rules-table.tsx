// The rules as they are asked: what each is for, what it keeps, and what became of traces in the range.
import { Fragment, type JSX } from "react";

import { formatCount, formatShare } from "../../lib/format.ts";
import { ServiceName } from "../../ui/service-name.tsx";
import { conditionWords } from "./condition-words.ts";
import type { RuleGroup, RuleRow } from "./rule-rows.ts";

const moments = { head: "when a trace begins", tail: "when it has ended" } as const;

export function RulesTable({ groups }: { readonly groups: readonly RuleGroup[] }): JSX.Element {
  return (
    <div className="scroll-x">
      <table className="table still rules">
        <thead>
          <tr>
            <th>Rule</th>
            <th>For</th>
            <th className="num">Rate</th>
            <th className="num hide-p">Priority</th>
            <th className="num">Kept</th>
            <th className="num">Dropped</th>
          </tr>
        </thead>
        {groups.map(({ service, stage, rows }) => (
          <tbody key={`${service ?? ""}/${stage}`}>
            <tr className="group">
              <th colSpan={6} scope="rowgroup">
                {service === undefined ? "All services" : <ServiceName name={service} />}
                <span className="dim"> {moments[stage]}</span>
              </th>
            </tr>
            {rows.map((row) => (
              <Row key={row.name} row={row} />
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

function Row({ row }: { readonly row: RuleRow }): JSX.Element {
  const { name, when, words, priority, decided } = row;
  const text = words ?? conditionWords(when);
  return (
    <tr>
      <td className={`name ${words === undefined ? "strong" : "soft"}`}>{name}</td>
      <td className="for">
        <span className="ellip" title={text}>
          {text}
        </span>
      </td>
      <td className="num">{rateWords(row)}</td>
      <td className="num hide-p dim">{priority ?? "last"}</td>
      <Figures decided={decided} />
    </tr>
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
      <td className={`num ${decided === undefined ? "dim" : ""}`}>
        {decided === undefined ? "–" : formatCount(decided.kept)}
      </td>
      <td className={`num ${decided === undefined ? "dim" : ""}`}>
        {decided === undefined ? "–" : formatCount(decided.dropped)}
      </td>
    </Fragment>
  );
}

// What differs between the sides: worse, better, changed, new and gone, in each those that concern most first. Each row leads to its page.
import { linkOptions, useRouter } from "@tanstack/react-router";
import { measureText } from "catalog/measures";
import type { ComparedRow, CompareResult } from "contract";
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { formatAmounts, formatMoneyExact } from "../../lib/format-money.ts";
import { classes } from "../../ui/classes.ts";
import { CopyMarkdown } from "../../ui/copy-markdown.tsx";
import delta from "../../ui/delta.module.css";
import type { Column } from "../../ui/list/column.ts";
import { List, type RowGroup } from "../../ui/list/list.tsx";
import { PairBars, type PairSide } from "../../ui/pair-bars.tsx";
import { ServiceName } from "../../ui/service-name.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./compare.module.css";
import { rowAddress } from "./row-link.ts";
import {
  affectedWords,
  changeWords,
  figureWords,
  kindWords,
  measureOfRow,
  rowFinding,
  toneOf,
  valueWords,
  whatWords,
} from "./row-words.ts";

/** In the order of the page. */
const verdicts = [
  "worse",
  "better",
  "changed",
  "new",
  "gone",
] as const satisfies readonly ComparedRow["verdict"][];
const verdictWords: Readonly<Record<ComparedRow["verdict"], string>> = {
  worse: "Worse",
  better: "Better",
  changed: "Changed",
  new: "New",
  gone: "Gone",
};

const peopleColumn: Column<ComparedRow> = {
  label: "People",
  isFigure: true,
  hide: "narrow",
  className: css["people"],
  hint: "Known people of the transactions, or of the funnel, that are affected",
  cell: ({ people }) => (people === null ? "–" : formatCount(Math.round(people))),
  csv: ({ people }) => people,
};
const lostColumn: Column<ComparedRow> = {
  label: "Lost",
  isFigure: true,
  hide: "phone",
  className: css["value"],
  hint: "Amount of failed and abandoned transactions beyond the share that the base lost",
  title: ({ lost }) => (lost.length === 0 ? undefined : lost.map(formatMoneyExact).join(", ")),
  cell: ({ lost }) => formatAmounts(lost, 1),
  csv: ({ lost }) => lost.map(formatMoneyExact).join(", "),
};

/** Only those of which a row has a figure. */
const costColumns = (result: CompareResult | undefined): readonly Column<ComparedRow>[] => [
  ...(hasSome(result, ({ people }) => people !== null) ? [peopleColumn] : []),
  ...(hasSome(result, ({ lost }) => lost.length > 0) ? [lostColumn] : []),
];

function hasSome(result: CompareResult | undefined, has: (row: ComparedRow) => boolean): boolean {
  return result?.changes.some(has) ?? false;
}

/** Without a result: the columns of the skeleton. */
export const columnsOf = (result?: CompareResult): readonly Column<ComparedRow>[] => [
  {
    label: "Figure",
    isName: true,
    link: (row) => linkTo(row, result!),
    cell: ({ name }) => name,
    below: (row) => (
      <span className={css["what"]} title={measureText(measureOfRow(row))}>
        {kindWords[row.kind]} · {figureWords(row)}
      </span>
    ),
    csv: {
      Name: ({ name }) => name,
      Kind: ({ kind }) => kindWords[kind],
      Figure: whatWords,
      Unit: ({ unit }) => unit,
    },
  },
  {
    label: "Service",
    hide: "phone",
    className: css["service"],
    cell: ({ service }) => service !== "" && <ServiceName name={service} />,
    csv: ({ service }) => service,
  },
  {
    label: "Now, and base below",
    className: css["bars"],
    title: ({ baseCount, nowCount }) =>
      `of ${formatCount(nowCount)}, in the base of ${formatCount(baseCount)}`,
    cell: (row) => <Bars row={row} />,
    csv: {
      Base: ({ verdict, base }) => (verdict === "new" ? null : base),
      "Base observations": ({ baseCount }) => baseCount,
      Now: ({ verdict, now }) => (verdict === "gone" ? null : now),
      "Now observations": ({ nowCount }) => nowCount,
    },
  },
  {
    label: "Change",
    isFigure: true,
    className: css["value"],
    title: ({ size }) => `${Math.abs(size).toFixed(1)} standard errors`,
    cell: (row) => <Change row={row} />,
    csv: { Change: ({ verdict }) => verdict, "Standard errors": ({ size }) => size },
  },
  {
    label: "Affected",
    isFigure: true,
    hide: "narrow",
    className: css["value"],
    hint: "Transactions, people, spans or errors that are so because of the difference",
    title: ({ affected, kind, what }) =>
      affected === null ? undefined : `${formatCount(Math.round(affected))} ${affectedWords({ kind, what })}`,
    cell: ({ affected }) => (affected === null ? "–" : formatCount(Math.round(affected))),
    csv: ({ affected }) => affected,
  },
  ...costColumns(result),
  {
    label: "Copy",
    isQuiet: true,
    hide: "narrow",
    className: css["copy"],
    cell: (row) => <CopyRow row={row} result={result!} />,
  },
];

export function ChangesTable({
  rows,
  result,
}: {
  readonly rows: readonly ComparedRow[];
  readonly result: CompareResult;
}): JSX.Element {
  return (
    <List
      label="What differs"
      truncated={result.truncated}
      className={css["table"]}
      columns={columnsOf(result)}
      rows={rows.toSorted((a, b) => verdicts.indexOf(a.verdict) - verdicts.indexOf(b.verdict))}
      groupOf={groupsOf(rows)}
      keyOf={({ kind, service, name, id, what }) => [kind, service, name, id, what].join("\n")}
    />
  );
}

const groupsOf =
  (rows: readonly ComparedRow[]) =>
  ({ verdict }: ComparedRow): RowGroup => {
    const count = rows.filter((row) => row.verdict === verdict).length;
    return {
      key: verdict,
      heading: (
        <>
          {verdictWords[verdict]} <span className={ui.text["dim"]}>{formatCount(count)}</span>
        </>
      ),
    };
  };

function linkTo(row: ComparedRow, result: CompareResult) {
  const { to, params, search } = rowAddress(row, result);
  return linkOptions({ to: to as "/traces", params: params as never, search: search as never });
}

/** Both values on one scale; one that is negative, or of a side that has none, has no bar. */
function Bars({ row }: { readonly row: ComparedRow }): JSX.Element {
  const { base, now, verdict } = row;
  const longest = Math.max(Math.abs(base), Math.abs(now));
  const side = (label: string, value: number, isMissing: boolean): PairSide => ({
    label,
    length: isMissing || longest === 0 ? 0 : Math.max(0, value / longest),
    value: isMissing ? "–" : valueWords(row, value),
  });
  return <PairBars sides={[side("Now", now, verdict === "gone"), side("Base", base, verdict === "new")]} />;
}

function Change({ row }: { readonly row: ComparedRow }): JSX.Element {
  const tone = toneOf(row);
  return <span className={classes(delta["delta"], tone !== "usual" && delta[tone])}>{changeWords(row)}</span>;
}

function CopyRow({
  row,
  result,
}: {
  readonly row: ComparedRow;
  readonly result: CompareResult;
}): JSX.Element {
  const router = useRouter();
  return (
    <CopyMarkdown
      finding={rowFinding(row, result)}
      to={router.buildLocation(linkTo(row, result)).href}
      variant="icon"
    />
  );
}

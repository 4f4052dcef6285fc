// What differs between the sides, the surest first: each row leads to its page.
import { linkOptions, useRouter } from "@tanstack/react-router";
import { measureText } from "catalog/measures";
import type { ComparedRow, CompareResult } from "contract";
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { classes } from "../../ui/classes.ts";
import { CopyMarkdown } from "../../ui/copy-markdown.tsx";
import delta from "../../ui/delta.module.css";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { ServiceName } from "../../ui/service-name.tsx";
import css from "./compare.module.css";
import { rowAddress } from "./row-link.ts";
import {
  changeWords,
  kindWords,
  measureOfRow,
  rowFinding,
  toneOf,
  valueWords,
  whatWords,
} from "./row-words.ts";

/** Without a result: the columns of the skeleton. */
export const columnsOf = (result?: CompareResult): readonly Column<ComparedRow>[] => [
  {
    label: "Figure",
    link: (row) => linkTo(row, result!),
    cell: ({ name }) => name,
    below: (row) => (
      <span className={css["what"]} title={measureText(measureOfRow(row))}>
        {kindWords[row.kind]} · {whatWords(row)}
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
    label: "Base",
    isFigure: true,
    hide: "phone",
    className: css["value"],
    title: ({ baseCount }) => `of ${formatCount(baseCount)}`,
    cell: (row) => (row.verdict === "new" ? "–" : valueWords(row, row.base)),
    csv: {
      Base: ({ verdict, base }) => (verdict === "new" ? null : base),
      "Base observations": ({ baseCount }) => baseCount,
    },
  },
  {
    label: "Now",
    isFigure: true,
    className: css["value"],
    title: ({ nowCount }) => `of ${formatCount(nowCount)}`,
    cell: (row) => (row.verdict === "gone" ? "–" : valueWords(row, row.now)),
    csv: {
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
      className={css["table"]}
      columns={columnsOf(result)}
      rows={rows}
      keyOf={({ kind, service, name, id, what }) => [kind, service, name, id, what].join("\n")}
      csv="comparison"
    />
  );
}

function linkTo(row: ComparedRow, result: CompareResult) {
  const { to, params, search } = rowAddress(row, result);
  return linkOptions({ to: to as "/traces", params: params as never, search: search as never });
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

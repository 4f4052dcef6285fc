// The bottlenecks, a row each, the worst first. A row links to its page, and its example to the trace.
import { Link } from "@tanstack/react-router";
import type { Bottleneck } from "contract";
import type { JSX } from "react";

import {
  amountOf,
  countedOf,
  kindWords,
  savedInAll,
  savedTime,
  shapeWords,
  spansOf,
  tracesText,
  tracesTitle,
} from "../../lib/bottleneck-words.ts";
import { formatCount } from "../../lib/format.ts";
import { formatAmounts, formatMoneyExact } from "../../lib/format-money.ts";
import { exactTimeNs } from "../../lib/time.ts";
import { classes } from "../../ui/classes.ts";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import type { MoreRows } from "../../ui/list/more-rows.ts";
import { ServiceName } from "../../ui/service-name.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import css from "./bottlenecks.module.css";
import { CopyBottleneck } from "./copy-bottleneck.tsx";
import { EvidenceLink } from "./evidence-link.tsx";

export const bottlenecksClass = css["table"];

export const bottleneckColumns: readonly Column<Bottleneck>[] = [
  {
    label: "Bottleneck",
    hasLink: true,
    cell: (bottleneck) => <Name bottleneck={bottleneck} />,
    csv: {
      Bottleneck: ({ kind }) => kindWords[kind],
      Operation: ({ operation }) => operation,
      Cause: ({ target }) => target,
    },
  },
  {
    label: "Service",
    hide: "phone",
    className: css["service"],
    cell: ({ service }) => <ServiceName name={service} className={css["name"]} />,
    csv: ({ service }) => service,
  },
  {
    label: "Time saved",
    isFigure: true,
    className: css["saved"],
    cellClass: ui.text["strong"],
    title: ({ savedMs }) => `${savedMs} ms`,
    cell: savedInAll,
    csv: { "Time saved (ms)": ({ savedMs }) => savedMs },
  },
  {
    label: "Per trace",
    isFigure: true,
    hide: "phone",
    className: css["each"],
    title: ({ savedMsPerTrace }) => `${savedMsPerTrace} ms`,
    cell: ({ savedMsPerTrace }) => savedTime(savedMsPerTrace),
    csv: { "Per trace (ms)": ({ savedMsPerTrace }) => savedMsPerTrace },
  },
  {
    label: "Traces",
    isFigure: true,
    className: css["traces"],
    title: tracesTitle,
    cell: tracesText,
    csv: ({ traces }) => traces,
  },
  {
    label: "Transactions",
    isFigure: true,
    hide: "narrow",
    className: css["transactions"],
    title: (bottleneck) =>
      [...bottleneck.amounts.map(formatMoneyExact), countedOf(bottleneck)]
        .filter((text) => text !== "")
        .join(", "),
    cell: (bottleneck) => <Transactions bottleneck={bottleneck} />,
    csv: {
      Transactions: ({ transactions }) => transactions,
      Amount: ({ amounts }) => amounts.map(formatMoneyExact).join(", "),
    },
  },
  {
    label: "Last seen",
    hide: "narrow",
    className: css["seen"],
    cellClass: ui.text["soft"],
    cell: ({ lastNs }) => <Time ns={lastNs} />,
    csv: ({ lastNs }) => exactTimeNs(lastNs),
  },
  {
    label: "Example",
    hide: "phone",
    className: css["example"],
    cellClass: css["links"],
    csv: { "Example trace": ({ example }) => example.traceId },
    cell: (bottleneck) => (
      <>
        <EvidenceLink example={bottleneck.example}>{spansOf(bottleneck.example.count)}</EvidenceLink>
        <CopyBottleneck bottleneck={bottleneck} variant="icon" />
      </>
    ),
  },
];

export function BottlenecksTable({
  bottlenecks,
  more,
}: {
  readonly bottlenecks: readonly Bottleneck[];
  readonly more: MoreRows<Bottleneck>;
}): JSX.Element {
  return (
    <List
      label="Bottlenecks"
      className={bottlenecksClass}
      columns={bottleneckColumns}
      rows={bottlenecks}
      keyOf={({ fingerprint }) => fingerprint}
      more={more}
      rowHeight={66}
    />
  );
}

function Transactions({ bottleneck }: { readonly bottleneck: Bottleneck }): JSX.Element {
  const { transactions, amounts } = bottleneck;
  return (
    <>
      {transactions === 0 ? "–" : `${countedOf(bottleneck) === "" ? "" : "≥ "}${formatCount(transactions)}`}
      {amounts.length > 0 && (
        <span className={classes(css["line"], css["money"], ui.text["dim"])}>
          {formatAmounts(amounts, 1)}
        </span>
      )}
    </>
  );
}

function Name({ bottleneck }: { readonly bottleneck: Bottleneck }): JSX.Element {
  const { fingerprint, kind, shape, operation, target } = bottleneck;
  return (
    <>
      <span className={css["line"]}>
        <Link
          className={classes(ui.table["rowLink"], ui.text["strong"], ui.text["ellip"], css["kind"])}
          to="/bottlenecks/$fingerprint"
          params={{ fingerprint }}
        >
          {kindWords[kind]}
        </Link>
        <span className={classes(ui.text["soft"], ui.text["ellip"])} title={operation}>
          in {operation}
        </span>
      </span>
      <span className={css["line"]}>
        <span className={classes(ui.text["mono"], ui.text["ellip"])} title={target}>
          {target}
        </span>
      </span>
      <span className={classes(css["line"], ui.text["dim"])}>
        <span className={ui.text["ellip"]}>
          {amountOf(bottleneck)}, {shapeWords[shape]}
        </span>
      </span>
    </>
  );
}

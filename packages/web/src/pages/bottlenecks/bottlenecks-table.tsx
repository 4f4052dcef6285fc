// The bottlenecks, a row each, the worst first. A row links to its page, and its example to the trace.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Bottleneck } from "contract";
import type { JSX } from "react";

import {
  amountOf,
  countedOf,
  kindWords,
  savedTime,
  shapeWords,
  spansOf,
} from "../../lib/bottleneck-words.ts";
import { formatCount } from "../../lib/format.ts";
import { formatAmounts, formatMoneyExact } from "../../lib/format-money.ts";
import { classes } from "../../ui/classes.ts";
import { ServiceName } from "../../ui/service-name.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import { VirtualRows } from "../../ui/virtual-rows.tsx";
import css from "./bottlenecks.module.css";
import { CopyBottleneck } from "./copy-bottleneck.tsx";
import { EvidenceLink } from "./evidence-link.tsx";

export const skeletonClass = css["table"];

/** The columns, also of the skeleton. */
export const columns = [
  ["Bottleneck", undefined],
  ["Service", classes(css["service"], ui.screen["hidePhone"])],
  ["Time saved", classes(ui.table["num"], css["saved"])],
  ["Per trace", classes(ui.table["num"], css["each"], ui.screen["hidePhone"])],
  ["Traces", classes(ui.table["num"], css["traces"])],
  ["Transactions", classes(ui.table["num"], css["transactions"], ui.screen["hideNarrow"])],
  ["Last seen", classes(css["seen"], ui.screen["hideNarrow"])],
  ["Example", classes(css["example"], ui.screen["hidePhone"])],
] as const;

export interface BottlenecksTableProps {
  readonly bottlenecks: readonly Bottleneck[];
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly onMore: () => void;
}

export function BottlenecksTable({ bottlenecks, ...more }: BottlenecksTableProps): JSX.Element {
  return (
    <div className={ui.screen["scrollX"]}>
      <Table aria-label="Bottlenecks" className={classes(ui.table["table"], css["table"])}>
        <Table.Thead>
          <Table.Tr>
            {columns.map(([name, className]) => (
              <Table.Th key={name} className={className}>
                {name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <VirtualRows rows={bottlenecks} rowHeight={66} keyOf={({ fingerprint }) => fingerprint} {...more}>
          {(bottleneck, index, measure) => (
            <Row key={bottleneck.fingerprint} bottleneck={bottleneck} index={index} measure={measure} />
          )}
        </VirtualRows>
      </Table>
    </div>
  );
}

function Row({
  bottleneck,
  index,
  measure,
}: {
  readonly bottleneck: Bottleneck;
  readonly index: number;
  readonly measure: (element: HTMLElement | null) => void;
}): JSX.Element {
  const { service, savedMs, savedMsPerTrace, traces, transactions, amounts, lastNs, example } = bottleneck;
  return (
    <Table.Tr ref={measure} data-index={index}>
      <Table.Td>
        <Name bottleneck={bottleneck} />
      </Table.Td>
      <Table.Td className={ui.screen["hidePhone"]}>
        <ServiceName name={service} className={css["name"]} />
      </Table.Td>
      <Table.Td className={classes(ui.table["num"], ui.text["strong"])} title={`${savedMs} ms`}>
        {savedTime(savedMs)}
      </Table.Td>
      <Table.Td className={classes(ui.table["num"], ui.screen["hidePhone"])} title={`${savedMsPerTrace} ms`}>
        {savedTime(savedMsPerTrace)}
      </Table.Td>
      <Table.Td className={ui.table["num"]} title={String(traces)}>
        {formatCount(Math.round(traces))}
      </Table.Td>
      <Table.Td
        className={classes(ui.table["num"], ui.screen["hideNarrow"])}
        title={[...amounts.map(formatMoneyExact), countedOf(bottleneck)]
          .filter((text) => text !== "")
          .join(", ")}
      >
        {transactions === 0 ? "–" : `${countedOf(bottleneck) === "" ? "" : "≥ "}${formatCount(transactions)}`}
        {amounts.length > 0 && (
          <span className={classes(css["line"], css["money"], ui.text["dim"])}>
            {formatAmounts(amounts, 1)}
          </span>
        )}
      </Table.Td>
      <Table.Td className={classes(ui.text["soft"], ui.screen["hideNarrow"])}>
        <Time ns={lastNs} />
      </Table.Td>
      <Table.Td className={classes(css["links"], ui.screen["hidePhone"])}>
        <EvidenceLink example={example}>{spansOf(example.count)}</EvidenceLink>
        <CopyBottleneck bottleneck={bottleneck} variant="icon" />
      </Table.Td>
    </Table.Tr>
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

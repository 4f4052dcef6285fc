// Patterns, a row each: template, trend, count against the period before, errors, people, services, first and last seen.
import { Table } from "@mantine/core";
import { Link, useRouter } from "@tanstack/react-router";
import type { LogPattern } from "contract";
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { classes } from "../../ui/classes.ts";
import { CopyMarkdown } from "../../ui/copy-markdown.tsx";
import { Delta } from "../../ui/delta.tsx";
import { ServiceName } from "../../ui/service-name.tsx";
import { Sparkline } from "../../ui/sparkline.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import { VirtualRows } from "../../ui/virtual-rows.tsx";
import { patternFinding } from "./pattern-finding.ts";
import css from "./patterns-table.module.css";
import type { LogsSearch } from "./search.ts";
import { TemplateText } from "./template-text.tsx";

export const skeletonClass = css["patterns"];

export const patternColumns = [
  ["Pattern", undefined],
  ["Trend", classes(css["trend"], ui.screen["hidePhone"])],
  ["Records", classes(ui.table["num"], css["count"])],
  ["Change", classes(css["change"], ui.screen["hidePhone"])],
  ["Errors", classes(ui.table["num"], css["few"], ui.screen["hidePhone"])],
  ["People", classes(ui.table["num"], css["few"], ui.screen["hidePhone"])],
  ["Service", classes(css["service"], ui.screen["hideNarrow"])],
  ["First seen", classes(css["seen"], ui.screen["hideNarrow"])],
] as const;

interface PatternsTableProps {
  readonly patterns: readonly LogPattern[];
  readonly isCompared: boolean;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly onMore: () => void;
}

export function PatternsTable({ patterns, isCompared, ...more }: PatternsTableProps): JSX.Element {
  return (
    <Table aria-label="Patterns" className={classes(ui.table["table"], css["patterns"])}>
      <Table.Thead>
        <Table.Tr>
          {patternColumns.map(([name, className]) => (
            <Table.Th key={name} className={className}>
              {name}
            </Table.Th>
          ))}
          <Table.Th className={classes(css["copy"], ui.screen["hidePhone"])}>
            <span className={ui.text["sr"]}>Copy</span>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <VirtualRows rows={patterns} rowHeight={32} keyOf={keyOf} {...more}>
        {(pattern, index, measure) => (
          <Row key={keyOf(pattern)} {...{ pattern, index, measure, isCompared }} />
        )}
      </VirtualRows>
    </Table>
  );
}

/** The search of the records of a pattern. */
function recordsOf({ kind, eventName, template }: LogPattern): (previous: LogsSearch) => LogsSearch {
  return (previous) => ({
    ...previous,
    patterns: undefined,
    records: eventName === "" ? kind : undefined,
    event: eventName === "" ? previous.event : eventName,
    pattern: template === "" ? undefined : template,
  });
}

const keyOf = ({ eventName, template }: LogPattern): string => `${eventName}\n${template}`;

function Row({
  pattern,
  index,
  measure,
  isCompared,
}: {
  readonly pattern: LogPattern;
  readonly index: number;
  readonly measure: (element: HTMLElement | null) => void;
  readonly isCompared: boolean;
}): JSX.Element {
  const { template, eventName, state, count, before, errors, people, services, first, counts } = pattern;
  const router = useRouter();
  const records = { to: "/logs", search: recordsOf(pattern) } as const;
  const [service = ""] = services;
  return (
    <Table.Tr ref={measure} data-index={index}>
      <Table.Td>
        <Link
          className={classes(ui.table["rowLink"], css["name"])}
          {...records}
          title={`${eventName} ${template}`.trim()}
        >
          {state !== "steady" && <span className={classes(css["state"], css[state])}>{state}</span>}
          <TemplateText template={template} eventName={eventName} />
        </Link>
      </Table.Td>
      <Table.Td className={ui.screen["hidePhone"]}>
        <Sparkline values={counts} bad={errors > 0 && (state === "new" || state === "growing")} />
      </Table.Td>
      <Table.Td className={ui.table["num"]} title={String(count)}>
        {formatCount(count)}
      </Table.Td>
      <Table.Td className={ui.screen["hidePhone"]}>
        {isCompared && before > 0 && <Delta now={count} before={before} />}
      </Table.Td>
      <Table.Td
        className={classes(ui.table["num"], ui.screen["hidePhone"], errors > 0 && ui.text["bad"])}
        title={String(errors)}
      >
        {errors === 0 ? "–" : formatCount(errors)}
      </Table.Td>
      <Table.Td className={classes(ui.table["num"], ui.screen["hidePhone"])} title={String(people)}>
        {people === 0 ? "–" : formatCount(people)}
      </Table.Td>
      <Table.Td className={ui.screen["hideNarrow"]} title={services.join(", ")}>
        <span className={css["services"]}>
          {service !== "" && <ServiceName name={service} />}
          {services.length > 1 && <span className={ui.text["dim"]}>+{services.length - 1}</span>}
        </span>
      </Table.Td>
      <Table.Td className={classes(ui.text["soft"], ui.screen["hideNarrow"])}>
        <Time ns={`${Date.parse(first)}000000`} />
      </Table.Td>
      <Table.Td className={classes(css["copy"], ui.screen["hidePhone"])}>
        <CopyMarkdown
          finding={patternFinding(pattern, isCompared)}
          to={router.buildLocation(records).href}
          variant="icon"
        />
      </Table.Td>
    </Table.Tr>
  );
}

// The groups of errors, a row each. A row links to its group.
import { Table } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { ErrorGroup } from "contract";
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { formatAmounts, formatMoneyExact } from "../../lib/format-money.ts";
import { roseAtEnd } from "../../lib/moved.ts";
import { withMore } from "../../lib/with-more.ts";
import { classes } from "../../ui/classes.ts";
import { ServiceName } from "../../ui/service-name.tsx";
import { Sparkline } from "../../ui/sparkline.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import { VirtualRows } from "../../ui/virtual-rows.tsx";
import css from "./errors-table.module.css";
import { shortPlace } from "./place.ts";
import { StateWord } from "./state-word.tsx";
import { VersionSpan } from "./version-span.tsx";
import type { ErrorsSearch } from "./search.ts";

const route = getRouteApi("/errors");

export const skeletonClass = css["groups"];

/** The columns of the skeleton, as wide as those of the table. */
export const columns = [
  ["Error", undefined],
  ["Service", classes(css["service"], ui.screen["hidePhone"])],
  ["Count", classes(ui.table["num"], css["count"])],
  ["People", classes(ui.table["num"], css["people"])],
  ["At risk", classes(ui.table["num"], css["risk"], ui.screen["hidePhone"])],
  ["First seen", classes(css["seen"], ui.screen["hideNarrow"])],
  ["Last seen", classes(css["seen"], ui.screen["hidePhone"])],
  ["Versions", classes(css["versions"], ui.screen["hideNarrow"])],
] as const;

/** Columns by which the list can be sorted. */
const sorts: Readonly<Record<string, ErrorsSearch["sort"] | "latest">> = {
  Count: "count",
  People: "users",
  "First seen": "first",
  "Last seen": "latest",
};

export interface ErrorsTableProps {
  readonly groups: readonly ErrorGroup[];
  readonly sort: ErrorsSearch["sort"];
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly onMore: () => void;
}

export function ErrorsTable({ groups, sort, ...more }: ErrorsTableProps): JSX.Element {
  return (
    <div className={ui.screen["scrollX"]}>
      <Table aria-label="Errors" className={classes(ui.table["table"], css["groups"])}>
        <Table.Thead>
          <Table.Tr>
            {columns.map(([name, className]) => (
              <Heading key={name} {...{ name, className, sort }} />
            ))}
          </Table.Tr>
        </Table.Thead>
        <VirtualRows rows={groups} rowHeight={48} keyOf={({ fingerprint }) => fingerprint} {...more}>
          {(group, index, measure) => (
            <Row key={group.fingerprint} group={group} index={index} measure={measure} />
          )}
        </VirtualRows>
      </Table>
    </div>
  );
}

function Heading({
  name,
  className,
  sort = "latest",
}: {
  readonly name: string;
  readonly className: string | undefined;
  readonly sort: ErrorsSearch["sort"] | "latest";
}): JSX.Element {
  const navigate = route.useNavigate();
  const by = sorts[name];
  if (by === undefined) return <Table.Th className={className}>{name}</Table.Th>;
  const isSorted = by === sort;
  return (
    <Table.Th className={className} {...(isSorted ? { "aria-sort": "descending" } : {})}>
      <button
        type="button"
        title={`Sort by ${name.toLowerCase()}`}
        onClick={() =>
          void navigate({ search: (previous) => ({ ...previous, sort: by === "latest" ? undefined : by }) })
        }
      >
        {name}
        {isSorted && " ↓"}
      </button>
    </Table.Th>
  );
}

function Row({
  group,
  index,
  measure,
}: {
  readonly group: ErrorGroup;
  readonly index: number;
  readonly measure: (element: HTMLElement | null) => void;
}): JSX.Element {
  const { service, services, truncatedServices, count, users, trend, atRisk, failedTransactions } = group;
  const rose = roseAtEnd(trend, 1);
  return (
    <Table.Tr ref={measure} data-index={index}>
      <Table.Td>
        <Name group={group} />
      </Table.Td>
      <Table.Td className={ui.screen["hidePhone"]} title={withMore(services, truncatedServices)}>
        <span className={css["services"]}>
          <ServiceName name={service} />
          {services.length > 1 && (
            <span className={ui.text["dim"]}>+{formatCount(services.length - 1 + truncatedServices)}</span>
          )}
        </span>
      </Table.Td>
      <Table.Td className={ui.table["num"]} title={String(count)}>
        <span className={css["figure"]}>
          <Sparkline className={css["spark"]} values={trend} bad={rose} />
          <span className={classes(css["value"], rose && classes(ui.text["bad"], ui.text["strong"]))}>
            {formatCount(count)}
          </span>
        </span>
      </Table.Td>
      <Table.Td className={ui.table["num"]} title={String(users)}>
        {formatCount(users)}
      </Table.Td>
      <Table.Td
        className={classes(ui.table["num"], ui.screen["hidePhone"])}
        title={
          failedTransactions === 0
            ? "no failed or abandoned transaction in a trace with this error"
            : `${atRisk.map(formatMoneyExact).join(", ")} in ${failedTransactions} failed or abandoned transactions`
        }
      >
        {formatAmounts(atRisk, 1)}
      </Table.Td>
      <Table.Td className={classes(ui.text["soft"], css["seen"], ui.screen["hideNarrow"])}>
        <Time ns={group.firstSeenNs} />
      </Table.Td>
      <Table.Td className={classes(ui.text["soft"], css["seen"], ui.screen["hidePhone"])}>
        <Time ns={group.lastNs} />
      </Table.Td>
      <Table.Td className={ui.screen["hideNarrow"]}>
        <VersionSpan group={group} />
      </Table.Td>
    </Table.Tr>
  );
}

/** Type, message and place; the state where one was set. */
function Name({
  group: { fingerprint, type, message, place, state },
}: {
  readonly group: ErrorGroup;
}): JSX.Element {
  return (
    <>
      <span className={css["line"]}>
        <Link
          className={classes(ui.table["rowLink"], ui.text["strong"], ui.text["ellip"], css["type"])}
          to="/errors/$fingerprint"
          params={{ fingerprint }}
        >
          {type === "" ? "Error" : type}
        </Link>
        {(state.state !== "open" || state.reopened) && <StateWord state={state} />}
        {state.assignee !== "" && <span className={ui.text["dim"]}>{state.assignee}</span>}
      </span>
      <span className={css["line"]}>
        <span className={classes(ui.text["soft"], ui.text["ellip"])} title={message}>
          {message}
        </span>
        {place !== "" && (
          <span
            className={classes(ui.text["dim"], ui.text["mono"], ui.text["ellip"], css["place"])}
            title={place}
          >
            {shortPlace(place)}
          </span>
        )}
      </span>
    </>
  );
}

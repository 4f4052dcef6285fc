// Errors that were first seen in the range, those of a new version first. Nothing is shown while there are none.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Deploy, ErrorGroup } from "contract";
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { formatCount } from "../../lib/format.ts";
import { formatAmounts, formatMoneyExact } from "../../lib/format-money.ts";
import { useScope } from "../../state/scope.ts";
import { classes } from "../../ui/classes.ts";
import { useDeploys } from "../../ui/deploy-markers.ts";
import { Icon } from "../../ui/icons.tsx";
import { Sparkline } from "../../ui/sparkline.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import css from "./new-errors.module.css";
import { newestFirst, type NewError } from "./deploy-of-error.ts";

const shown = 3;

export function NewErrors(): JSX.Element | null {
  const { rangeQuery } = useScope();
  const query = useApi("/api/errors", {
    query: { ...rangeQuery, new: "true", state: "open", sort: "count", limit: 20 },
  });
  const deploys = useDeploys();
  const groups = query.data?.items ?? [];
  const more = query.data?.nextCursor == null ? "" : "+";
  if (groups.length === 0) return null;
  return (
    <section className={ui.section["section"]} aria-label="New errors">
      <header>
        <h2>New errors</h2>
        <span className={ui.text["dim"]}>first seen in this range</span>
        <Link className={classes(ui.text["link"], ui.section["end"])} to="/errors" search={{ new: "true" }}>
          {groups.length > shown ? `All ${formatCount(groups.length)}${more} new` : "All errors"}
        </Link>
      </header>
      <Errors groups={groups} deploys={deploys} />
    </section>
  );
}

function Errors({
  groups,
  deploys,
}: {
  readonly groups: readonly ErrorGroup[];
  readonly deploys: readonly Deploy[];
}): JSX.Element {
  return (
    <div className={ui.screen["scrollX"]}>
      <Table aria-label="New errors" className={classes(ui.table["table"], css["errors"])}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Error</Table.Th>
            <Table.Th className={css["since"]}>New in</Table.Th>
            <Table.Th className={classes(ui.table["num"], css["count"])}>Count</Table.Th>
            <Table.Th className={classes(ui.table["num"], css["figure"])}>People</Table.Th>
            <Table.Th className={classes(ui.table["num"], css["figure"], ui.screen["hidePhone"])}>
              At risk
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {newestFirst(groups, deploys)
            .slice(0, shown)
            .map((error) => (
              <Row key={error.group.fingerprint} error={error} />
            ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Row({ error: { group, deploy } }: { readonly error: NewError }): JSX.Element {
  const { fingerprint, type, message, count, users, trend, atRisk, firstSeenNs } = group;
  return (
    <Table.Tr>
      <Table.Td className={ui.text["ellip"]} title={`${type}: ${message}`}>
        <Link
          className={classes(ui.table["rowLink"], ui.text["strong"])}
          to="/errors/$fingerprint"
          params={{ fingerprint }}
        >
          {type === "" ? "Error" : type}
        </Link>{" "}
        <span className={ui.text["dim"]}>{message}</span>
      </Table.Td>
      <Table.Td className={classes(ui.text["ellip"], css["since"])}>
        {deploy === undefined ? (
          <span className={ui.text["dim"]}>
            <Time ns={firstSeenNs} />
          </span>
        ) : (
          <span
            className={css["deploy"]}
            title={`${deploy.service} ${deploy.version}, after ${deploy.previous}`}
          >
            <Icon name="flag" />
            <span className={ui.text["ellip"]}>
              {deploy.service} {deploy.version}
            </span>
          </span>
        )}
      </Table.Td>
      <Table.Td className={ui.table["num"]} title={String(count)}>
        <span className={css["line"]}>
          <Sparkline className={css["spark"]} values={trend} bad />
          {formatCount(count)}
        </span>
      </Table.Td>
      <Table.Td className={ui.table["num"]} title={String(users)}>
        {formatCount(users)}
      </Table.Td>
      <Table.Td
        className={classes(ui.table["num"], ui.screen["hidePhone"])}
        title={atRisk.map(formatMoneyExact).join(", ")}
      >
        {formatAmounts(atRisk, 1)}
      </Table.Td>
    </Table.Tr>
  );
}

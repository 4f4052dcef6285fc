// The audit log: actions and rejected logins, newest first.
import { Table } from "@mantine/core";
import type { AuditEntry } from "contract";
import type { JSX } from "react";

import { useApiPages } from "../../data/use-api.ts";
import { classes } from "../../ui/classes.ts";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonTable } from "../../ui/skeleton.tsx";
import { Time } from "../../ui/time.tsx";
import css from "./access.module.css";
import { Actor } from "./actor.tsx";
import { ui } from "../../ui/styles.ts";

const head = ["Time", "Actor", "Action", "Target", "Address"];

export function AuditSection(): JSX.Element {
  const query = useApiPages("/api/audit", { query: { limit: 100 } }, { everyMs: 10_000 });
  return (
    <div className={css["section"]}>
      <QueryView query={query} skeleton={<SkeletonTable head={head} rows={8} />}>
        {({ pages }) => (
          <>
            <AuditTable entries={pages.flatMap(({ items }) => items)} />
            {query.hasNextPage && (
              <button
                type="button"
                className={ui.button["button"]}
                onClick={() => void query.fetchNextPage()}
              >
                Older
              </button>
            )}
          </>
        )}
      </QueryView>
    </div>
  );
}

const rejections = /refused|limited|failed/;

function AuditTable({ entries }: { readonly entries: readonly AuditEntry[] }): JSX.Element {
  if (entries.length === 0) return <p className={ui.text["dim"]}>No entries yet.</p>;
  return (
    <div className={ui.screen["scrollX"]}>
      <Table className={ui.table["still"]}>
        <Table.Thead>
          <Table.Tr>
            {head.map((name) => (
              <Table.Th
                key={name}
                className={name === "Address" || name === "Target" ? ui.screen["hidePhone"] : undefined}
              >
                {name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.map(({ time, actor, identity, action, target, address, tenant, details }, at) => (
            // Entries have no id, and never change.
            // oxlint-disable-next-line react/no-array-index-key
            <Table.Tr key={`${time}-${at}`}>
              <Table.Td className={ui.text["dim"]}>
                <Time at={time} exact />
              </Table.Td>
              <Table.Td>
                <Actor name={actor} identity={identity} />
              </Table.Td>
              <Table.Td className={rejections.test(action) ? css["rejected"] : ""}>
                {action}
                {details["code"] !== undefined && ` · ${details["status"]} ${details["code"]}`}
                {typeof details["count"] === "number" && details["count"] > 1 && ` × ${details["count"]}`}
              </Table.Td>
              <Table.Td
                className={classes(ui.text["mono"], ui.text["dim"], ui.screen["hidePhone"], css["long"])}
                title={JSON.stringify(details)}
              >
                {tenant === "" ? target : `${target} · ${tenant}`}
              </Table.Td>
              <Table.Td
                className={classes(ui.text["mono"], ui.text["dim"], ui.screen["hidePhone"], css["long"])}
              >
                {address}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

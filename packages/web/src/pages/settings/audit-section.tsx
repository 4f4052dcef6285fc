// What was done here, and who was refused, newest first.
import { Table } from "@mantine/core";
import type { AuditEntry } from "contract";
import type { JSX } from "react";

import { useApiPages } from "../../data/use-api.ts";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonTable } from "../../ui/skeleton.tsx";
import { Time } from "../../ui/time.tsx";

const head = ["Time", "Actor", "Action", "Target", "Address"];

export function AuditSection(): JSX.Element {
  const query = useApiPages("/api/audit", { query: { limit: 100 } }, { everyMs: 10_000 });
  return (
    <div className="access-section">
      <QueryView query={query} skeleton={<SkeletonTable head={head} rows={8} />}>
        {({ pages }) => (
          <>
            <AuditTable entries={pages.flatMap(({ items }) => items)} />
            {query.hasNextPage && (
              <button type="button" className="btn" onClick={() => void query.fetchNextPage()}>
                Older
              </button>
            )}
          </>
        )}
      </QueryView>
    </div>
  );
}

function AuditTable({ entries }: { readonly entries: readonly AuditEntry[] }): JSX.Element {
  if (entries.length === 0) return <p className="dim">No entries yet.</p>;
  return (
    <div className="scroll-x">
      <Table className="table still">
        <Table.Thead>
          <Table.Tr>
            {head.map((name) => (
              <Table.Th key={name} className={name === "Address" || name === "Target" ? "hide-p" : ""}>
                {name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.map(({ time, actor, action, target, address, tenant, details }, at) => (
            // Lines have no id of their own, and never change.
            // oxlint-disable-next-line react/no-array-index-key
            <Table.Tr key={`${time}-${at}`}>
              <Table.Td className="dim">
                <Time at={time} exact />
              </Table.Td>
              <Table.Td>{actor}</Table.Td>
              <Table.Td
                className={action.includes("refused") || action.includes("limited") ? "rejected" : ""}
              >
                {action}
                {typeof details["count"] === "number" && details["count"] > 1 && ` × ${details["count"]}`}
              </Table.Td>
              <Table.Td className="mono dim hide-p" title={JSON.stringify(details)}>
                {tenant === "" ? target : `${target} · ${tenant}`}
              </Table.Td>
              <Table.Td className="mono dim hide-p">{address}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

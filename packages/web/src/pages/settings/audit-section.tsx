// What was done here, and who was refused, newest first.
import type { AuditEntry } from "contract";
import type { JSX } from "react";

import { useApiPages } from "../../data/use-api.ts";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonTable } from "../../ui/skeleton.tsx";
import { Time } from "../../ui/time.tsx";

const head = ["Time", "Who", "What", "To what", "From"];

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
  if (entries.length === 0) return <p className="dim">Nothing was noted yet.</p>;
  return (
    <div className="scroll-x">
      <table className="table still">
        <thead>
          <tr>
            {head.map((name) => (
              <th key={name} className={name === "From" || name === "To what" ? "hide-p" : ""}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {entries.map(({ time, actor, action, target, address, tenant, details }, at) => (
            // Lines have no id of their own, and never change.
            // oxlint-disable-next-line react/no-array-index-key
            <tr key={`${time}-${at}`}>
              <td className="dim">
                <Time at={time} exact />
              </td>
              <td>{actor}</td>
              <td className={action.includes("refused") || action.includes("limited") ? "rejected" : ""}>
                {action}
                {typeof details["count"] === "number" && details["count"] > 1 && ` × ${details["count"]}`}
              </td>
              <td className="mono dim hide-p" title={JSON.stringify(details)}>
                {tenant === "" ? target : `${target} · ${tenant}`}
              </td>
              <td className="mono dim hide-p">{address}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

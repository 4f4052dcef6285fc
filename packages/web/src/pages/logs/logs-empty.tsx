// No records: because of a filter, because of the range, or because none has ever come.
import { getRouteApi, Link } from "@tanstack/react-router";
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { Snippet } from "../../ui/snippet.tsx";

const route = getRouteApi("/logs");
const snippet = `import { log } from "telltale";

log.info("order accepted", { "order.id": order.id });
log.error("payment failed", { error });`;

export function LogsEmpty(): JSX.Element {
  const search = route.useSearch();
  const filtered = Object.values(search).some((value) => value !== undefined);
  const last = useApi("/api/logs", { query: { from: "-30d", to: "now", limit: 1 } }, { refresh: "still" })
    .data?.items[0];
  if (last === undefined) {
    return (
      <EmptyState
        title="No log record has come yet"
        why="Send them over OTLP, or write them with the library: each then knows its trace."
        snippet={<Snippet code={snippet} />}
      />
    );
  }
  return (
    <EmptyState
      title="No records fit"
      why={filtered ? "None in this range has this severity and these words." : "None came in this range."}
      actions={
        <>
          {search.business === undefined && (
            <Link
              className="btn"
              to="/logs"
              search={(previous) => ({ ...previous, business: "shown" as const })}
            >
              With business records
            </Link>
          )}
          {filtered && (
            <Link className="btn" to="/logs" search={{}}>
              All records
            </Link>
          )}
          <ScopeWideners />
        </>
      }
    />
  );
}

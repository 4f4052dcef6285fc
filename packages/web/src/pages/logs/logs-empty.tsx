// The empty list: no record matches the filters, none is in the range, or none was ever received.
import { getRouteApi, Link } from "@tanstack/react-router";
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { useLate } from "../../state/completeness.ts";
import { useScope } from "../../state/scope.ts";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { LateEmpty } from "../../ui/late-empty.tsx";
import { Snippet } from "../../ui/snippet.tsx";
import { ui } from "../../ui/styles.ts";
import { isNarrowed, whyEmpty, withoutFilters } from "./why-empty.ts";

const route = getRouteApi("/logs");
const snippet = `import { log } from "telltale";

log.info("order accepted", { "order.id": order.id });
log.error("payment failed", { error });`;

export function LogsEmpty(): JSX.Element {
  const search = route.useSearch();
  const scope = useScope();
  const newest = useApi(
    "/api/logs",
    { query: { from: "-30d", to: "now", limit: 1 } },
    { refresh: "still", part: "whether any logs were received" },
  );
  const late = useLate(["logs"], scope.service);
  if (late !== undefined) return <LateEmpty late={late} things="logs" />;
  if (newest.data?.items.length === 0) {
    return (
      <EmptyState
        title="No logs received yet"
        guide="logs"
        why="Send logs over OTLP, or write them with the library, which links each record to its trace."
        snippet={<Snippet code={snippet} />}
      />
    );
  }
  return (
    <EmptyState
      title="No log records match"
      why={whyEmpty(search, scope)}
      actions={
        <>
          {search.business === undefined && (
            <Link
              className={ui.button["button"]}
              to="/logs"
              search={(previous) => ({ ...previous, business: "shown" as const })}
            >
              Show business records
            </Link>
          )}
          {isNarrowed(search) && (
            <Link
              className={ui.button["button"]}
              to="/logs"
              search={(previous) => ({ ...previous, ...withoutFilters })}
            >
              Show all records
            </Link>
          )}
          <ScopeWideners />
        </>
      }
    />
  );
}

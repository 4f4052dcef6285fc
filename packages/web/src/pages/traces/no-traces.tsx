// The empty list: no trace matches the filters, none is in the range, or no span was ever received.
import { comment, type TypeScript, typescript } from "quoting/typescript";
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { useLate } from "../../state/completeness.ts";
import { useScope, useScopeChanges } from "../../state/scope.ts";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { LateEmpty } from "../../ui/late-empty.tsx";
import { Snippet } from "../../ui/snippet.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./no-traces.module.css";
import type { TracesSearch } from "./search.ts";

export interface NoTracesProps {
  readonly search: TracesSearch;
  readonly onSearch: (change: TracesSearch) => void;
}

const snippet = (endpoint: string): TypeScript => typescript`import { start, trace } from "telltale";

start({ service: "shop" }); ${comment(`sends to ${endpoint}`)}

await trace("charge card", async () => {
  // the work to measure
});`;

export function NoTraces({ search, onSearch }: NoTracesProps): JSX.Element {
  const stats = useApi("/api/stats", {}, { part: "whether any spans were received" });
  const { query, service } = useScope();
  const { filter: filters = [] } = query;
  const late = useLate(["spans"], service);
  if (late !== undefined) return <LateEmpty late={late} things="spans" />;
  if (stats.data?.store.rows === 0) {
    return (
      <EmptyState
        title="No spans received yet"
        guide="first-steps"
        why="Run this code, or send from any OpenTelemetry SDK to the same address. The list updates automatically."
        snippet={<Snippet code={snippet(stats.data.addresses.otlpHttp)} />}
      />
    );
  }
  const isRegion = search.region !== undefined;
  return (
    <>
      <EmptyState
        title={isRegion ? "No trace in this region" : "No traces in this range"}
        why={
          isRegion
            ? "No span of this time and duration matches the filters."
            : filters.length > 0
              ? "No trace in this range has a span that matches all filters."
              : "There are no spans in the selected time range, environment and service."
        }
        actions={
          <>
            {isRegion && (
              <button
                type="button"
                className={ui.button["button"]}
                onClick={() => onSearch({ region: undefined })}
              >
                Clear region
              </button>
            )}
            <ScopeWideners />
          </>
        }
      />
      {filters.length > 1 && !isRegion && (
        <ul className={css["filters"]} aria-label="Filters">
          {filters.map((filter) => (
            <WithoutFilter key={filter} filter={filter} />
          ))}
        </ul>
      )}
    </>
  );
}

/** Whether there are traces without this one filter. */
function WithoutFilter({ filter }: { readonly filter: string }): JSX.Element {
  const { query } = useScope();
  const { removeFilter } = useScopeChanges();
  const others = (query.filter ?? []).filter((one) => one !== filter);
  const found = useApi(
    "/api/traces",
    { query: { ...query, filter: others, limit: 1 } },
    { refresh: "still", part: "what each filter excludes" },
  );
  const isExcluding = (found.data?.items.length ?? 0) > 0;
  return (
    <li>
      <code>{filter}</code>{" "}
      {found.data === undefined || found.isPlaceholderData ? (
        <span className={ui.text["dim"]}>{found.isError ? "not known: it was not read." : "checking…"}</span>
      ) : isExcluding ? (
        <>
          excludes everything.{" "}
          <button type="button" className={ui.text["link"]} onClick={() => removeFilter(filter)}>
            Remove filter
          </button>
        </>
      ) : (
        <span className={ui.text["dim"]}>makes no difference: the others exclude everything without it.</span>
      )}
    </li>
  );
}

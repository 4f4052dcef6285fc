// The empty list: no trace matches the filters, none is in the range, or no span was ever received.
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { Snippet } from "../../ui/snippet.tsx";
import type { TracesSearch } from "./search.ts";
import { ui } from "../../ui/styles.ts";

export interface NoTracesProps {
  readonly search: TracesSearch;
  readonly onSearch: (change: TracesSearch) => void;
}

const snippet = (endpoint: string): string => `import { start, trace } from "telltale";

start({ service: "shop" }); // sends to ${endpoint}

await trace("charge card", async () => {
  // the work to measure
});`;

export function NoTraces({ search, onSearch }: NoTracesProps): JSX.Element {
  const stats = useApi("/api/stats", {});
  if (stats.data?.store.rows === 0) {
    return (
      <EmptyState
        title="No spans received yet"
        why="Run this code, or send from any OpenTelemetry SDK to the same address. The list updates automatically."
        snippet={<Snippet code={snippet(stats.data.addresses.otlpHttp)} />}
      />
    );
  }
  const narrowed = Object.values(search).some((value) => value !== undefined && value !== "slowest");
  return (
    <EmptyState
      title={narrowed ? "No trace matches" : "No traces in this range"}
      why={
        narrowed
          ? "No trace in this range matches the outcome, name and duration."
          : "There are spans outside of the selected time range, environment, service or filters."
      }
      actions={
        <>
          {narrowed && (
            <button
              type="button"
              className={ui.button["button"]}
              onClick={() => onSearch({ name: undefined, status: undefined, min: undefined, max: undefined })}
            >
              Clear these filters
            </button>
          )}
          <ScopeWideners />
        </>
      }
    />
  );
}

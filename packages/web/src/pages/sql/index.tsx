// SQL: a query, its answer, and what can be asked. The query that was run stands in the address.
import "./sql.css";

import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { pathOf, type SqlResult } from "contract";
import { useState, type JSX } from "react";

import { toProblem } from "../../data/api-error.ts";
import { send, sendForResponse } from "../../data/client.ts";
import { useApi } from "../../data/use-api.ts";
import { commandKey } from "../../ui/shell/command-key.ts";
import { CopyLink } from "../../ui/copy-button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Icon } from "../../ui/icons.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { addToHistory } from "./history.ts";
import { Examples, History } from "./past-queries.tsx";
import { Mistake, Result } from "./result.tsx";
import { SchemaList } from "./schema-list.tsx";
import { SqlEditor } from "./sql-editor.tsx";

const route = getRouteApi("/sql");

/** The page. */
export function SqlPage(): JSX.Element {
  const { q } = route.useSearch();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [text, setText] = useState(q ?? "");
  // What was put into the editor from outside, and the query of the address when that was last looked at.
  const [{ put, at }, setPut] = useState({ put: { text: q ?? "" }, at: q });
  if (at !== q) {
    // Whoever goes back, or comes by a link, finds the query of the address; what was typed since it was run stays.
    setPut({ put: put.text === q ? put : { text: q ?? "" }, at: q });
    if (put.text !== q) setText(q ?? "");
  }
  const schema = useApi("/api/sql/schema", {}, { refresh: "still" }).data;
  const queryKey = [pathOf("POST /api/sql"), q ?? ""];
  const { data, error, isFetching, isPlaceholderData, dataUpdatedAt, refetch } = useQuery({
    queryKey,
    queryFn: ({ signal }) => ask(q ?? "", signal),
    enabled: q !== undefined,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    meta: { refresh: "still" },
  });
  const problem = error === null || isFetching ? undefined : toProblem(error);
  const run = (asked: string): void => {
    if (asked.trim() === "") return;
    setText(asked);
    setPut({ put: { text: asked }, at: q });
    if (asked === q) void refetch();
    else void navigate({ to: "/sql", search: (before) => ({ ...before, q: asked }) });
  };
  return (
    <>
      <PageHead title="SQL" sub="read-only queries on the stored data" actions={<CopyLink />} />
      <div className="sql-page">
        <div className="sql-work">
          <div className="sql-box">
            <SqlEditor
              put={put}
              schema={schema}
              place={text === q ? problem?.place : undefined}
              onChange={setText}
              onRun={run}
            />
            <div className="sql-tools">
              {isFetching ? (
                <button type="button" className="btn" onClick={() => void client.cancelQueries({ queryKey })}>
                  Cancel
                </button>
              ) : (
                <button
                  type="button"
                  className="btn primary"
                  disabled={text.trim() === ""}
                  onClick={() => run(text)}
                >
                  <Icon name="play" />
                  Run <kbd>{commandKey === "⌘" ? "⌘ ↵" : "Ctrl ↵"}</kbd>
                </button>
              )}
              {isFetching && (
                <span className="sql-waits dim" role="status">
                  Running or queued: two SQL queries run at a time, and pages have priority
                </span>
              )}
              {data !== undefined && q !== undefined && <Export query={q} />}
            </div>
          </div>
          {problem !== undefined && <Mistake problem={problem} />}
          {problem === undefined && data !== undefined && q !== undefined && (
            <Result key={dataUpdatedAt} result={data} stale={isFetching || isPlaceholderData} />
          )}
          {problem === undefined && data === undefined && !isFetching && (
            <EmptyState
              inline
              title="No query yet"
              why="Write a query, or start with one of the examples. Queries are read-only and limited to 30 seconds and 200 MB."
            />
          )}
        </div>
        <aside className="sql-side">
          <h2 className="t">Examples</h2>
          <Examples onPick={run} />
          <h2 className="t">Tables</h2>
          {schema !== undefined && <SchemaList schema={schema} onPick={run} />}
          <h2 className="t">History</h2>
          <History key={dataUpdatedAt} onPick={run} />
        </aside>
      </div>
    </>
  );
}

async function ask(query: string, signal: AbortSignal): Promise<SqlResult> {
  const result = await send("POST /api/sql", { body: { query }, signal });
  addToHistory({ query, rows: result.rows.length, timeMs: Date.now() });
  return result;
}

/** Saves the answer with all its rows as CSV: asked anew, because the page has only the first thousand. */
function Export({ query }: { readonly query: string }): JSX.Element {
  const [state, setState] = useState<"idle" | "busy" | string>("idle");
  const save = async (): Promise<void> => {
    setState("busy");
    try {
      const response = await sendForResponse("POST /api/sql", {
        body: { query, format: "csv" },
        accept: "application/json, text/csv",
      });
      const link = document.createElement("a");
      link.href = URL.createObjectURL(await response.blob());
      link.download = "query.csv";
      link.click();
      URL.revokeObjectURL(link.href);
      setState("idle");
    } catch (error) {
      setState(toProblem(error).message);
    }
  };
  return (
    <>
      <button type="button" className="btn quiet" disabled={state === "busy"} onClick={() => void save()}>
        <Icon name="download" />
        {state === "busy" ? "Saving" : "CSV"}
      </button>
      {state !== "idle" && state !== "busy" && (
        <span className="dim" role="alert">
          {state}
        </span>
      )}
    </>
  );
}

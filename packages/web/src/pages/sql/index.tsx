// SQL: the editor, the result below it, and beside it examples, tables and history. The URL names the query that was run last.
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useEffect, useState, type JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { useProgress } from "../../data/use-progress.ts";
import { differs } from "../../lib/open-drafts.ts";
import { sqlDraft } from "../../lib/rule-draft.ts";
import { describeProgress, slowMs } from "../../lib/progress-words.ts";
import { commandKey } from "../../ui/shell/command-key.ts";
import { AlertOnThis } from "../../ui/alert-on-this.tsx";
import { classes } from "../../ui/classes.ts";
import { CopyLink } from "../../ui/copy-button.tsx";
import { DiscardQuestion } from "../../ui/discard-question.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Icon } from "../../ui/icons.tsx";
import { LeaveQuestion } from "../../ui/leave-question.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { PinToDashboard } from "../../ui/pin-to-dashboard.tsx";
import { Status } from "../../ui/status.tsx";
import { ExportButton } from "./export-button.tsx";
import { Examples, History } from "./past-queries.tsx";
import { QueryProblem, Result } from "./result.tsx";
import { SchemaList } from "./schema-list.tsx";
import { SqlEditor } from "./sql-editor.tsx";
import css from "./sql.module.css";
import { useEditorText } from "./use-editor-text.ts";
import { useSqlResult, type QueryRun } from "./use-sql-result.ts";
import { ui } from "../../ui/styles.ts";

const route = getRouteApi("/sql");

/** As the question names it that is asked before it is lost. */
const draftName = "the query";

/** The page. */
export function SqlPage(): JSX.Element {
  const { q: query } = route.useSearch();
  const navigate = useNavigate();
  const schema = useApi("/api/sql/schema", {}, { refresh: "still", part: "tables and columns" }).data;
  const queryRun = useSqlResult(query);
  const editor = useEditorText(query);
  const run = (text: string): void => {
    if (text.trim() === "") return;
    editor.putText(text);
    if (query !== undefined && !differs(text, query)) queryRun.runAgain();
    else void navigate({ to: "/sql", search: (before) => ({ ...before, q: text }), ignoreBlocker: true });
  };
  const isDraft = editor.text.trim() !== "" && differs(editor.text, query ?? "");
  const [picked, setPicked] = useState<string>();
  const pick = (text: string): void => {
    if (isDraft && differs(text, editor.text)) setPicked(text);
    else run(text);
  };
  return (
    <>
      <LeaveQuestion name={draftName} draft={isDraft} saved={false} shownBy="q" />
      <PickQuestion picked={picked} onRun={run} onClose={() => setPicked(undefined)} />
      <PageHead
        title="SQL"
        sub="read-only queries on the stored data"
        actions={
          <>
            {query !== undefined && (
              <PinToDashboard chart={{ title: titleOf(query), sources: [{ sql: query }] }} />
            )}
            <CopyLink />
          </>
        }
      />
      <div className={css["page"]}>
        <div>
          <div className={css["box"]}>
            <SqlEditor
              put={editor.put}
              schema={schema}
              place={
                query !== undefined && !differs(editor.text, query) ? queryRun.problem?.place : undefined
              }
              onChange={editor.setText}
              onRun={run}
            />
            <Tools queryRun={queryRun} query={query} text={editor.text} onRun={run} />
          </div>
          <Outcome queryRun={queryRun} />
        </div>
        <aside className={css["side"]}>
          <h2 className={ui.section["title"]}>Examples</h2>
          <Examples onPick={pick} />
          <h2 className={ui.section["title"]}>Tables</h2>
          {schema !== undefined && <SchemaList schema={schema} onPick={pick} />}
          <h2 className={ui.section["title"]}>History</h2>
          <History key={queryRun.resultId} onPick={pick} />
        </aside>
      </div>
    </>
  );
}

interface PickQuestionProps {
  /** The query that was picked while another one was being written. */
  readonly picked: string | undefined;
  readonly onRun: (text: string) => void;
  readonly onClose: () => void;
}

/** Asks before a picked query replaces one that was not run. */
function PickQuestion({ picked, onRun, onClose }: PickQuestionProps): JSX.Element {
  const onDiscard = (): void => {
    onClose();
    if (picked !== undefined) onRun(picked);
  };
  return (
    <DiscardQuestion
      lost={picked === undefined ? undefined : [{ name: draftName }]}
      onDiscard={onDiscard}
      onKeep={onClose}
    />
  );
}

interface ToolsProps {
  readonly queryRun: QueryRun;
  readonly query: string | undefined;
  /** The text in the editor. */
  readonly text: string;
  readonly onRun: (text: string) => void;
}

function Tools({ queryRun, query, text, onRun }: ToolsProps): JSX.Element {
  const { running, result, outdated, cancel } = queryRun;
  const draft = result === undefined || query === undefined || outdated ? undefined : sqlDraft(query, result);
  return (
    <div className={css["tools"]}>
      {running ? (
        <>
          <button type="button" className={ui.button["button"]} onClick={cancel}>
            Cancel
          </button>
          <Waiting />
        </>
      ) : (
        <button
          type="button"
          className={ui.button["primary"]}
          disabled={text.trim() === ""}
          onClick={() => onRun(text)}
        >
          <Icon name="play" />
          Run <kbd>{commandKey === "⌘" ? "⌘ ↵" : "Ctrl ↵"}</kbd>
        </button>
      )}
      {result !== undefined && query !== undefined && !outdated && (
        // the file is of the query, which the rows must be of, too
        <ExportButton query={query} result={result} />
      )}
      {draft !== undefined && <AlertOnThis draft={draft} />}
    </div>
  );
}

/** That the query runs; when it is slow, the rows that it has read. */
function Waiting(): JSX.Element {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), slowMs);
    return () => clearTimeout(timer);
  }, []);
  const read = describeProgress(useProgress(slow));
  return (
    <span className={classes(ui.text["dim"], css["waiting"])} role="status">
      {read ?? "Running or queued: two SQL queries run at a time, and pages have priority"}
    </span>
  );
}

function Outcome({
  queryRun: { problem, result, resultId, running, outdated, cancelled },
}: {
  readonly queryRun: QueryRun;
}): JSX.Element | null {
  if (problem !== undefined) return <QueryProblem problem={problem} />;
  if (result !== undefined)
    return (
      <>
        {cancelled && <CancelledNote />}
        <Result key={resultId} result={result} outdated={outdated} />
      </>
    );
  if (cancelled) return <CancelledNote />;
  if (running) return null;
  return (
    <EmptyState
      inline
      title="No query yet"
      why="Write a query, or start with one of the examples. Queries are read-only and limited to 30 seconds and 200 MB."
    />
  );
}

function CancelledNote(): JSX.Element {
  return (
    <p className={ui.note["note"]} role="status">
      <Status kind="off">cancelled</Status>
      <span className={ui.note["text"]}>
        The query was cancelled in the store, too. Run it again, or make it faster with a condition on the
        time.
      </span>
    </p>
  );
}

/** The first words of a query, or its comment. */
function titleOf(query: string): string {
  const line = query.trim().split("\n", 1)[0] ?? "";
  return line.replace(/^-- */, "").slice(0, 80) || "Query";
}

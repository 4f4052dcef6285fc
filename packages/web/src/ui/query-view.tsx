// The states of a result: a skeleton at first, the previous result dimmed while a changed query loads, live data in place,
// and an error that leaves the rest of the page alone.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, type JSX, type ReactNode } from "react";

import { toProblem } from "../data/api-error.ts";
import type { Answer } from "../data/use-api.ts";
import { useProgress } from "../data/use-progress.ts";
import { describeProgress, slowMs } from "../lib/progress-words.ts";
import { formatTime } from "../lib/time.ts";
import { classes } from "./classes.ts";
import { ProblemState } from "./problem-state.tsx";
import css from "./query-view.module.css";
import { Status, type StatusKind } from "./status.tsx";
import { ui } from "./styles.ts";

export interface QueryViewProps<T> {
  readonly query: Answer<T>;
  /** Shown before the first result, in the layout of the result. */
  readonly skeleton: ReactNode;
  readonly inline?: boolean;
  readonly children: (data: T) => ReactNode;
}

/** Shows `children` of the latest data, with a note when it is outdated or partial. */
export function QueryView<T>({ query, skeleton, inline = false, children }: QueryViewProps<T>): JSX.Element {
  const { data, dataUpdatedAt, error, isError, isFetching, isPlaceholderData, refetch } = query;
  if (data === undefined) return <WithoutData query={query} skeleton={skeleton} inline={inline} />;
  const again = (): void => void refetch();
  const isWaiting = isFetching && isPlaceholderData;
  return (
    <div className={classes(css["view"], isWaiting && css["dimmed"])} aria-busy={isWaiting}>
      <i className={css["run"]} />
      <div className={css["body"]}>
        {isError && (
          <Note
            kind="unknown"
            word={`not refreshed since ${formatTime(dataUpdatedAt)}`}
            text={toProblem(error).message}
            verb="Try again"
            onClick={again}
          />
        )}
        {isPlaceholderData && !isFetching && !isError && (
          <Note kind="warn" word="outdated" text="The update was cancelled." verb="Reload" onClick={again} />
        )}
        {isPartial(data) && (
          <Note
            kind="warn"
            word="partial"
            text="A server of the store did not answer. Its data is missing."
            verb="Reload"
            onClick={again}
          />
        )}
        {children(data)}
      </div>
      {(isWaiting || (isEstimate(data) && !isError)) && <Waiting isWaiting={isFetching} onRetry={again} />}
    </div>
  );
}

/** The skeleton before the first result, or the error in its place. */
function WithoutData({
  query: { error, isError, isFetching, refetch },
  skeleton,
  inline,
}: {
  readonly query: Answer<unknown>;
  readonly skeleton: ReactNode;
  readonly inline: boolean;
}): JSX.Element {
  const [isAgain, setIsAgain] = useState(false);
  const again = (): void => {
    setIsAgain(true);
    void refetch().finally(() => setIsAgain(false));
  };
  // refetches while live leave the error where it is; after a click a skeleton shows that it is fetched again
  if (isError && !isAgain) return <ProblemState problem={toProblem(error)} onRetry={again} inline={inline} />;
  return (
    <div className={css["view"]} aria-busy={isFetching}>
      <span className={ui.text["sr"]} role="status">
        Loading
      </span>
      {skeleton}
      <Waiting isWaiting={isFetching} onRetry={again} />
    </div>
  );
}

/** Before the first exact result: how far a slow query is, and after it was cancelled a way to ask again. */
function Waiting({
  isWaiting,
  onRetry,
}: {
  readonly isWaiting: boolean;
  readonly onRetry: () => void;
}): JSX.Element | null {
  if (isWaiting) return <Slow />;
  return (
    <div className={css["float"]}>
      <span>cancelled</span>
      <button type="button" className={ui.button["button"]} onClick={onRetry}>
        Reload
      </button>
    </div>
  );
}

/** After 2 s: the rows that were read, and a button that cancels the queries of the page. */
function Slow(): JSX.Element | null {
  const client = useQueryClient();
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), slowMs);
    return () => clearTimeout(timer);
  }, []);
  const progress = useProgress(slow);
  if (!slow) return null;
  return (
    <div className={css["float"]}>
      <span role="status">{describeProgress(progress) ?? "still loading"}</span>
      <button type="button" className={ui.button["button"]} onClick={() => void client.cancelQueries()}>
        Cancel
      </button>
    </div>
  );
}

/** Whether a result, or the first page of one, comes from a part of the data; the exact one is on its way. */
function isEstimate(data: unknown): boolean {
  const { isEstimate: estimated, pages } = data as {
    readonly isEstimate?: unknown;
    readonly pages?: unknown;
  };
  return estimated === true || (Array.isArray(pages) && isEstimate(pages[0]));
}

/** Whether a shard of the store was missing in a result, or in a page of one. */
function isPartial(data: unknown): boolean {
  const { partial, pages } = data as { readonly partial?: unknown; readonly pages?: unknown };
  return partial === true || (Array.isArray(pages) && pages.some(isPartial));
}

function Note({
  kind,
  word,
  text,
  verb,
  onClick,
}: {
  readonly kind: StatusKind;
  readonly word: string;
  readonly text: string;
  readonly verb: string;
  readonly onClick: () => void;
}): JSX.Element {
  return (
    <p className={ui.note["note"]} role="status">
      <Status kind={kind}>{word}</Status>
      <span className={ui.note["text"]}>{text}</span>
      <button type="button" className={ui.text["link"]} onClick={onClick}>
        {verb}
      </button>
    </p>
  );
}

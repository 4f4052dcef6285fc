// The states of a result: a skeleton at first, the previous result dimmed while a changed query loads, live data in place,
// and an error that leaves the rest of the page alone.
import { useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { useEffect, useState, type JSX, type ReactNode } from "react";

import { toProblem } from "../data/api-error.ts";
import { classes } from "./classes.ts";
import { ProblemState } from "./problem-state.tsx";
import css from "./query-view.module.css";
import { Status } from "./status.tsx";
import { ui } from "./styles.ts";

type Result<T> = Pick<
  UseQueryResult<T, Error>,
  "data" | "error" | "isError" | "isFetching" | "isPlaceholderData" | "refetch"
>;

export interface QueryViewProps<T> {
  readonly query: Result<T>;
  /** Shown before the first result, in the layout of the result. */
  readonly skeleton: ReactNode;
  readonly inline?: boolean;
  readonly children: (data: T) => ReactNode;
}

/** Shows `children` of the latest data, with a note when it is outdated. */
export function QueryView<T>({ query, skeleton, inline = false, children }: QueryViewProps<T>): JSX.Element {
  const { data, error, isError, isFetching, isPlaceholderData, refetch } = query;
  const again = (): void => void refetch();
  if (data === undefined) {
    if (isError) return <ProblemState problem={toProblem(error)} onRetry={again} inline={inline} />;
    return (
      <div aria-busy="true">
        <span className={ui.text["sr"]} role="status">
          Loading
        </span>
        {skeleton}
      </div>
    );
  }
  return (
    <Stale dimmed={isPlaceholderData && isFetching}>
      {isError && <FailedRefresh error={error} onRetry={again} />}
      {isPlaceholderData && !isFetching && !isError && <Stopped onRetry={again} />}
      {children(data)}
    </Stale>
  );
}

/** Dims outdated data; a progress line appears after 150 ms, and after 2 s a button that cancels the query. */
function Stale({
  dimmed,
  children,
}: {
  readonly dimmed: boolean;
  readonly children: ReactNode;
}): JSX.Element {
  const client = useQueryClient();
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    if (!dimmed) return undefined;
    const timer = setTimeout(() => setSlow(true), 2000);
    return () => {
      clearTimeout(timer);
      setSlow(false);
    };
  }, [dimmed]);
  return (
    <div className={classes(css["view"], dimmed && css["dimmed"])} aria-busy={dimmed}>
      <i className={css["run"]} />
      <div className={css["body"]}>{children}</div>
      {dimmed && slow && (
        <div className={css["float"]}>
          <span>still loading</span>
          <button type="button" className={ui.button["button"]} onClick={() => void client.cancelQueries()}>
            Cancel
          </button>
        </div>
      )}
    </div>
  );
}

function FailedRefresh({
  error,
  onRetry,
}: {
  readonly error: unknown;
  readonly onRetry: () => void;
}): JSX.Element {
  return (
    <p className={ui.note["note"]} role="status">
      <Status kind="warn">not refreshed</Status>
      <span className={ui.note["text"]}>{toProblem(error).message}</span>
      <button type="button" className={ui.text["link"]} onClick={onRetry}>
        Try again
      </button>
    </p>
  );
}

function Stopped({ onRetry }: { readonly onRetry: () => void }): JSX.Element {
  return (
    <p className={ui.note["note"]} role="status">
      <Status kind="warn">outdated</Status>
      <span className={ui.note["text"]}>The update was cancelled.</span>
      <button type="button" className={ui.text["link"]} onClick={onRetry}>
        Reload
      </button>
    </p>
  );
}

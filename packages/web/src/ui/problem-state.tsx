// An error as a person needs it: what failed, what to do, the code to quote.
import type { Problem } from "contract";
import type { JSX, ReactNode } from "react";

import { Status } from "./status.tsx";

export interface ProblemStateProps {
  readonly problem: Problem;
  readonly onRetry?: (() => void) | undefined;
  /** Another way on, beside Try again. */
  readonly action?: ReactNode;
  /** In a chart or a part of a page rather than alone. */
  readonly inline?: boolean;
}

/** The error state of a part of a page. */
export function ProblemState({ problem, onRetry, action, inline = false }: ProblemStateProps): JSX.Element {
  const id = problem.requestId === undefined ? "" : ` · req ${problem.requestId}`;
  return (
    <div className={`state ${inline ? "inline" : ""}`} role="alert">
      <Status kind="error">{problem.message}</Status>
      <p>{problem.fix}</p>
      <p className="acts">
        {onRetry !== undefined && (
          <button type="button" className="btn" onClick={onRetry}>
            Try again
          </button>
        )}
        {problem.status === 401 && (
          <a className="btn primary" href="/login">
            Log in
          </a>
        )}
        {action}
      </p>
      <code className="mono dim">{`${problem.code}${id}`}</code>
    </div>
  );
}

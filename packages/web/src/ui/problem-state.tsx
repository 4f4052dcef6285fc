// An error: what failed, what to do next, and the code to quote.
import type { Problem } from "contract";
import type { JSX, ReactNode } from "react";

import { classes } from "./classes.ts";
import { Status } from "./status.tsx";
import { ui } from "./styles.ts";
import { TextWithCode } from "./text-with-code.tsx";

export interface ProblemStateProps {
  readonly problem: Problem;
  readonly onRetry?: (() => void) | undefined;
  /** Another action beside Try again. */
  readonly action?: ReactNode;
  /** In a chart or a part of a page rather than alone. */
  readonly inline?: boolean;
}

/** The error state of a part of a page. */
export function ProblemState({ problem, onRetry, action, inline = false }: ProblemStateProps): JSX.Element {
  const id = problem.requestId === undefined ? "" : ` · req ${problem.requestId}`;
  return (
    <div className={inline ? ui.state["inline"] : ui.state["state"]} role="alert">
      <Status kind="unknown">
        <span>
          <TextWithCode text={problem.message} />
        </span>
      </Status>
      <p>
        <TextWithCode text={problem.fix} />
      </p>
      <p className={ui.state["actions"]}>
        {onRetry !== undefined && (
          <button type="button" className={ui.button["button"]} onClick={onRetry}>
            Try again
          </button>
        )}
        {problem.status === 401 && (
          <a className={ui.button["primary"]} href="/login">
            Log in
          </a>
        )}
        {action}
      </p>
      <code className={classes(ui.text["mono"], ui.text["dim"])}>{`${problem.code}${id}`}</code>
    </div>
  );
}

// A line above the alerts when their evaluation needs attention: it is late, rules fail, or no console evaluates. Else nothing.
import { Link } from "@tanstack/react-router";
import type { Evaluation } from "contract";
import type { JSX, ReactNode } from "react";

import { formatDuration } from "../../../lib/format-duration.ts";
import { formatAge } from "../../../lib/time.ts";
import { Status } from "../../../ui/status.tsx";
import { ui } from "../../../ui/styles.ts";
import { useNow } from "../../../ui/use-now.ts";

/** Rules are evaluated each minute; two rounds may be missed when the leader changes. */
const silentMs = 3 * 60_000;
const lateMs = 60_000;

export function EvaluationLine({ evaluation }: { readonly evaluation: Evaluation }): JSX.Element | null {
  const now = useNow(10_000);
  const { lastMs, lateMs: late, durationMs, leader, rules, failing } = evaluation;
  if (rules === 0) return null;
  if (lastMs === null) {
    return (
      <Line kind="not evaluated yet">
        No console has evaluated the rules. One with the role <code>alert</code> or <code>all</code> does.
      </Line>
    );
  }
  const by = leader === "" ? "" : ` by ${leader}`;
  return (
    <>
      {now - lastMs > silentMs && (
        <Line kind="evaluation stopped">
          The last evaluation was {formatAge(lastMs, now)} ago{by}. States below are of that time.
        </Line>
      )}
      {late > lateMs && (
        <Line kind="evaluation is late">
          The last one was stored {formatDuration(late)} after its time and took {formatDuration(durationMs)}
          {by}.
        </Line>
      )}
      {failing > 0 && (
        <Line kind={failing === 1 ? "1 rule fails" : `${failing} rules fail`}>
          {failing === 1 ? "Its" : "Their"} value cannot be computed.{" "}
          <Link className={ui.text["link"]} to="/alerts/rules" search={{ problem: "true" }}>
            Show
          </Link>
        </Line>
      )}
    </>
  );
}

function Line({ kind, children }: { readonly kind: string; readonly children: ReactNode }): JSX.Element {
  return (
    <div className={ui.note["note"]} role="status">
      <Status kind="warn">{kind}</Status>
      <span className={ui.note["text"]}>{children}</span>
    </div>
  );
}

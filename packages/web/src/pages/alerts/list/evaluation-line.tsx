// A line above the alerts when their evaluation needs attention: rules are not evaluated, or it is late. Else nothing.
import { Link } from "@tanstack/react-router";
import type { Evaluation } from "contract";
import type { JSX } from "react";

import { formatDuration } from "../../../lib/format-duration.ts";
import { unknownRules } from "../../../lib/unknown-words.ts";
import { NotKnownNote } from "../../../ui/not-known.tsx";
import { Status } from "../../../ui/status.tsx";
import { ui } from "../../../ui/styles.ts";

const lateMs = 60_000;

export function EvaluationLine({ evaluation }: { readonly evaluation: Evaluation }): JSX.Element | null {
  const { lastMs, lateMs: late, durationMs, leader, rules } = evaluation;
  const notKnown = unknownRules(evaluation);
  if (notKnown !== undefined)
    return (
      <NotKnownNote
        items={[notKnown]}
        action={
          <Link className={ui.text["link"]} to="/alerts/rules" search={{ problem: "true" }}>
            Show rules
          </Link>
        }
      />
    );
  if (rules === 0 || lastMs === null || late <= lateMs) return null;
  const by = leader === "" ? "" : ` by ${leader}`;
  return (
    <div className={ui.note["note"]} role="status">
      <Status kind="warn">evaluation is late</Status>
      <span className={ui.note["text"]}>
        The last one was stored {formatDuration(late)} after its time and took {formatDuration(durationMs)}
        {by}.
      </span>
    </div>
  );
}

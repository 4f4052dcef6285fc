// The first line of the page: what wants attention, with a link to it. Absent when nothing does.
import type { WorkflowTypeResult } from "contract";
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { CopyMarkdown } from "../../ui/copy-markdown.tsx";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./finding.module.css";
import { transitionKey, transitionName } from "./transition-key.ts";
import type { PartProps } from "./part-props.ts";

export function Finding({ result, onSearch }: Pick<PartProps, "result" | "onSearch">): JSX.Element | null {
  const stuck = stuckWords(result);
  const illegal = result.summary.transitions
    .filter((one) => one.illegal > 0)
    .toSorted((a, b) => b.illegal - a.illegal)[0];
  if (stuck === undefined && illegal === undefined) return null;
  const illegalWords =
    illegal === undefined ? "" : `${formatCount(illegal.illegal)} illegal ${transitionName(illegal)}`;
  return (
    <p className={css["finding"]}>
      {stuck !== undefined && (
        <span>
          <Status kind="warn">{stuck}</Status>{" "}
          <button
            type="button"
            className={ui.text["link"]}
            onClick={() => onSearch({ only: "stuck", sort: "oldest", in: undefined, via: undefined })}
          >
            Stuck instances
          </button>
        </span>
      )}
      {illegal !== undefined && (
        <span>
          <Status kind="error">{illegalWords}</Status>{" "}
          <button
            type="button"
            className={ui.text["link"]}
            onClick={() => onSearch({ step: transitionKey(illegal), state: undefined })}
          >
            Show transition
          </button>
        </span>
      )}
      <CopyMarkdown
        finding={{
          title: `Workflow ${result.summary.type}`,
          facts: [
            ["Stuck", stuck ?? ""],
            ["Illegal transitions", illegalWords],
          ],
        }}
        variant="icon"
      />
    </p>
  );
}

function stuckWords({ summary, states }: WorkflowTypeResult): string | undefined {
  if (summary.stuck === 0) return undefined;
  const most = states.toSorted((a, b) => b.stuck - a.stuck)[0];
  const oldest = Math.max(...states.map((state) => (state.stuck > 0 ? (state.oldestMs ?? 0) : 0)));
  const where =
    most === undefined || most.stuck === 0 ? "" : `, ${formatCount(most.stuck)} of them in ${most.state}`;
  return `${formatCount(summary.stuck)} stuck${where}; the longest for ${formatDuration(oldest)}`;
}

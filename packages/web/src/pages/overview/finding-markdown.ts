// The main finding of the overview: its claim, and as Markdown to copy.
import type { WorkflowTypeSummary } from "contract";

import { formatDuration } from "../../lib/format-duration.ts";
import { formatCount, formatShare } from "../../lib/format.ts";
import type { MarkdownFinding } from "../../lib/markdown.ts";
import { formatTime } from "../../lib/time.ts";
import { capital, fallClaim, stopClaim } from "../../lib/transaction-claims.ts";
import type { Stop } from "../../lib/transaction-stop.ts";
import type { Finding } from "./finding.ts";
import type { Missed } from "./finding-missed.ts";
import type { Slowdown } from "./finding-slower.ts";
import type { Backlog } from "./stuck-workflows.ts";

export function stopMarkdown(stop: Stop): MarkdownFinding {
  return {
    title: stopClaim(stop),
    facts: [["Missing since then", `about ${formatCount(Math.round(stop.missing))}`]],
  };
}

/** Of an objective that is missed: `Purchase is at 46.0 %, below the objective of 90.0 %`. */
export function missedClaim({ type, share, target }: Missed): string {
  return `${capital(type)} is at ${formatShare(share)}, below the objective of ${formatShare(target)}`;
}

export function missedMarkdown(missed: Missed): MarkdownFinding {
  return { title: missedClaim(missed), facts: [["Objective", missed.name]] };
}

/** Of a workflow that stands still: `302 of 409 open instances of order are stuck`. */
export function stuckClaim({ type, stuck, open }: WorkflowTypeSummary): string {
  return `${formatCount(stuck)} of ${formatCount(open)} open instances of ${type} are stuck`;
}

/** Of a workflow in which more starts than ends: `The backlog of order grows since 19:02: 120 started, 24 ended`. */
export function backlogClaim(backlog: Backlog & Pick<WorkflowTypeSummary, "type">): string {
  const since = backlog.since === undefined ? "" : ` since ${formatTime(backlog.since)}`;
  return `The backlog of ${backlog.type} grows${since}: ${formatCount(backlog.in)} started, ${formatCount(backlog.out)} ended`;
}

/** Of completion that fell. */
export function fallMarkdown(finding: Finding): MarkdownFinding {
  const { type, before, after, since, against, version } = finding;
  return {
    title:
      against === "earlier days"
        ? fallClaim(finding)
        : `Completion of ${type} fell from ${formatShare(before)} to ${formatShare(after)}`,
    facts: [
      ["Since", since === undefined ? "before the range" : formatTime(since)],
      ["First seen around that time", version === undefined ? "" : `${version.service} ${version.version}`],
    ],
  };
}

/** Of transactions that take longer. */
export function slowdownMarkdown({ type, beforeMs, afterMs, version }: Slowdown): MarkdownFinding {
  return {
    title: `${type} takes longer: p95 rose from ${formatDuration(beforeMs)} to ${formatDuration(afterMs)}`,
    facts: [["Slower since then", version === undefined ? "" : `${version.service} ${version.version}`]],
  };
}

// The main finding of the overview, to copy as Markdown.
import { formatDuration } from "../../lib/format-duration.ts";
import { formatShare } from "../../lib/format.ts";
import type { MarkdownFinding } from "../../lib/markdown.ts";
import { formatTime } from "../../lib/time.ts";
import type { Finding } from "./finding.ts";
import type { Slowdown } from "./finding-slower.ts";

/** Of completion that fell. */
export function fallMarkdown({ type, before, after, since, version }: Finding): MarkdownFinding {
  return {
    title: `Completion of ${type} fell from ${formatShare(before)} to ${formatShare(after)}`,
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

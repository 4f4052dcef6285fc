// A trace with its figures, to copy as Markdown.
import { formatCount } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import type { MarkdownFinding } from "../../lib/markdown.ts";
import { exactTimeNs } from "../../lib/time.ts";
import { mainRoot, type TraceModel } from "./trace-model.ts";

export function traceFinding({ trace, tree }: TraceModel): MarkdownFinding {
  const failed = tree.nodes.filter(({ span }) => span.status === "error");
  const [first] = failed;
  return {
    title: `Trace: ${mainRoot(tree)?.span.name || "(no name)"}`,
    facts: [
      ["Trace id", trace.traceId],
      ["Began", exactTimeNs(tree.originNs)],
      ["Duration", formatDuration(tree.durationMs)],
      ["Spans", formatCount(tree.nodes.length)],
      ["Services", tree.services.join(", ")],
      [
        "Spans with an error",
        failed.length === 0 ? "" : `${formatCount(failed.length)}, first ${first!.span.name}`,
      ],
    ],
  };
}

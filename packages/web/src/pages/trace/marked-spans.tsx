// Spans that the address names, such as those that show a bottleneck: the others are pale until all are shown again.
import { useMemo, type JSX } from "react";

import type { SpanNode } from "../../draw/trace-tree.ts";
import { formatCount } from "../../lib/format.ts";
import { classes } from "../../ui/classes.ts";
import { ui } from "../../ui/styles.ts";
import type { TraceModel } from "./trace-model.ts";

/** `null` without marks, and when none of them is in the trace. */
export function useMarkedSpans(
  { tree }: TraceModel,
  marks: string | undefined,
): ReadonlySet<SpanNode> | null {
  return useMemo(() => {
    const nodes = (marks ?? "").split(",").flatMap((id) => tree.byId.get(id) ?? []);
    return nodes.length === 0 ? null : new Set(nodes);
  }, [tree, marks]);
}

export function MarkedNote({
  marked,
  onClear,
}: {
  readonly marked: ReadonlySet<SpanNode>;
  readonly onClear: () => void;
}): JSX.Element {
  return (
    <p className={classes(ui.note["note"])} role="status">
      <span className={ui.note["text"]}>
        {formatCount(marked.size)} {marked.size === 1 ? "span is" : "spans are"} highlighted as evidence.
      </span>
      <button type="button" className={ui.button["quiet"]} onClick={onClear}>
        Show all
      </button>
    </p>
  );
}

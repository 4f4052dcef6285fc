// The selected span, which the URL names.
import { useCallback, useState } from "react";

import type { SpanNode } from "../../draw/trace-tree.ts";
import type { TraceSearch } from "./search.ts";
import type { TraceModel } from "./trace-model.ts";
import type { TraceRows } from "./use-trace-rows.ts";

export interface SpanSelection {
  readonly selected: SpanNode | undefined;
  /** Opens all folds above `node`; `undefined` selects nothing. */
  select(node: SpanNode | undefined): void;
  /** Selects the first of `nodes` after the selected span; after the last, the first. */
  selectNext(nodes: readonly SpanNode[]): void;
  /** Selects the last of `nodes` before the selected span; before the first, the last. */
  selectPrevious(nodes: readonly SpanNode[]): void;
}

/** Also opens the folds above a span that comes from the URL. */
export function useSelectedSpan(
  model: TraceModel,
  { reveal }: TraceRows,
  search: TraceSearch,
  change: (part: TraceSearch) => void,
): SpanSelection {
  const selected = search.span === undefined ? undefined : model.tree.byId.get(search.span);
  const [revealed, setRevealed] = useState<string | undefined>(undefined);
  if (selected?.key !== revealed) {
    setRevealed(selected?.key);
    if (selected !== undefined) reveal(selected);
  }
  const select = useCallback(
    (node: SpanNode | undefined) => {
      if (node !== undefined) reveal(node);
      change({ span: node?.span.spanId });
    },
    [change, reveal],
  );
  const from = selected?.index;
  const selectNext = useCallback(
    (nodes: readonly SpanNode[]): void => {
      const next = nodes.find((node) => node.index > (from ?? -1)) ?? nodes[0];
      if (next !== undefined) select(next);
    },
    [from, select],
  );
  const selectPrevious = useCallback(
    (nodes: readonly SpanNode[]): void => {
      const previous = nodes.findLast((node) => node.index < (from ?? -1)) ?? nodes.at(-1);
      if (previous !== undefined) select(previous);
    },
    [from, select],
  );
  return { selected, select, selectNext, selectPrevious };
}

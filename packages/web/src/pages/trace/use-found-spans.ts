// The spans that "Find in trace" finds: in the page, or by the console when the trace is too large to have all its texts here.
import { useDeferredValue, useEffect, useMemo, useRef } from "react";

import type { SpanNode } from "../../draw/trace-tree.ts";
import { useApi } from "../../data/use-api.ts";
import { findSpans } from "./find-spans.ts";
import type { TraceModel } from "./trace-model.ts";

export interface FoundSpans {
  /** In the order of the tree; `null` without a query, or before its answer. */
  readonly found: readonly SpanNode[] | null;
  readonly matches: ReadonlySet<SpanNode> | null;
  /** The query, as it was searched for. */
  readonly text: string;
  /** The console has not answered yet; what it refused is said at the head of the page. */
  readonly isPending: boolean;
}

export function useFoundSpans(model: TraceModel, query: string): FoundSpans {
  const text = useDeferredValue(query.trim());
  const asks = text !== "" && model.trace.outline !== undefined;
  const { data, isError, isPlaceholderData } = useApi(
    "/api/traces/:id/search",
    { params: { id: model.trace.traceId }, query: { text } },
    { enabled: asks, refresh: "still", part: "spans that match the search" },
  );
  const answered = asks && data !== undefined && !isPlaceholderData ? data.spanIds : undefined;
  return useMemo(() => {
    const found = asks ? nodesOf(model, answered) : findSpans(model, text);
    return {
      found,
      text,
      matches: found === null ? null : new Set(found),
      isPending: asks && answered === undefined && !isError,
    };
  }, [model, text, asks, answered, isError]);
}

/** Goes to the next hit of a text; of one that is still searched for, to its first hit once it is found. */
export function useNextFound(
  finding: FoundSpans,
  selectNext: (nodes: readonly SpanNode[]) => void,
): (text: string) => void {
  const wanted = useRef<string | null>(null);
  const isFound = (text: string): boolean => text.trim() === finding.text && !finding.isPending;
  useEffect(() => {
    if (wanted.current === null || !isFound(wanted.current)) return;
    wanted.current = null;
    selectNext(finding.found ?? []);
  });
  return (text) => {
    if (isFound(text)) selectNext(finding.found ?? []);
    else wanted.current = text;
  };
}

function nodesOf({ tree }: TraceModel, ids: readonly string[] | undefined): readonly SpanNode[] | null {
  if (ids === undefined) return null;
  return ids.flatMap((id) => tree.byId.get(id) ?? []).toSorted((a, b) => a.index - b.index);
}

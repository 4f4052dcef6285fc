// Everything about one span: of a large trace the page has only an outline, and the console is asked for the rest.
import type { Attributes, Span } from "contract";

import type { SpanNode } from "../../draw/trace-tree.ts";
import { useApi } from "../../data/use-api.ts";
import type { TraceModel } from "./trace-model.ts";

export interface ShownSpan {
  readonly span: Span;
  readonly resource: Attributes;
  /** The attributes are still to come. */
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly retry: () => void;
}

export function useSpanDetail({ trace }: TraceModel, { span }: SpanNode): ShownSpan {
  const asks = trace.outline !== undefined;
  const { data, error, refetch } = useApi(
    "/api/traces/:id/spans/:span",
    { params: { id: trace.traceId, span: span.spanId } },
    { enabled: asks, refresh: "still" },
  );
  const retry = (): void => void refetch();
  const resource = trace.resources[span.resourceId] ?? {};
  if (!asks) return { span, resource, isPending: false, error: null, retry };
  // The answer for the span before stays as a placeholder; it must not appear as this span's.
  if (data === undefined || data.span.spanId !== span.spanId)
    return { span, resource, isPending: error === null, error, retry };
  return { ...data, isPending: false, error: null, retry };
}

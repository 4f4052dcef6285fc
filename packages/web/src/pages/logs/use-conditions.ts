import { getRouteApi } from "@tanstack/react-router";
import type { LogHistogramQuery } from "contract";
import { useMemo } from "react";

import { withoutBusinessRecords } from "../../lib/business-record.ts";
import { useScope } from "../../state/scope.ts";

const route = getRouteApi("/logs");

/** The conditions of the page, as all its requests have them. */
export function useConditions(): LogHistogramQuery {
  const { severity, text, trace, span, event, business, pattern, records, patterns } = route.useSearch();
  const { query: scope } = useScope();
  return useMemo(() => {
    // no pattern is of a business record, and the roll-up of patterns need not know them
    const isPlain = business === undefined && event === undefined && patterns === undefined;
    const filter = [...(scope.filter ?? []), ...(isPlain ? withoutBusinessRecords : [])];
    return {
      ...scope,
      filter,
      severity,
      text,
      traceId: trace,
      spanId: span,
      eventName: event,
      pattern,
      kind: records,
    };
  }, [scope, severity, text, trace, span, event, business, pattern, records, patterns]);
}

// The conditions of the page of logs, as all its requests have them.
import type { LogHistogramQuery } from "contract";

import { withoutBusinessRecords } from "../../lib/without-business-records.ts";
import type { Scope } from "../../state/scope-search.ts";
import type { LogsSearch } from "./search.ts";

export function conditionsOf(scope: Scope["query"], search: LogsSearch): LogHistogramQuery {
  const { severity, text, trace, span, event, business, pattern, records, patterns } = search;
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
}

import { getRouteApi } from "@tanstack/react-router";
import type { LogHistogramQuery } from "contract";
import { useMemo } from "react";

import { useScope } from "../../state/scope.ts";
import { conditionsOf } from "./conditions.ts";

const route = getRouteApi("/logs");

/** The conditions of the page; the object changes only when they do. */
export function useConditions(): LogHistogramQuery {
  const { severity, text, trace, span, event, business, pattern, records, patterns } = route.useSearch();
  const { query: scope } = useScope();
  return useMemo(
    () => conditionsOf(scope, { severity, text, trace, span, event, business, pattern, records, patterns }),
    [scope, severity, text, trace, span, event, business, pattern, records, patterns],
  );
}

// Names files by the page that they are saved from, and by what narrows it.
import { useRouterState } from "@tanstack/react-router";

import { type ExportScope, exportName, pageAndPart } from "../../lib/export-name.ts";
import type { TimeRange } from "../../lib/time-range.ts";
import { appliesTo } from "../../state/filter-signal.ts";
import { useScope } from "../../state/scope.ts";
import { useFilterSignal } from "../filter-signal.ts";

export interface NamedPart {
  /** What the table or the picture is called. */
  readonly label: string;
  /** It does not depend on the range: its file is named by the time at which it is saved. */
  readonly isOfNow?: boolean | undefined;
  /** Instead of the range of the page. */
  readonly range?: TimeRange;
}

/** `services-payment-operations_production_20261127T0900Z-20261127T1000Z.csv` */
export function useExportName(): (part: NamedPart) => string {
  const path = useRouterState({ select: ({ location: { pathname } }) => pathname });
  const { filters, ...page } = useScope();
  const signal = useFilterSignal();
  return ({ label, isOfNow = false, range = page.range }) => {
    const applied = signal === undefined ? [] : filters.filter((one) => appliesTo(signal, one));
    const scope: ExportScope = { ...page, range, filters: applied };
    return exportName(pageAndPart(path, label), isOfNow ? undefined : scope);
  };
}

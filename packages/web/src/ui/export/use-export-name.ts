// Names files by the page that they are saved from, and by what narrows it.
import { useMatches, useRouterState } from "@tanstack/react-router";
import { useContext } from "react";

import { type ExportScope, exportName, pageAndPart } from "../../lib/export-name.ts";
import type { TimeRange } from "../../lib/time-range.ts";
import { appliesTo } from "../../state/filter-signal.ts";
import { useScope } from "../../state/scope.ts";
import { useFilterSignal } from "../filter-signal.ts";
import { AppliedConditions } from "./applied-conditions.ts";

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
  const isOfService = useMatches({
    select: (matches) => matches.at(-1)?.staticData.narrowed?.service !== false,
  });
  const applied = useContext(AppliedConditions) ?? {
    service: isOfService ? page.service : undefined,
    filters: signal === undefined ? [] : filters.filter((one) => appliesTo(signal, one)),
  };
  return ({ label, isOfNow = false, range = page.range }) => {
    const scope: ExportScope = { ...page, range, ...applied };
    return exportName(pageAndPart(path, label), isOfNow ? undefined : scope);
  };
}

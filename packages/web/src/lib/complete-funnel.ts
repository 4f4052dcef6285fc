// One funnel of which the latest part has not arrived: all its figures are of the complete part of the range.
import type { FunnelResult, FunnelSummary } from "contract";

import type { MaybeLate } from "./completeness.ts";

export type CompleteFunnel = Omit<FunnelResult, "funnel"> & { readonly funnel: MaybeLate<FunnelSummary> };

/**
 * The answer for the whole range with the steps of `funnel`. Where these end earlier, reasons, trend and times are of `complete`, too: a person
 * whose next step has not arrived did not leave. Until that is read, and while nothing is complete, there are no reasons.
 */
export function funnelOf(
  all: FunnelResult,
  funnel: MaybeLate<FunnelSummary>,
  complete: FunnelResult | undefined,
): CompleteFunnel {
  if (funnel.late === undefined) return { ...all, funnel };
  if (funnel.lack !== undefined || complete === undefined)
    return { ...all, reasons: [], truncatedReasons: 0, reasonsFailed: null, funnel };
  return { ...complete, from: all.from, to: all.to, funnel };
}

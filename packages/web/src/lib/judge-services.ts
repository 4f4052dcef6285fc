// The services of a range, worst first, each with its verdict.
import type { ServicesResult, ServiceSummary } from "contract";

import type { MaybeLate } from "./completeness.ts";
import { serviceStanding, type Standing } from "./standing.ts";
import type { Verdict } from "./verdict.ts";
import { type JudgedService, worstFirst } from "./worst-first.ts";

export interface ServiceWithVerdict extends JudgedService {
  readonly verdict: Verdict;
}

export function judgeServices(
  result: Pick<ServicesResult, "stepMs"> & { readonly services: readonly MaybeLate<ServiceSummary>[] },
  standing: (name: string) => Standing<ServiceSummary>,
): readonly ServiceWithVerdict[] {
  return worstFirst(result).map((judged) => {
    const { service } = judged;
    return { ...judged, verdict: serviceStanding(service.name, service, standing(service.name), judged) };
  });
}

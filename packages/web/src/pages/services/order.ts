// Filters and sorts the list of services.
import type { JudgedDeploy } from "../../lib/deploy-effect.ts";
import { serviceStanding, type Standing } from "../../lib/standing.ts";
import type { Verdict } from "../../lib/verdict.ts";
import { type JudgedService, worstFirst } from "../../lib/worst-first.ts";
import type { ServicesResult, ServiceSummary } from "contract";
import type { MaybeLate } from "../../lib/completeness.ts";
import type { ServicesSearch, SortKey } from "./search.ts";
import type { ShareOf } from "./use-business.ts";

export interface ListedService extends JudgedService {
  readonly deploy: JudgedDeploy | undefined;
  /** The share of business transactions whose traces pass the service; `undefined` while it loads, or where it is not known. */
  readonly business: number | undefined;
  readonly verdict: Verdict;
}

export interface ListInput extends Pick<ServicesResult, "stepMs"> {
  readonly services: readonly MaybeLate<ServiceSummary>[];
  /** Newest first. */
  readonly deploys: readonly JudgedDeploy[];
  readonly business: ShareOf | undefined;
  readonly standing: (name: string) => Standing<ServiceSummary>;
}

/** The services that match the search, in its order. */
export function listServices(input: ListInput, search: ServicesSearch): readonly ListedService[] {
  const text = search.search?.toLowerCase();
  const judged = worstFirst(input)
    .filter(({ service }) => text === undefined || service.name.toLowerCase().includes(text))
    .map((one) => ({
      ...one,
      deploy: input.deploys.find(({ service, isFirst }) => service === one.service.name && !isFirst),
      business: input.business?.(one.service.name),
      verdict: serviceStanding(one.service.name, one.service, input.standing(one.service.name), one),
    }));
  const { sort } = search;
  const sorted = sort === undefined ? judged : judged.toSorted((a, b) => compare[sort](a, b));
  return search.reverse === true ? sorted.toReversed() : sorted;
}

type Compare = (a: ListedService, b: ListedService) => number;

const descending =
  (of: (listed: ListedService) => number | null | undefined): Compare =>
  (a, b) =>
    (of(b) ?? -1) - (of(a) ?? -1);

const compare: Readonly<Record<SortKey, Compare>> = {
  name: (a, b) => a.service.name.localeCompare(b.service.name),
  rate: descending(({ service }) => service.estimatedRatePerSecond),
  errors: descending(({ service }) => service.errorRate),
  p50: descending(({ service }) => service.p50Ms),
  p95: descending(({ service }) => service.p95Ms),
  p99: descending(({ service }) => service.p99Ms),
  deploy: descending(({ deploy }) => (deploy === undefined ? -1 : Date.parse(deploy.since))),
  business: descending(({ business }) => business),
};

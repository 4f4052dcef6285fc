// Filters and sorts the list of services.
import type { ServicesResult } from "contract";

import { formatCount } from "../../lib/format.ts";
import type { JudgedDeploy } from "../../lib/deploy-effect.ts";
import type { ServiceWithVerdict } from "../../lib/judge-services.ts";
import type { ServicesSearch, SortKey } from "./search.ts";
import type { ShareOf } from "./use-business.ts";

export interface ListedService extends ServiceWithVerdict {
  readonly deploy: JudgedDeploy | undefined;
  /** The share of business transactions whose traces pass the service; `undefined` while it loads, or where it is not known. */
  readonly business: number | undefined;
}

export interface ListInput {
  /** Worst first. */
  readonly services: readonly ServiceWithVerdict[];
  /** Newest first. */
  readonly deploys: readonly JudgedDeploy[];
  readonly business: ShareOf | undefined;
}

type Chosen = Pick<ServicesSearch, "search"> & {
  /** Of the scope. */
  readonly service?: string | undefined;
};

/** How many services are listed, and of how many where these are not all. */
export function countServices(
  { services, truncated }: Pick<ServicesResult, "services" | "truncated">,
  chosen: Chosen,
): string {
  const listed = services.filter(({ name }) => isChosen(name, chosen)).length;
  const all = services.length + truncated;
  return listed === all ? formatCount(all) : `${formatCount(listed)} of ${formatCount(all)}`;
}

const isChosen = (name: string, { search = "", service }: Chosen): boolean =>
  (service === undefined || name === service) && name.toLowerCase().includes(search.toLowerCase());

/** The services that match the search, in its order. */
export function listServices(input: ListInput, search: ServicesSearch): readonly ListedService[] {
  const judged = input.services
    .filter(({ service }) => isChosen(service.name, { search: search.search }))
    .map((one) => ({
      ...one,
      deploy: input.deploys.find(({ service, isFirst }) => service === one.service.name && !isFirst),
      business: input.business?.(one.service.name),
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

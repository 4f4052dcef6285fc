// The names of one tenant that roll-ups and lists keep apart, and the counts of what is folded.
import { otherName, type NameLimits } from "../../tables/name-limits.ts";
import type { ResourceRow } from "../rows.ts";
import { createFoldedCounts, type FoldedCounts } from "./folded-names.ts";
import { forgetOld, isAdmitted, type KnownNames, learn } from "./known-names.ts";
import { createSeriesBudget, type SeriesBudget } from "./series-budget.ts";

export interface ServiceNames {
  readonly isFolded: boolean;
  readonly operations: KnownNames;
  readonly versions: KnownNames;
}

export interface TenantNames {
  readonly tenant: string;
  readonly services: KnownNames;
  readonly byService: Map<string, ServiceNames>;
  /** All services over the budget, as one. */
  readonly others: ServiceNames;
  readonly environments: KnownNames;
  /** Known, of all services. */
  operations: number;
  versions: number;
  readonly series: SeriesBudget;
  readonly folded: FoldedCounts;
}

/** A name that is stored. */
export interface StoredName {
  readonly tenant: string;
  /** Unix day on which it was last seen. */
  readonly day: number;
  readonly service?: string | undefined;
  /** Of the service. */
  readonly operation?: string | undefined;
  readonly version?: string | undefined;
  readonly environment?: string | undefined;
  readonly metric?: string | undefined;
  /** Of a series. */
  readonly hash?: bigint | undefined;
}

export function createTenantNames(tenant: string, limits: NameLimits, day: number): TenantNames {
  const folded = createFoldedCounts();
  return {
    tenant,
    services: new Map(),
    byService: new Map(),
    others: { isFolded: true, operations: new Map(), versions: new Map() },
    environments: new Map(),
    operations: 0,
    versions: 0,
    series: createSeriesBudget(limits, folded, day),
    folded,
  };
}

/** The service of the name: `others` when it is over the budget. */
export function findService(
  { services, byService, others }: TenantNames,
  name: string,
  day: number,
  budget: number,
): ServiceNames {
  return isAdmitted(services, name, day, { known: services.size, budget }) ? ofName(byService, name) : others;
}

function ofName(byService: TenantNames["byService"], name: string): ServiceNames {
  let service = byService.get(name);
  if (service === undefined) {
    service = { isFolded: false, operations: new Map(), versions: new Map() };
    byService.set(name, service);
  }
  return service;
}

/** Whether the operation, or the version, of a service is kept apart on `day`. */
export function admitOf(
  names: TenantNames,
  service: ServiceNames,
  kind: "operations" | "versions",
  one: { readonly name: string; readonly day: number; readonly budget: number },
): boolean {
  const known = service[kind];
  const before = known.size;
  const isKnown = isAdmitted(known, one.name, one.day, { known: names[kind], budget: one.budget });
  names[kind] += known.size - before;
  return isKnown;
}

/** The same of an environment. */
export function admitEnvironment(
  { environments }: TenantNames,
  { environment }: Pick<ResourceRow, "environment">,
  day: number,
  budget: number,
): boolean {
  return isAdmitted(environments, environment, day, { known: environments.size, budget });
}

/** The name is stored, so it is known, also over the budget: another console may have stored it. */
export function learnName(names: TenantNames, stored: StoredName, today: number): void {
  const { service: serviceName, operation, version, environment, metric, hash } = stored;
  const day = Math.min(stored.day, today);
  if (environment !== undefined && environment !== otherName) learn(names.environments, environment, day);
  if (metric !== undefined) names.series.knowMetric(metric, day);
  if (hash !== undefined) names.series.knowSeries(hash, day);
  if (serviceName === undefined) return;
  if (serviceName !== otherName) learn(names.services, serviceName, day);
  const service = serviceName === otherName ? names.others : ofName(names.byService, serviceName);
  learnOf(names, service, "operations", operation, day);
  // versions of services over the budget are not kept apart
  if (!service.isFolded) learnOf(names, service, "versions", version, day);
}

function learnOf(
  names: TenantNames,
  service: ServiceNames,
  kind: "operations" | "versions",
  name: string | undefined,
  day: number,
): void {
  if (name === undefined || name === otherName || (kind === "versions" && name === "")) return;
  const before = service[kind].size;
  learn(service[kind], name, day);
  names[kind] += service[kind].size - before;
}

/** On a new day the counts begin anew, and names that were not seen on the day before are forgotten. */
export function beginDayOf(names: TenantNames, day: number): void {
  names.folded.clear();
  names.series.beginDay(day);
  forgetOld(names.environments, day);
  forgetOld(names.services, day);
  for (const name of names.byService.keys()) if (!names.services.has(name)) names.byService.delete(name);
  names.operations = 0;
  names.versions = 0;
  for (const { operations, versions } of [names.others, ...names.byService.values()]) {
    forgetOld(operations, day);
    forgetOld(versions, day);
    names.operations += operations.size;
    names.versions += versions.size;
  }
}

// How many different services and operations of a tenant the roll-ups keep apart. Beyond its budget a name that is new is folded: spans and
// log records keep it, and the roll-ups count them as `_OTHER`. A name that is known stays known until a whole day (UTC) has passed
// without it, so names that come and go give way, and those of every day do not.
import { defaultNameLimits, type NameKind, type NameLimits } from "../../tables/name-limits.ts";
import type { ResourceRow, SpanRow } from "../rows.ts";
import { createDistinctCount, type DistinctCount } from "./distinct-count.ts";

const nameKinds: readonly NameKind[] = ["services", "operations"];

/** In place of the names over the budget, in roll-ups. As in the semantic conventions. */
export const otherName = "_OTHER";

/** The bits of the column `folded`. */
export const foldedService = 1;
export const foldedOperation = 2;

/** What was folded of a tenant today (UTC), since this console started. */
export interface FoldedNames {
  readonly tenant: string;
  readonly kind: NameKind;
  readonly budget: number;
  /** Different names, to about 2 %. */
  readonly names: number;
  /** Spans, and of services also log records. */
  readonly items: number;
}

/** A name that is stored in roll-ups. */
export interface StoredName {
  readonly tenant: string;
  readonly service: string;
  /** Absent: of the service itself. */
  readonly operation?: string | undefined;
  /** Unix day on which it was last seen. */
  readonly day: number;
}

/** Tells what is over the budget. Not to be changed while a request is added. */
export interface NameBudgets {
  readonly limits: NameLimits;
  /** The value of `folded` for a span. */
  ofSpan(row: SpanRow): number;
  /** The same for a log record. */
  ofLog(resource: ResourceRow): number;
  /** These names are in the roll-ups, so they are known, also over the budget: another console may have stored them. */
  know(names: Iterable<StoredName>): void;
  readonly folded: readonly FoldedNames[];
}

interface Service {
  readonly isFolded: boolean;
  /** Day on which each operation was last seen. */
  readonly operations: Map<string, number>;
  day: number;
}

interface Tenant {
  readonly name: string;
  readonly services: Map<string, Service>;
  /** All services over the budget, as one. */
  readonly others: Service;
  /** Known, of all services. */
  operations: number;
  folded: Record<NameKind, Folded | undefined>;
}

interface Folded {
  readonly names: DistinctCount;
  items: number;
}

interface State {
  readonly limits: NameLimits;
  readonly nowMs: () => number;
  readonly tenants: Map<string, Tenant>;
  /** Unix day. */
  day: number;
  lastResource: ResourceRow | undefined;
  lastTenant: Tenant | undefined;
  lastService: Service | undefined;
}

const dayMs = 86_400_000;

/** Characters of a name that is known; a longer one counts as over the budget, so that what is known stays small. */
const maxNameLength = 1_000;

export function createNameBudgets(nowMs: () => number, limits: NameLimits = defaultNameLimits): NameBudgets {
  const state: State = {
    limits,
    nowMs,
    tenants: new Map(),
    day: Math.floor(nowMs() / dayMs),
    lastResource: undefined,
    lastTenant: undefined,
    lastService: undefined,
  };
  return {
    limits,
    ofSpan({ resource, name }) {
      const service = serviceOf(state, resource);
      const bits = service.isFolded ? foldedService : 0;
      return service.operations.get(name) === state.day ? bits : bits | ofOperation(state, service, name);
    },
    ofLog: (resource) => (serviceOf(state, resource).isFolded ? foldedService : 0),
    know: (names) => know(state, names),
    get folded() {
      return foldedOf(state);
    },
  };
}

/** The service of `resource`; rows of a request come resource by resource. */
function serviceOf(state: State, resource: ResourceRow): Service {
  if (resource !== state.lastResource || state.lastService === undefined) {
    beginDay(state);
    state.lastResource = resource;
    state.lastTenant = tenantOf(state, resource.tenant);
    state.lastService = findService(state, state.lastTenant, resource.service);
  }
  const service = state.lastService;
  if (service.isFolded) noteFolded(state.lastTenant!, "services", resource.service);
  return service;
}

function tenantOf({ tenants }: State, name: string): Tenant {
  let tenant = tenants.get(name);
  if (tenant === undefined) {
    const others = { isFolded: true, operations: new Map<string, number>(), day: Number.POSITIVE_INFINITY };
    const folded = { services: undefined, operations: undefined };
    tenant = { name, services: new Map(), others, operations: 0, folded };
    tenants.set(name, tenant);
  }
  return tenant;
}

function findService({ limits, day }: State, { services, others }: Tenant, name: string): Service {
  const known = services.get(name);
  if (known !== undefined) {
    known.day = day;
    return known;
  }
  if (services.size >= limits.services || name.length > maxNameLength) return others;
  const fresh = { isFolded: false, operations: new Map<string, number>(), day };
  services.set(name, fresh);
  return fresh;
}

/** Of an operation that was not seen today. */
function ofOperation({ limits, day, lastTenant }: State, { operations }: Service, name: string): number {
  const tenant = lastTenant!;
  if (!operations.has(name)) {
    if (tenant.operations >= limits.operations || name.length > maxNameLength) {
      noteFolded(tenant, "operations", name);
      return foldedOperation;
    }
    tenant.operations += 1;
  }
  operations.set(name, day);
  return 0;
}

function noteFolded({ folded }: Tenant, kind: NameKind, name: string): void {
  const known = (folded[kind] ??= { names: createDistinctCount(), items: 0 });
  known.names.add(name);
  known.items += 1;
}

/** On a new day the counts begin anew, and names that were not seen on the day before are forgotten. */
function beginDay(state: State): void {
  const day = Math.floor(state.nowMs() / dayMs);
  if (day === state.day) return;
  state.day = day;
  for (const tenant of state.tenants.values()) {
    tenant.folded = { services: undefined, operations: undefined };
    for (const [name, service] of tenant.services) if (service.day < day - 1) tenant.services.delete(name);
    tenant.operations = 0;
    for (const { operations } of [tenant.others, ...tenant.services.values()]) {
      for (const [name, seen] of operations) if (seen < day - 1) operations.delete(name);
      tenant.operations += operations.size;
    }
  }
}

function know(state: State, names: Iterable<StoredName>): void {
  // a service may be known that was folded before
  state.lastResource = undefined;
  for (const { tenant: name, service: serviceName, operation, day } of names) {
    const tenant = tenantOf(state, name);
    let service = serviceName === otherName ? tenant.others : tenant.services.get(serviceName);
    if (service === undefined) {
      service = { isFolded: false, operations: new Map(), day: 0 };
      tenant.services.set(serviceName, service);
    }
    const seenDay = Math.min(day, state.day);
    service.day = Math.max(service.day, seenDay);
    if (operation === undefined || operation === otherName) continue;
    const seen = service.operations.get(operation);
    if (seen === undefined) tenant.operations += 1;
    service.operations.set(operation, Math.max(seen ?? 0, seenDay));
  }
}

function foldedOf({ tenants, limits }: State): readonly FoldedNames[] {
  return [...tenants.values()].flatMap(({ name: tenant, folded }) =>
    nameKinds.flatMap((kind) => {
      const one = folded[kind];
      return one === undefined
        ? []
        : [{ tenant, kind, budget: limits[kind], names: one.names.count, items: one.items }];
    }),
  );
}

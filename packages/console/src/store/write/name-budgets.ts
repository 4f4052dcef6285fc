// How many different names of a tenant the roll-ups and lists keep apart. Beyond its budget a name that is new is folded: what is stored
// keeps it, and roll-ups and lists count it as `_OTHER`. A name that is known stays known until a whole day (UTC) has passed without it.
import { defaultNameLimits, type NameLimits } from "../../tables/name-limits.ts";
import type { ResourceRow, SeriesRow, SpanRow } from "../rows.ts";
import type { FoldedNames } from "./folded-names.ts";
import {
  admitEnvironment,
  admitOf,
  beginDayOf,
  createTenantNames,
  findService,
  learnName,
  type ServiceNames,
  type StoredName,
  type TenantNames,
} from "./tenant-names.ts";

/** The bits of the column `folded` of spans and log records. */
export const foldedService = 1;
export const foldedOperation = 2;
export const foldedEnvironment = 4;
export const foldedVersion = 8;

/** Tells what is over the budget. Not to be changed while a request is added. */
export interface NameBudgets {
  readonly limits: NameLimits;
  /** The value of `folded` for a span. */
  ofSpan(row: SpanRow): number;
  /** The same for a log record. */
  ofLog(resource: ResourceRow): number;
  /** The same for a series of which a point was received. */
  ofSeries(row: Pick<SeriesRow, "resource" | "name" | "hash">): number;
  /** These names are stored, so they are known, also over the budget: another console may have stored them. */
  know(names: Iterable<StoredName>): void;
  readonly folded: readonly FoldedNames[];
}

interface State {
  readonly limits: NameLimits;
  readonly nowMs: () => number;
  readonly tenants: Map<string, TenantNames>;
  /** Unix day. */
  day: number;
  /** Rows of a request come resource by resource. */
  last: JudgedResource | undefined;
}

interface JudgedResource {
  readonly resource: ResourceRow;
  readonly names: TenantNames;
  readonly service: ServiceNames;
  /** What of the resource is over the budget. */
  readonly bits: number;
}

const dayMs = 86_400_000;

export function createNameBudgets(nowMs: () => number, given: Partial<NameLimits> = {}): NameBudgets {
  const limits = { ...defaultNameLimits, ...given };
  const day = Math.floor(nowMs() / dayMs);
  const state: State = { limits, nowMs, tenants: new Map(), day, last: undefined };
  return {
    limits,
    ofSpan({ resource, name }) {
      const judged = judge(state, resource);
      if (judged.service.operations.get(name) === state.day) return judged.bits;
      return judged.bits | ofOperation(state, judged, name);
    },
    ofLog: (resource) => judge(state, resource).bits,
    ofSeries(row) {
      beginDay(state);
      return namesOf(state, row.resource.tenant).series.ofSeries(row, state.day);
    },
    know(names) {
      // what was folded before may be known
      state.last = undefined;
      for (const one of names) learnName(namesOf(state, one.tenant), one, state.day);
    },
    get folded() {
      return [...state.tenants.values()].flatMap(({ tenant, folded }) => folded.of(tenant, limits));
    },
  };
}

/** What of `resource` is over the budget, counted as one item. */
function judge(state: State, resource: ResourceRow): JudgedResource {
  if (resource !== state.last?.resource) {
    beginDay(state);
    state.last = judgeNew(state, resource);
  }
  const { last } = state;
  if (last.bits !== 0) noteFolded(last);
  return last;
}

function judgeNew(state: State, resource: ResourceRow): JudgedResource {
  const { limits, day } = state;
  const names = namesOf(state, resource.tenant);
  const service = findService(names, resource.service, day, limits.services);
  const version = { name: resource.serviceVersion, day, budget: limits.versions };
  let bits = service.isFolded ? foldedService : 0;
  if (!admitEnvironment(names, resource, day, limits.environments)) bits |= foldedEnvironment;
  // versions of services over the budget are not kept apart
  if (!service.isFolded && version.name !== "" && !admitOf(names, service, "versions", version))
    bits |= foldedVersion;
  return { resource, names, service, bits };
}

function noteFolded({ resource, names: { folded }, bits }: JudgedResource): void {
  if ((bits & foldedService) !== 0) folded.note("services", resource.service);
  if ((bits & foldedEnvironment) !== 0) folded.note("environments", resource.environment);
  if ((bits & foldedVersion) !== 0) folded.note("versions", `${resource.service} ${resource.serviceVersion}`);
}

/** Of an operation that was not seen today. */
function ofOperation({ limits, day }: State, { names, service }: JudgedResource, name: string): number {
  if (admitOf(names, service, "operations", { name, day, budget: limits.operations })) return 0;
  names.folded.note("operations", name);
  return foldedOperation;
}

function namesOf({ tenants, limits, day }: State, tenant: string): TenantNames {
  let names = tenants.get(tenant);
  if (names === undefined) {
    names = createTenantNames(tenant, limits, day);
    tenants.set(tenant, names);
  }
  return names;
}

function beginDay(state: State): void {
  const day = Math.floor(state.nowMs() / dayMs);
  if (day === state.day) return;
  state.day = day;
  state.last = undefined;
  for (const names of state.tenants.values()) beginDayOf(names, day);
}

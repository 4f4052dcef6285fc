// GET /api/catalog: what applications declare, and what arrives undeclared.
import type { CatalogResult, CatalogThing, ParamsOf } from "contract";
import { type ApiContext, run } from "../context.ts";
import { toPage } from "../params/page.ts";
import { toResolved } from "../time/range.ts";
import type { GuardRow } from "./arrivals.ts";
import { countBy } from "./count-by.ts";
import { readSnapshot } from "./kept-snapshots.ts";
import { readWindow, windowParams } from "./window.ts";

type Params = ParamsOf<"GET /api/catalog">;
type Condition = (thing: CatalogThing) => boolean;

export async function listCatalog(params: Params, context: ApiContext): Promise<CatalogResult> {
  const window = readWindow(params, context);
  const [snapshot, guard] = await Promise.all([
    readSnapshot(window, context),
    run<GuardRow>(context, "catalog-guard", windowParams(window)),
  ]);
  const { state, kind, ...others } = conditionsOf(params);
  const base = snapshot.things.filter((thing) => Object.values(others).every((holds) => holds(thing)));
  const things = base.filter((thing) => state(thing) && kind(thing));
  const { page, nextCursor } = toPage(things, rankOf, params);
  return {
    ...toResolved(window),
    catalogs: snapshot.declared.catalogs,
    states: countBy(base.filter(kind), (thing) => thing.state),
    kinds: countBy(base.filter(state), (thing) => thing.kind),
    owners: [...new Set(snapshot.things.map(({ owner }) => owner))]
      .filter((owner) => owner !== "")
      .toSorted(),
    levels: countBy(snapshot.findings, ({ level }) => level),
    guard: guard.map((row) => ({ ...row, count: Number(row.count) })),
    items: page,
    nextCursor,
  };
}

/** What needs attention comes first: drifting, undeclared and dead things, then the rest by how often they arrived. */
function rankOf({ state, count, kind, name }: CatalogThing): readonly [number, string] {
  const first = { drifting: 3e15, undeclared: 2e15, dead: 1e15, live: 0, declared: 0 }[state];
  return [first + Math.min(count, 9e14), `${kind} ${name}`];
}

function conditionsOf(
  params: Params,
): Readonly<Record<"state" | "kind" | "search" | "owner" | "catalog", Condition>> {
  const search = params.search?.toLowerCase();
  return {
    state: is(params.state, ({ state }) => state),
    kind: is(params.kind, ({ kind }) => kind),
    owner: is(params.owner === "-" ? "" : params.owner, ({ owner }) => owner),
    catalog: is(params.catalog, ({ catalog }) => catalog),
    search: ({ name, description, owner }) =>
      search === undefined || [name, description, owner].some((text) => text.toLowerCase().includes(search)),
  };
}

function is(wanted: string | undefined, valueOf: (thing: CatalogThing) => string): Condition {
  return wanted === undefined ? () => true : (thing) => valueOf(thing) === wanted;
}

// GET /api/catalog: what applications declare, and what arrives undeclared.
import type { CatalogResult, CatalogSummary, CatalogThing, ParamsOf } from "contract";
import { type ApiContext, run } from "../context.ts";
import { limitList } from "../limits/limit-list.ts";
import { toPage } from "../params/page.ts";
import { toResolved } from "../time/range.ts";
import type { GuardRow } from "./arrivals.ts";
import { countBy } from "./count-by.ts";
import { readSnapshot } from "./kept-snapshots.ts";
import { rankOf } from "./things.ts";
import { readWindow, windowParams } from "./window.ts";

/** The `LIMIT` of the query. */
const maxGuard = 500;
const maxListed = { rows: 500 };

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
    ...listCatalogs(snapshot.declared.catalogs),
    states: countBy(base.filter(kind), (thing) => thing.state),
    kinds: countBy(base.filter(state), (thing) => thing.kind),
    ...listOwners(snapshot.things),
    levels: countBy(snapshot.findings, ({ level }) => level),
    guard: guard.map((row) => ({ ...row, count: Number(row.count) })),
    cut: guard.length < maxGuard ? snapshot.cut : [...snapshot.cut, "guard"],
    items: page,
    nextCursor,
  };
}

/** Those with most things, as a filter lists them. */
function listOwners(things: readonly CatalogThing[]) {
  const counts = Object.entries(countBy(things, ({ owner }) => owner)).filter(([owner]) => owner !== "");
  const owners = counts.toSorted((a, b) => b[1] - a[1]).map(([owner]) => owner);
  const { items, truncated } = limitList(owners, { ...maxListed, bytes: 500_000 });
  return { owners: items.toSorted(), truncatedOwners: truncated };
}

/** Those with most things, by name. */
function listCatalogs(all: readonly CatalogSummary[]) {
  const catalogs = all.toSorted((a, b) => b.things - a.things);
  const { items, truncated } = limitList(catalogs, { ...maxListed, bytes: 1_000_000 });
  const listed = new Set(items);
  return { catalogs: all.filter((one) => listed.has(one)), truncatedCatalogs: truncated };
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

// Everything that the routes of the catalog answer from, computed together: roll-ups are read, and the live check runs on what they say.
// The result is kept for a while, in proportion to what it cost, so that a page that is open does not make the store work all the time.
import { checkLive, type LiveFinding } from "catalog";
import type { CatalogFinding, CatalogThing } from "contract";
import { type ApiContext, type ApiQueries, run } from "../context.ts";
import { findDefinitions } from "../definitions/definitions.ts";
import { listSharedViews } from "../views/views.ts";
import { type ArrivedIndex, indexArrivals } from "./arrived.ts";
import { type Arrivals, readArrivals } from "./arrivals.ts";
import { type Conventions, loadConventions } from "./conventions.ts";
import { type Declared, readDeclared } from "./declared.ts";
import { toFacts } from "./facts.ts";
import { toCatalogFindings } from "./to-finding.ts";
import { listThings } from "./things.ts";
import { findUses } from "./uses.ts";
import type { CatalogWindow } from "./window.ts";

export interface Snapshot {
  readonly window: CatalogWindow;
  readonly declared: Declared;
  readonly arrivals: Arrivals;
  readonly arrived: ArrivedIndex;
  readonly conventions: Conventions;
  readonly live: readonly LiveFinding[];
  readonly findings: readonly CatalogFinding[];
  readonly things: readonly CatalogThing[];
  /** When it was computed, Unix ms. */
  readonly checkedMs: number;
}

interface Kept {
  readonly snapshot: Snapshot;
  readonly untilMs: number;
}

/** A computation is repeated when a hundred times its duration is over, after a minute at the latest. */
const keptFactor = 100;
const maxKeptMs = 60_000;
/** Windows that are kept of a tenant. */
const maxWindows = 8;

const kept = new WeakMap<ApiQueries, Map<string, Kept>>();

/** The snapshot of a window: one from less than a minute ago, or a new one. */
export async function readSnapshot(window: CatalogWindow, context: ApiContext): Promise<Snapshot> {
  const windows = kept.get(context.queries) ?? new Map<string, Kept>();
  kept.set(context.queries, windows);
  const key = `${window.fromNs} ${window.toNs} ${window.service ?? ""}`;
  const nowMs = context.nowMs();
  const known = windows.get(key);
  if (known !== undefined && nowMs < known.untilMs && nowMs >= known.snapshot.checkedMs)
    return known.snapshot;
  const begin = performance.now();
  const snapshot = await compute(window, context);
  const costMs = performance.now() - begin;
  windows.delete(key);
  windows.set(key, { snapshot, untilMs: nowMs + Math.min(maxKeptMs, costMs * keptFactor) });
  for (const oldest of windows.keys()) {
    if (windows.size <= maxWindows) break;
    windows.delete(oldest);
  }
  return snapshot;
}

async function compute(window: CatalogWindow, context: ApiContext): Promise<Snapshot> {
  const [declared, conventions, views, funnels] = await Promise.all([
    readDeclared(context),
    loadConventions(),
    listSharedViews(context),
    findDefinitions("funnel", undefined, context),
  ]);
  const enumerations = declared.catalog.attributes.filter(({ members }) => members !== undefined);
  const arrivals = await readArrivals(
    window,
    enumerations.map(({ name }) => name),
    context,
  );
  const facts = toFacts(arrivals, window);
  const hasCatalog = declared.catalogs.length > 0 || declared.things.length > 0;
  // Without a catalog everything would be undeclared.
  const live = hasCatalog ? checkLive(declared.catalog, facts, { conventions: conventions.catalog }) : [];
  const findings = toCatalogFindings(live, declared);
  const arrived = indexArrivals(facts, arrivals);
  const names = [...declared.things, ...arrived.values()].map(({ kind, name }) => [kind, name] as const);
  const uses = findUses(declared.things, names, { views, funnels: funnels.map(({ name }) => name) });
  const things = listThings({ declared, arrived, conventions, findings, uses, seconds: window.seconds });
  return {
    window,
    declared,
    arrivals,
    arrived,
    conventions,
    live,
    findings,
    things,
    checkedMs: context.nowMs(),
  };
}

/** Attributes that have a typed column. */
export async function readTypedColumns(context: ApiContext): Promise<readonly string[]> {
  return (await run<{ key: string }>(context, "catalog-typed", {})).map(({ key }) => key);
}

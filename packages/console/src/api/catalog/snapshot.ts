// Everything that the routes of the catalog answer from, computed together: roll-ups are read, and the live check runs on what they say.
// `kept-snapshots.ts` keeps the results.
import { checkLive, type LiveFinding } from "catalog";
import type { CatalogFinding, CatalogThing } from "contract";
import type { ApiContext } from "../context.ts";
import { readTypedAttributes } from "../attributes/typed-attributes.ts";
import { findDefinitions } from "../definitions/definitions.ts";
import { listSharedViews } from "../views/views.ts";
import { type ArrivedIndex, indexArrivals } from "./arrived.ts";
import { type Arrivals, readArrivals } from "./arrivals.ts";
import { type Conventions, loadConventions } from "./conventions.ts";
import { type Declared, readDeclared } from "./declared.ts";
import { toFacts } from "./facts.ts";
import { toCatalogFindings } from "./to-finding.ts";
import { listThings } from "./things.ts";
import { readNewKeys } from "./new-keys.ts";
import { findUses, usesOfViews } from "./uses.ts";
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

/** Units between which values are mistaken by a factor (packages/catalog/src/live/drift.ts). */
const mistakenUnits: ReadonlySet<string | undefined> = new Set(["s", "ms", "By", "KiBy", "MiBy", "1", "%"]);
const noKeys: ReadonlySet<string> = new Set();

/** Reads the roll-ups of the window and runs the live check on them. */
export async function computeSnapshot(window: CatalogWindow, context: ApiContext): Promise<Snapshot> {
  const [declared, conventions, views, funnels, typed] = await Promise.all([
    readDeclared(context),
    loadConventions(),
    listSharedViews(context),
    findDefinitions("funnel", undefined, context),
    readTypedAttributes(context),
  ]);
  const enumerations = declared.catalog.attributes.filter(({ members }) => members !== undefined);
  const questions = {
    enumerations: enumerations.map(({ name }) => name),
    metrics: declared.catalog.metrics.filter(({ unit }) => mistakenUnits.has(unit)).map(({ name }) => name),
  };
  const arrivals = await readArrivals(window, questions, context);
  const hasCatalog = declared.catalogs.length > 0 || declared.things.length > 0;
  const newKeys = hasCatalog
    ? await readNewKeys(arrivals, { declared, conventions, window }, context)
    : noKeys;
  const facts = { ...toFacts(arrivals, window, newKeys), uses: usesOfViews(views) };
  // Without a catalog everything would be undeclared.
  const live = hasCatalog ? checkLive(declared.catalog, facts, { conventions: conventions.catalog }) : [];
  const findings = toCatalogFindings(live, declared);
  const arrived = indexArrivals(facts, arrivals);
  const names = [...declared.things, ...arrived.values()].map(({ kind, name }) => [kind, name] as const);
  const uses = findUses(declared.things, names, { views, funnels: funnels.map(({ name }) => name) });
  const things = listThings({
    declared,
    arrived,
    conventions,
    findings,
    uses,
    typed,
    seconds: window.seconds,
  });
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

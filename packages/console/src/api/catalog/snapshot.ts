// Everything that the routes of the catalog answer from, computed together: roll-ups are read, and the live check runs on what they say.
// `kept-snapshots.ts` keeps the results.
import { checkLiveInSteps, type LiveFinding, type LiveFindingId } from "catalog";
import { type CatalogFinding, type CatalogPart, catalogParts, type CatalogThing } from "contract";
import { inPieces } from "../../turns/in-pieces.ts";
import type { ApiContext } from "../context.ts";
import { readTypedAttributes, type TypedAttributes } from "../attributes/typed-attributes.ts";
import { findDefinitions } from "../definitions/definitions.ts";
import { listSharedViews } from "../views/views.ts";
import { type ArrivedIndex, indexArrivals } from "./arrived.ts";
import { type Arrivals, readArrivals } from "./arrivals.ts";
import { type Conventions, loadConventions } from "./conventions.ts";
import { type Declared, readDeclared } from "./declared.ts";
import { toFacts } from "./facts.ts";
import { toCatalogFindings } from "./to-finding.ts";
import { inOrder } from "../params/page.ts";
import { type FindingIndex, indexFindings, listThings, rankOf } from "./things.ts";
import { type NewKeys, readNewKeys } from "./new-keys.ts";
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
  readonly findingsOf: FindingIndex;
  /** In the order of their {@link rankOf}. */
  readonly things: readonly CatalogThing[];
  /** What is not all there. */
  readonly cut: readonly CatalogPart[];
  /** When it was computed, Unix ms. */
  readonly checkedMs: number;
}

/** Units between which values are mistaken by a factor (packages/catalog/src/live/drift.ts). */
const mistakenUnits: ReadonlySet<string | undefined> = new Set(["s", "ms", "By", "KiBy", "MiBy", "1", "%"]);
const noKeys: NewKeys = { keys: new Set(), isCut: false };
const maxFindings = 20_000;
/** Findings that are wrong where a declaration was not read. */
const ofUndeclared: ReadonlySet<LiveFindingId> = new Set<LiveFindingId>([
  "missing_attribute",
  "missing_metric",
  "missing_event",
  "similar_name",
  "extends_namespace",
  "undeclared_since",
  "signal_coverage",
]);

/** What was read for a snapshot. */
interface Read {
  readonly window: CatalogWindow;
  readonly declared: Declared;
  readonly conventions: Conventions;
  readonly views: Awaited<ReturnType<typeof listSharedViews>>;
  readonly funnels: readonly string[];
  readonly typed: TypedAttributes;
  readonly arrivals: Arrivals;
  readonly newKeys: NewKeys;
}

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
  const newKeys = hasCatalog(declared)
    ? await readNewKeys(arrivals, { declared, conventions, window }, context)
    : noKeys;
  const names = funnels.map(({ name }) => name);
  const read = { window, declared, conventions, views, funnels: names, typed, arrivals, newKeys };
  return { ...(await inPieces(conclude(read))), checkedMs: context.nowMs() };
}

function hasCatalog({ catalogs, things }: Declared): boolean {
  return catalogs.length > 0 || things.length > 0;
}

/** What follows from what was read. May pause often: with very many names it takes seconds. */
function* conclude(read: Read): Generator<void, Omit<Snapshot, "checkedMs">> {
  const { window, declared, arrivals, conventions, newKeys, views, funnels, typed } = read;
  const facts = { ...(yield* toFacts(arrivals, window, newKeys.keys)), uses: usesOfViews(views) };
  // Without a catalog everything would be undeclared.
  const all = hasCatalog(declared)
    ? yield* checkLiveInSteps(declared.catalog, facts, { conventions: conventions.catalog, maxFindings })
    : [];
  const live = declared.isCut ? all.filter(({ id }) => !ofUndeclared.has(id)) : all;
  yield;
  const findings = toCatalogFindings(live, declared);
  yield;
  const findingsOf = indexFindings(findings);
  const keys = new Set(declared.catalog.attributes.map(({ name }) => name));
  const { index: arrived, isCut } = yield* indexArrivals(facts, arrivals, (key) => keys.has(key));
  const names = [...declared.things, ...arrived.values()].map(({ kind, name }) => [kind, name] as const);
  yield;
  const uses = findUses(declared.things, names, { views, funnels });
  const { partial, parts } = arrivals.cut;
  const sources = { declared, arrived, partial, conventions, findingsOf, uses, typed };
  const things = yield* listThings({ ...sources, seconds: window.seconds });
  yield;
  const cut = new Set<CatalogPart>(parts);
  if (declared.isCut) cut.add("declarations");
  if (newKeys.isCut) cut.add("newAttributes");
  if (isCut) cut.add("attributes");
  if (all.length >= maxFindings) cut.add("findings");
  return {
    window,
    declared,
    arrivals,
    arrived,
    conventions,
    live,
    findings,
    findingsOf,
    things: inOrder(things, rankOf),
    cut: catalogParts.filter((part) => cut.has(part)),
  };
}

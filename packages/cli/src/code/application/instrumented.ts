// Whether a place is seen: by a call in the code, by an integration, or by what the console has.
import type { CatalogObservedResult } from "contract";
import { bare, child, isFunction, type Node, walk } from "../node.ts";
import type { Project, Site } from "../project.ts";
import type { SourceModule } from "../source-module.ts";
import { valuesOf } from "../texts.ts";
import type { Use } from "../use.ts";
import { integrationOf } from "./libraries.ts";
import type { InstrumentationPoint } from "./instrumentation-point.ts";

export interface Surveyed {
  readonly place: InstrumentationPoint;
  /** How it is seen; undefined when it is dark. */
  readonly by: string | undefined;
  /** Arrivals per second of what is at this place, or near it in the same file. */
  readonly perSecond: number;
}

export interface Instrumentation {
  readonly project: Project;
  readonly uses: readonly Use[];
  /** Whether the application is started with `telltale/register`. */
  readonly isRegistered: boolean;
  readonly observed?: CatalogObservedResult | undefined;
}

/** Kinds of uses that show work; `log` and `error` show only that something was caught. */
const shows: ReadonlySet<string> = new Set([
  "span",
  "transaction",
  "interaction",
  "database call",
  "outgoing call",
  "message",
]);
const showsErrors: ReadonlySet<string> = new Set(["error", "log", "event"]);
const maxDepth = 3;

/** Judges all places. */
export function survey(places: readonly InstrumentationPoint[], given: Instrumentation): readonly Surveyed[] {
  const index = indexUses(given.uses);
  const integrations = importedIntegrations(given.project);
  const rates = ratesOf(given);
  return places.map((place) => ({
    place,
    by: seenBy(place, given, index, integrations),
    perSecond: rates(place),
  }));
}

type UseIndex = ReadonlyMap<string, readonly Use[]>;

function indexUses(uses: readonly Use[]): UseIndex {
  const index = new Map<string, Use[]>();
  for (const use of uses) index.set(use.location.file, [...(index.get(use.location.file) ?? []), use]);
  return index;
}

function seenBy(
  place: InstrumentationPoint,
  given: Instrumentation,
  index: UseIndex,
  integrations: ReadonlySet<string>,
): string | undefined {
  const kinds = place.kind === "caught error" ? showsErrors : shows;
  for (const handler of place.handlers) {
    const search = { project: given.project, index, kinds };
    const use = findUse(search, { module: place.module, node: handler }, maxDepth);
    if (use !== undefined) return `\`${use.call}\``;
  }
  const around = place.kind === "caught error" ? undefined : useAround(place, index);
  if (around !== undefined) return `\`${around.call}\``;
  const integration = place.library === undefined ? undefined : integrationOf(place.library);
  if (integration !== undefined && (given.isRegistered || integrations.has(integration)))
    return `telltale/${integration}`;
  return wasSeen(place, given) ? "the console has seen it" : undefined;
}

/** Which uses count, and where they are. */
interface Search {
  readonly project: Project;
  readonly index: UseIndex;
  readonly kinds: ReadonlySet<string>;
}

/** A use in a function, or in a function of the project that it calls. */
function findUse(search: Search, { module, node }: Site, depth: number): Use | undefined {
  const { index, kinds } = search;
  const own = (index.get(module.file) ?? []).find(
    (use) => kinds.has(use.kind) && isInside(module, node, use),
  );
  if (own !== undefined || depth === 0) return own;
  for (const called of calledIn(search.project, { module, node })) {
    const found = findUse(search, called, depth - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Functions of the project that a function calls by name. */
function calledIn(project: Project, { module, node }: Site): readonly Site[] {
  const called: Site[] = [];
  walk(node, (one) => {
    const callee = one.type === "CallExpression" ? child(one, "callee") : undefined;
    if (callee?.type !== "Identifier") return;
    const [site] = valuesOf(project, { module, node: callee });
    const target = site && bare(site.node);
    if (isFunction(target) && target !== node) called.push({ module: site!.module, node: target });
  });
  return called;
}

function isInside(module: SourceModule, node: Node, { location }: Use): boolean {
  const start = module.locationOf(node);
  const end = module.endOf(node);
  const after =
    location.line > start.line || (location.line === start.line && location.column >= start.column);
  return after && (location.line < end.line || (location.line === end.line && location.column <= end.column));
}

/** A measured call around the place, or around the call that leads to it. */
function useAround({ module, node, kind, via }: InstrumentationPoint, index: UseIndex): Use | undefined {
  return usesAround({ module, node }, kind, index) ?? (via && usesAround(via, kind, index));
}

/** `traceDatabase(…, () => pool.query(…))`. */
function usesAround(
  { module, node }: Site,
  kind: InstrumentationPoint["kind"],
  index: UseIndex,
): Use | undefined {
  const uses = (index.get(module.file) ?? []).filter((use) => shows.has(use.kind));
  for (let at = module.parentOf(node); at !== undefined; at = module.parentOf(at)) {
    if (at.type !== "CallExpression") continue;
    const { line, column } = module.locationOf(child(at, "callee")!);
    const found = uses.find((use) => use.location.line === line && use.location.column === column);
    if (found !== undefined && (kind !== "business function" || found.kind === "span")) return found;
  }
  return undefined;
}

/** Integrations that the code uses by hand: `import { expressPlugin } from "telltale/express"`. */
function importedIntegrations(project: Project): ReadonlySet<string> {
  const found = new Set<string>();
  for (const module of project.modules)
    for (const specifier of module.imports)
      if (specifier.startsWith("telltale/")) found.add(specifier.slice("telltale/".length));
  return found;
}

function wasSeen({ kind, name }: InstrumentationPoint, { observed }: Instrumentation): boolean {
  if (observed === undefined || name === "" || name === "fetch") return false;
  return observed.spans.some((span) => matches(kind, name, span.name));
}

function matches(kind: InstrumentationPoint["kind"], name: string, span: string): boolean {
  if (kind === "route") return span === name;
  if (kind === "queue consumer") return span === `process ${name}` || span === `${name} process`;
  return kind === "business function" && span === name;
}

/** Arrivals per second: of the route or function itself, else of the busiest name that the same file emits. */
function ratesOf({ uses, observed }: Instrumentation): (place: InstrumentationPoint) => number {
  const byName = new Map<string, number>();
  for (const { name, perSecond } of observed?.spans ?? [])
    byName.set(name, (byName.get(name) ?? 0) + perSecond);
  for (const { name, perSecond } of observed?.transactions ?? [])
    byName.set(name, Math.max(byName.get(name) ?? 0, perSecond));
  const byFile = new Map<string, number>();
  for (const { names, location } of uses)
    for (const name of names)
      byFile.set(location.file, Math.max(byFile.get(location.file) ?? 0, byName.get(name) ?? 0));
  return ({ name, module }) => byName.get(name) ?? byFile.get(module.file) ?? 0;
}

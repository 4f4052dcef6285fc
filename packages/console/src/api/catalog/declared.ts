// What applications declared in their catalogs, as the model of packages/catalog.
import type { Catalog, Kind, Thing } from "catalog";
import { type CatalogKind, catalogKinds, type CatalogSummary } from "contract";
import { inPieces } from "../../turns/in-pieces.ts";
import { type ApiContext, run } from "../context.ts";
import { isRemoved } from "./removed.ts";
import { toSound } from "./sound-content.ts";

interface DefinitionRow {
  readonly kind: string;
  readonly name: string;
  readonly catalogName: string;
  readonly catalogVersion: string;
  readonly content: string;
  readonly source: string;
  readonly services: readonly string[];
  readonly seenMs: string;
  /** Definitions that there are. */
  readonly total: string;
}

/** One thing that a catalog declares. */
export interface DeclaredThing {
  readonly kind: CatalogKind;
  readonly name: string;
  readonly catalog: string;
  readonly catalogVersion: string;
  readonly source: string;
  /** As `resolveCatalog` returns it. */
  readonly content: Thing & Readonly<Record<string, unknown>>;
}

export interface Declared {
  readonly catalogs: readonly CatalogSummary[];
  readonly things: readonly DeclaredThing[];
  /** All catalogs as one. */
  readonly catalog: Catalog;
  /** Whether more is declared than was read: nothing is said to be undeclared. */
  readonly isCut: boolean;
}

/** The list of a catalog that has the things of a kind. */
export const listOf: Readonly<Record<CatalogKind, Kind>> = {
  attribute: "attributes",
  entity: "entities",
  span: "spans",
  metric: "metrics",
  log: "logs",
  event: "events",
  error: "errors",
  transaction: "transactions",
  journey: "journeys",
  workflow: "workflows",
  alert: "alerts",
  objective: "objectives",
  dashboard: "dashboards",
};

/** Reads the newest declaration of each thing. What the newest version of its catalog does not have any more is left out. */
export async function readDeclared(context: ApiContext): Promise<Declared> {
  const rows = await run<DefinitionRow>(context, "catalog-definitions", {});
  const heads = new Map(rows.filter(({ kind }) => kind === "catalog").map((row) => [row.name, row]));
  const things = await inPieces(thingsOf(rows, heads));
  const counts = new Map<string, number>();
  for (const { catalog } of things) counts.set(catalog, (counts.get(catalog) ?? 0) + 1);
  return {
    catalogs: [...heads.values()].map((row) => toSummary(row, counts.get(row.name) ?? 0)),
    things,
    catalog: toCatalog(things),
    isCut: rows.length < Number(rows[0]?.total ?? 0),
  };
}

function* thingsOf(
  rows: readonly DefinitionRow[],
  heads: ReadonlyMap<string, DefinitionRow>,
): Generator<void, readonly DeclaredThing[]> {
  const things: DeclaredThing[] = [];
  for (const row of rows) {
    yield;
    if (!isRemoved(row, heads)) things.push(...toThings(row));
  }
  return things;
}

function toThings(row: DefinitionRow): readonly DeclaredThing[] {
  const kind = row.kind.slice("catalog.".length) as CatalogKind;
  if (!catalogKinds.includes(kind)) return [];
  const { name, catalogName: catalog, catalogVersion, source } = row;
  const content = { ...toSound(kind, contentOf(row)), name, catalog };
  return [{ kind, name, catalog, catalogVersion, source, content }];
}

function contentOf({ content }: DefinitionRow): Readonly<Record<string, unknown>> {
  if (content === "") return {};
  try {
    const value: unknown = JSON.parse(content);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    // The receiver refuses these; an imported file may have one.
    return {};
  }
}

function toSummary(row: DefinitionRow, things: number): CatalogSummary {
  const { description, owner } = contentOf(row);
  return {
    name: row.name,
    version: row.catalogVersion,
    description: textOf(description),
    owner: textOf(owner),
    services: row.services.toSorted(),
    things,
    seen: new Date(Number(row.seenMs)).toISOString(),
  };
}

/** A text of a declaration; empty for anything else. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function toCatalog(things: readonly DeclaredThing[]): Catalog {
  const lists = Object.fromEntries(
    catalogKinds.map((kind) => [
      listOf[kind],
      things.filter((thing) => thing.kind === kind).map((thing) => withLists(thing)),
    ]),
  );
  return { ...(lists as unknown as Omit<Catalog, "name" | "version">), name: "", version: "" };
}

/** Other senders may leave lists out, on which the live check relies. */
function withLists({ kind, content }: DeclaredThing): Thing {
  const lists: Partial<Record<CatalogKind, Readonly<Record<string, unknown>>>> = {
    entity: { identity: [], attributes: [] },
    dashboard: { charts: [] },
    transaction: { steps: [], attributes: [] },
    journey: { steps: [], attributes: [] },
    workflow: { states: [], attributes: [] },
    alert: {},
    objective: {},
    attribute: { type: "any" },
  };
  return { ...(lists[kind] ?? { attributes: [] }), ...content };
}

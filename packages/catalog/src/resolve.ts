// From what a team writes to what tools read: imports flattened, defaults filled in, names checked.
import type { Catalog, Kind } from "./catalog.ts";
import type { CatalogDeclaration } from "./declaration.ts";
import { CatalogMistake, createProblems, type Problems } from "./catalog-mistake.ts";
import { joinPath, show } from "./problem.ts";
import { type FieldTable, isName, nameFix, readList, readRecord, text, textLike } from "./resolve-fields.ts";
import { nearest } from "./nearest.ts";
import { checkReferences, type Convention, indexOf } from "./resolve-references.ts";
import { kinds, readThing } from "./resolve-things.ts";
import { isStableAttribute } from "./stable-attributes.ts";

export interface ResolveOptions {
  /**
   * Whether the semantic conventions have a thing of this kind and name: such names may be used without a declaration. By default the stable
   * attributes; entities of the conventions are not checked.
   */
  readonly isConvention?: Convention | undefined;
}

interface Found {
  readonly thing: Record<string, unknown> & { readonly name: string; readonly catalog: string };
  readonly path: string;
}

interface Work {
  readonly problems: Problems;
  readonly found: Record<Kind, Map<string, Found>>;
  /** Catalogs that are read already, by identity: two imports of one catalog are one. */
  readonly read: Set<unknown>;
  readonly versions: Map<string, string>;
}

const allKinds = Object.keys(kinds) as Kind[];
const deepest = 32;
const version = textLike(
  /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/,
  "a semantic version",
  "Write, for example, `1.0.0`.",
);
const header: FieldTable = { name: text, version, description: text, owner: text, schemaUrl: text };

/**
 * Resolves what a team declares into plain data: lists without imports, defaults filled in, each thing with the catalog that declares it.
 *
 * Pure, and independent of what the declaration contains: a value of a wrong type, a cycle of imports or a getter that throws is a problem in the list.
 *
 * @throws {CatalogMistake} with every mistake of the declaration and its imports, each with its path and fix.
 */
export function resolveCatalog(declaration: CatalogDeclaration, options: ResolveOptions = {}): Catalog {
  const problems = createProblems();
  const work: Work = {
    problems,
    found: Object.fromEntries(allKinds.map((kind) => [kind, new Map()])) as unknown as Work["found"],
    read: new Set(),
    versions: new Map(),
  };
  const head = readCatalog(declaration, "", [], work);
  const things = Object.fromEntries(
    allKinds.map((kind) => [kind, [...work.found[kind].values()].map(({ thing }) => thing)]),
  ) as unknown as Pick<Catalog, Kind>;
  const index = indexOf(things);
  for (const kind of allKinds) {
    for (const { thing, path } of work.found[kind].values())
      checkReferences(thing, path, index, options.isConvention ?? isStable, problems);
  }
  if (problems.list.length > 0) throw new CatalogMistake(show(head["name"] ?? "without a name"), problems);
  const imports = [...work.versions]
    .filter(([name]) => name !== head["name"])
    .map(([name, of]) => ({ name, version: of }));
  return { ...(head as unknown as Catalog), ...(imports.length === 0 ? {} : { imports }), ...things };
}

/** Entities and the like are known only where the whole conventions are: `isConvention` says so. */
const isStable: Convention = (kind, name) =>
  kind === "entities" || (kind === "attributes" && isStableAttribute(name));

function readCatalog(
  value: unknown,
  path: string,
  above: readonly unknown[],
  work: Work,
): Record<string, unknown> {
  const { problems } = work;
  const record = readRecord(value, path, problems, "a catalog");
  if (record === undefined) return {};
  work.read.add(value);
  const head = readHead(record, path, problems);
  checkVersion(head, path, work);
  if (record["imports"] !== undefined)
    readImports(record["imports"], joinPath(path, "imports"), [...above, value], work);
  for (const kind of allKinds) if (record[kind] !== undefined) readKind(kind, record[kind], head, path, work);
  return head;
}

function readHead(
  record: Readonly<Record<string, unknown>>,
  path: string,
  problems: Problems,
): Record<string, unknown> {
  const head: Record<string, unknown> = {};
  for (const [field, read] of Object.entries(header)) {
    if (record[field] !== undefined) head[field] = read(record[field], joinPath(path, field), problems);
    else if (field === "name")
      problems.add(path, "The field `name` is missing.", "Name the catalog, for example `shop`.");
    else if (field === "version")
      problems.add(path, "The field `version` is missing.", "Write, for example, `1.0.0`.");
    if (head[field] === undefined) delete head[field];
  }
  const known = [...Object.keys(header), "imports", ...allKinds];
  for (const key of Object.keys(record)) {
    if (known.includes(key)) continue;
    const near = nearest(key, known);
    const fix =
      near === undefined ? `Use one of ${known.join(", ")}, or remove it.` : `Did you mean \`${near}\`?`;
    problems.add(joinPath(path, key), "Unknown field.", fix);
  }
  if (head["name"] !== undefined && (head["name"] === "semconv" || !isName(head["name"])))
    problems.add(
      joinPath(path, "name"),
      `A catalog cannot have the name ${show(head["name"])}.`,
      "Choose another name.",
    );
  return head;
}

/** Two catalogs of one name are two versions of one, of which only one can count. */
function checkVersion(
  head: Readonly<Record<string, unknown>>,
  path: string,
  { versions, problems }: Work,
): void {
  const { name, version: own } = head;
  if (typeof name !== "string") return;
  const other = versions.get(name);
  if (other !== undefined) {
    const message = `The catalog ${show(name)} is imported twice, as ${show(other)} and ${show(own)}.`;
    problems.add(path, message, "Import one object of one version.");
  }
  versions.set(name, String(own));
}

function readImports(value: unknown, path: string, above: readonly unknown[], work: Work): void {
  const list = readList(value, path, work.problems, "a list of catalogs") ?? [];
  for (const [index, imported] of list.entries()) {
    const at = joinPath(path, index);
    if (above.includes(imported)) {
      const names = [...above.slice(above.indexOf(imported)), imported].map(nameOf).join(" → ");
      work.problems.add(
        at,
        `The catalogs import each other: ${names}.`,
        "Move what both use into a third catalog.",
      );
    } else if (above.length >= deepest) {
      work.problems.add(at, `Imports are more than ${deepest} deep.`, "Import the catalog directly.");
    } else if (!work.read.has(imported)) readCatalog(imported, at, above, work);
  }
}

function nameOf(catalog: unknown): string {
  try {
    const { name } = catalog as { name: unknown };
    return typeof name === "string" ? name : "?";
  } catch {
    return "?";
  }
}

function readKind(
  kind: Kind,
  value: unknown,
  head: Readonly<Record<string, unknown>>,
  path: string,
  { problems, found }: Work,
): void {
  const section = joinPath(path, kind);
  const record = readRecord(value, section, problems, `an object of ${kind} by name`);
  const catalog = String(head["name"]);
  for (const [name, declared] of Object.entries(record ?? {})) {
    const at = joinPath(section, name);
    if (!isName(name)) {
      problems.add(at, `${show(name)} cannot be a name.`, nameFix);
      continue;
    }
    const draft = readThing(kind, declared, at, problems);
    const before = found[kind].get(name);
    if (before !== undefined) {
      const message = `${show(name)} is also declared by the catalog ${show(before.thing.catalog)}.`;
      problems.add(at, message, "Remove one of the two declarations, or rename it.");
      continue;
    }
    const owner = head["owner"] === undefined ? {} : { owner: head["owner"] };
    const title = kind === "dashboards" ? { title: name } : {};
    found[kind].set(name, { thing: { ...owner, ...title, ...draft, name, catalog }, path: at });
  }
}

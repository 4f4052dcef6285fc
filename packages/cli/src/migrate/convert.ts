// Converts the files of a project: edits, then a clean-up of what is not used any more, then the imports. A file that does not parse
// afterwards stays as it is, and so does everything that needs it to change (docs/adr/088).
import { bare, type Node } from "../code/node.ts";
import { createProject, type Project } from "../code/project.ts";
import { parseModule, type SourceModule } from "../code/source-module.ts";
import { cleanUp, isProvider, usedNames } from "./clean-up.ts";
import { markImports, writeImports } from "./imports.ts";
import { createMigration, type Left, type Migration, type ProjectSurroundings } from "./migration.ts";
import { convertOpenTelemetry } from "./opentelemetry/index.ts";
import { convertEndpoints } from "./prom-client/endpoint.ts";
import { convertPromClient } from "./prom-client/index.ts";
import { indexReferences } from "./references.ts";
import { statementsOf } from "./statements.ts";

/** What can be converted. */
export const origins = ["opentelemetry", "prom-client"] as const;
export type Origin = (typeof origins)[number];

export interface Converted {
  readonly file: string;
  readonly before: string;
  readonly after: string;
  readonly calls: number;
}

export interface Conversion {
  readonly files: readonly Converted[];
  readonly left: readonly Left[];
  /** Files of which the result would not parse, or not have the statements that it should. They stay as they are. */
  readonly broken: readonly string[];
}

/** @param sources The texts of the files that may change; the others are only read. */
export function convert(
  project: Project,
  sources: ReadonlyMap<SourceModule, string>,
  from: readonly Origin[],
  surroundings: ProjectSurroundings,
): Conversion {
  const broken: string[] = [];
  // a route that stays needs the metrics of its registry: then they stay, too
  let served: string | undefined;
  for (let may = new Map(sources); ;) {
    const migration = createMigration(project, may, surroundings, served);
    for (const draft of migration.drafts.values()) {
      if (from.includes("opentelemetry")) convertOpenTelemetry(migration, draft);
      if (from.includes("prom-client")) convertPromClient(migration, draft);
    }
    const stays = from.includes("prom-client") ? convertEndpoints(migration) : undefined;
    if (stays !== undefined && served === undefined) {
      served = stays;
      continue;
    }
    const { files, failed } = write(migration, from);
    if (failed.length === 0) return { files, left: migration.left, broken };
    broken.push(...failed.map(({ file }) => file));
    may = new Map([...may].filter(([module]) => !failed.includes(module)));
  }
}

interface Written {
  readonly original: SourceModule;
  module: SourceModule;
  text: string;
}

function write(
  migration: Migration,
  from: readonly Origin[],
): { readonly files: readonly Converted[]; readonly failed: readonly SourceModule[] } {
  const failed: SourceModule[] = [];
  const written: Written[] = [];
  for (const { module, edits } of migration.drafts.values()) {
    // one without edits may export what no file uses any more
    if (edits.isEmpty && !module.imports.some(isMigrated(from))) continue;
    const text = edits.apply();
    const kept = statementsOf(module).filter((one) => !edits.drops(one)).length;
    const parsed = text === undefined ? undefined : parseAgain(module.file, text, kept);
    if (parsed === undefined) failed.push(module);
    else {
      const marked = text!.includes("$telltale_migrated_")
        ? markImports(parsed, text!, isMigrated(from))
        : text!;
      const again = marked === text ? parsed : parseAgain(module.file, marked, kept + 1);
      if (again === undefined) failed.push(module);
      else written.push({ original: module, module: again, text: marked });
    }
  }
  if (failed.length > 0) return { files: [], failed };
  failed.push(...cleanUpAll(written, from));
  leaveExported(migration, written);
  const changed = written.filter(
    ({ original, text }) => text !== migration.drafts.get(original)!.edits.source,
  );
  const files = changed.map(({ original, module, text }): Converted => {
    const draft = migration.drafts.get(original)!;
    const before = draft.edits.source;
    const { text: after, added } = writeImports(module, text, { module: original, source: before });
    if (parseAgain(module.file, after, statementsOf(module).length + added) === undefined)
      failed.push(original);
    return { file: original.file, before, after, calls: draft.changed };
  });
  return { files, failed };
}

const isMigrated =
  (from: readonly Origin[]) =>
  (specifier: string): boolean =>
    (from.includes("opentelemetry") && specifier.startsWith("@opentelemetry/")) ||
    (from.includes("prom-client") && specifier === "prom-client");

/** The module; undefined when the text does not parse, or has other statements than expected. */
function parseAgain(file: string, text: string, statements: number): SourceModule | undefined {
  const parsed = parseModule(file, text);
  return "program" in parsed && statementsOf(parsed).length === statements ? parsed : undefined;
}

/**
 * Cleans all changed files, until nothing is left over: a tracer that is gone makes an import superfluous.
 * Returns those that cannot be cleaned.
 */
function cleanUpAll(written: readonly Written[], from: readonly Origin[]): readonly SourceModule[] {
  const failed = new Set<SourceModule>();
  const before = new Map(written.map((one) => [one.original, usedNames(one.original)]));
  for (let isChanged = true; isChanged;) {
    isChanged = false;
    for (const one of written) {
      const usage = { before: before.get(one.original)!, isMigrated: isMigrated(from) };
      const cleaned = cleanUp(one.module, one.text, usage);
      if (cleaned === undefined) continue;
      const module = parseAgain(one.module.file, cleaned.text, cleaned.statements);
      if (module === undefined) {
        failed.add(one.original);
        continue;
      }
      one.text = cleaned.text;
      one.module = module;
      isChanged = true;
    }
  }
  return [...failed];
}

/** Lists exported tracers, meters and registries that no file uses any more: code that is not read may import them. */
function leaveExported(migration: Migration, written: readonly Written[]): void {
  const project = projectOf(migration.project, written);
  const now = indexReferences(project);
  for (const { original, module } of written)
    for (const name of module.exports.keys()) {
      const [before, after] = [valueOf(migration.project, original, name), valueOf(project, module, name)];
      const isDone = after !== undefined && isProvider(after) && now.of(after).length === 0;
      if (before !== undefined && isDone && migration.references.of(before).length > 0)
        migration.leave({ module: original, node: before }, name, exportedReason, exportedGuide);
    }
}

const exportedReason = "no call uses it any more, but it is exported: remove it if nothing else imports it";
const exportedGuide = "migrate-opentelemetry.md#table-of-calls";

function valueOf(project: Project, module: SourceModule, name: string): Node | undefined {
  const origin = project.memberOf(module, name);
  return origin?.is === "binding" && origin.module === module && origin.binding.value !== undefined
    ? bare(origin.binding.value)
    : undefined;
}

function projectOf(project: Project, written: readonly Written[]): Project {
  const changed = new Map(written.map(({ original, module }) => [original, module]));
  return createProject(project.modules.map((module) => changed.get(module) ?? module));
}

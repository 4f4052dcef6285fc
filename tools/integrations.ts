// What is derived from the declarations of integrations: the table of `telltale/register`, the optional peers of the manifest, and the
// reference pages with every span, metric, event and attribute. Without `--check` it writes; with it, it fails on a difference.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { root, sourceFiles } from "./source-files.ts";

interface Emitted {
  readonly kind: "span" | "metric" | "event" | "log";
  readonly name: string;
  readonly form: string;
  readonly unit?: string;
  readonly description: string;
  readonly attributes: readonly { readonly name: string; readonly when?: string }[];
}

type Versions = readonly (readonly [number, number])[];

interface Plugin {
  readonly library: string;
  readonly versions: Versions;
  readonly call: string;
  readonly file: string;
}

/** As `library-integration.ts` has it. */
interface Integration {
  readonly name: string;
  readonly modules: readonly string[];
  readonly libraries?: readonly string[];
  readonly versions?: Versions;
  readonly plugins?: readonly Plugin[];
  readonly atStart?: boolean;
  readonly byDefault?: boolean;
  instrument(library: unknown): unknown;
  readonly emits: readonly Emitted[];
  /** The subpath it comes from. */
  readonly file: string;
}

const manifestFile = "packages/telltale/package.json";
const source = "packages/telltale/src/integrations/";
const throughFile = "packages/telltale/src/register/through.ts";
const throughVersionsFile = "packages/telltale/test/fixtures/packed-through/versions.json";
const pages = "docs/reference/integrations/";
const madeBy = "Made out of the integrations by tools/integrations.ts";

async function readIntegrations(): Promise<Integration[]> {
  const files = sourceFiles(".ts").filter(
    (file) =>
      file.startsWith(source) &&
      /^[\w-]+\.ts$/.test(file.slice(source.length)) &&
      !/-integration\.ts$|\.test\.ts$/.test(file),
  );
  const found: Integration[] = [];
  for (const file of files) {
    const exported = (await import(pathToFileURL(path.join(root, file)).href)) as Record<string, unknown>;
    for (const value of Object.values(exported)) {
      if (isIntegration(value)) found.push({ ...value, file: path.basename(file, ".ts") });
    }
  }
  return found.toSorted((one, other) => one.name.localeCompare(other.name, "en"));
}

function isIntegration(value: unknown): value is Integration {
  const { emits, instrument, modules } = (value ?? {}) as Partial<Integration>;
  return Array.isArray(emits) && Array.isArray(modules) && typeof instrument === "function";
}

function tableSource(all: readonly Integration[]): string {
  const entries = all.map((one) => {
    const { name, file, modules, libraries, versions, plugins, atStart, byDefault } = one;
    const tested = testedOf(one);
    return JSON.stringify({
      name,
      file,
      modules,
      libraries,
      versions,
      tested: tested.length === 0 ? undefined : tested,
      plugins,
      atStart,
      byDefault,
    });
  });
  return [
    `// What there is, without loading it. ${madeBy}; do not edit.`,
    `import type { TableEntry } from "./table-entry.ts";\n`,
    `/** All built-in integrations, by name. */`,
    `export const table: readonly TableEntry[] = [${entries.join(",\n")}];\n`,
  ].join("\n");
}

/**
 * The versions of a package that tests load: those that the manifest pins, under its own name and others, and that a test names. A pin that
 * no test names is not evidence.
 */
function testedVersions(name: string): string[] {
  const { devDependencies } = JSON.parse(readFileSync(path.join(root, manifestFile), "utf8")) as {
    devDependencies: Record<string, string>;
  };
  return Object.entries(devDependencies)
    .filter(([key]) => isNamedByTests(key))
    .flatMap(([key, pinned]) => {
      if (key === name) return [pinned];
      return pinned.startsWith(`npm:${name}@`) ? [pinned.slice(`npm:${name}@`.length)] : [];
    })
    .toSorted((one, other) => one.localeCompare(other, "en", { numeric: true }));
}

/** The versions of a package in applications that tests build and run as their users do. */
function applicationVersions(name: string): string[] {
  const folder = path.join(root, "e2e/applications/fixtures");
  return readdirSync(folder)
    .map((application) => path.join(folder, application, "package.json"))
    .filter((file) => existsSync(file))
    .flatMap((file) => {
      const { dependencies = {} } = JSON.parse(readFileSync(file, "utf8")) as {
        dependencies?: Record<string, string>;
      };
      return dependencies[name] ?? [];
    })
    .toSorted((one, other) => one.localeCompare(other, "en", { numeric: true }));
}

let tests: string | undefined;
const named = new Map<string, boolean>();

/** Whether a test loads `name`, or a module of it. Each name is searched for once. */
function isNamedByTests(name: string): boolean {
  let known = named.get(name);
  if (known === undefined) {
    known = findInTests(name);
    named.set(name, known);
  }
  return known;
}

function findInTests(name: string): boolean {
  tests ??= sourceFiles(".ts")
    .filter((file) => /^packages\/telltale\/(?:src\/.*\.test\.ts$|test\/)/.test(file))
    .map((file) => readFileSync(path.join(root, file), "utf8"))
    .join("\n");
  // a type alone runs nothing
  const loaded = new RegExp(String.raw`^(?!import type ).*"${name}(?:/[^"]*)?"`, "m");
  return loaded.test(tests);
}

/** Of several modules the first that the tests have. A version that publishes nothing by itself is there to test the official instrumentation. */
function testedOf({ modules, libraries, versions: known = [] }: Integration): string[] {
  const packages = (libraries ?? modules).filter(isPackage).map(packageOf);
  const versions =
    [...packages.map(testedVersions), ...packages.map(applicationVersions)].find((some) => some.length > 0) ??
    [];
  if (libraries === undefined) return versions;
  return versions.filter((version) =>
    known.some(
      ([from, before]) => Number.parseInt(version, 10) >= from && Number.parseInt(version, 10) < before,
    ),
  );
}

/**
 * The manifest with an optional peer for each library: who isolates packages finds them so. In any version: what is not known is tried, and
 * npm refuses to install beside a peer that does not fit, optional or not.
 */
function manifestText(text: string, all: readonly Integration[]): string {
  const manifest = JSON.parse(text) as {
    peerDependencies?: Record<string, string>;
    peerDependenciesMeta?: object;
  };
  const libraries = all.flatMap((one) => one.libraries ?? one.modules).filter(isPackage);
  const { "@grpc/grpc-js": grpc = "*" } = manifest.peerDependencies ?? {};
  const names = [...new Set([...libraries.map(packageOf), "@grpc/grpc-js"])].toSorted();
  manifest.peerDependencies = Object.fromEntries(
    names.map((name) => [name, name === "@grpc/grpc-js" ? grpc : "*"]),
  );
  manifest.peerDependenciesMeta = Object.fromEntries(names.map((name) => [name, { optional: true }]));
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

// what Node brings along, and what is not a module at all
function isPackage(module: string): boolean {
  return !module.startsWith("node:") && !isBuiltin(module) && module !== "runtime";
}

function packageOf(module: string): string {
  return module.split("/", module.startsWith("@") ? 2 : 1).join("/");
}

type Through = Readonly<Record<string, readonly string[]>>;

function indexPage(all: readonly Integration[], through: Through): string {
  const throughVersions = JSON.parse(readFileSync(path.join(root, throughVersionsFile), "utf8")) as Record<
    string,
    string
  >;
  const rows = all.map(
    (one) =>
      `| [\`${one.name}\`](integrations/${one.name}.md) | ${showModules(one)} | ${showVersions(one)} | ${testedOf(one).join(", ") || "–"} | ${count(one)} | ${one.byDefault === false ? "on request" : "by default"} |`,
  );
  return [
    "# Integrations",
    `<!-- ${madeBy}. -->`,
    "The modules of each integration, and every span, metric, event and attribute that it emits. The tests compare these pages with the exported telemetry: integrations emit nothing else. Names are those of `OTEL_NODE_ENABLED_INSTRUMENTATIONS` and of `TELLTALE_INSTRUMENTATIONS`; see [zero-code](../guide/zero-code.md).",
    [
      "| name | modules | expected to work | seen in tests | emits | enabled |",
      "| --- | --- | --- | --- | --- | --- |",
      ...rows,
    ].join("\n"),
    "`seen in tests` lists the versions that the tests of this repository load. No test loads the other versions of `expected to work`. `telltale/register` tries a version outside of that range too, and prints one line.",
    "## Covered through another library",
    "These have no integration of their own. The spans of the libraries that they are built on show their work.",
    [
      "| library | through | seen in tests |",
      "| --- | --- | --- |",
      ...Object.entries(through).map(
        ([name, by]) =>
          `| \`${name}\` | ${by.map((one) => `[\`${one}\`](integrations/${one}.md)`).join(", ")} | ${throughVersions[name] ?? "–"} |`,
      ),
    ].join("\n"),
    "## Instrumented by plugins",
    "The builds of these contain a library that cannot be instrumented from outside. Add a file as a plugin: its default export is the function.",
    [
      "| library | versions | function | file |",
      "| --- | --- | --- | --- |",
      ...all.flatMap(({ name, file, plugins = [] }) =>
        plugins.map(
          (one) =>
            `| \`${one.library}\` | ${rangesOf(one.versions)} | \`${one.call}\` of [\`telltale/${file}\`](integrations/${name}.md) | \`${one.file}\` |`,
        ),
      ),
    ].join("\n"),
  ].join("\n\n");
}

function page(one: Integration): string {
  const parts = [`# ${one.name}`, `<!-- ${madeBy}. -->`, introduction(one)];
  const kinds = [
    ["span", "Spans"],
    ["event", "Events"],
    ["log", "Log records"],
    ["metric", "Metrics"],
  ] as const;
  for (const [kind, title] of kinds) {
    const emitted = one.emits.filter((each) => each.kind === kind);
    if (emitted.length > 0) parts.push(`## ${title}`, ...emitted.flatMap(describe));
  }
  return parts.join("\n\n");
}

function introduction(one: Integration): string {
  const takes =
    one.modules.length === 0 && one.libraries === undefined
      ? "Needs no module."
      : `Instruments ${showModules(one)}. Expected to work: ${showVersions(one)}.${seen(one)}`;
  const off = one.byDefault === false ? " `telltale/register` enables it on request only." : "";
  return `${takes} Import \`telltale/${one.file}\`, or use [\`telltale/register\`](../../guide/zero-code.md) without changing code.${off}`;
}

function seen(one: Integration): string {
  if (one.versions === undefined) return "";
  return ` Seen in tests: ${testedOf(one).join(", ") || "no version"}.`;
}

function describe({ name, form, unit, kind, description, attributes }: Emitted): string[] {
  const facts = [form, unit].filter((fact) => fact !== undefined && fact !== "").join(", ");
  const lines = attributes.map(
    (one) => `| \`${one.name}\` | ${escape(one.when ?? (kind === "metric" ? "on every point" : "always"))} |`,
  );
  const list =
    lines.length === 0 ? "No attributes." : ["| attribute | when |", "| --- | --- |", ...lines].join("\n");
  return [`### \`${name}\`${facts === "" ? "" : ` (${facts})`}`, description, list];
}

function showModules({ modules: taken, libraries }: Integration): string {
  const modules = libraries ?? taken;
  return modules.length === 0 ? "–" : modules.map((name) => `\`${name}\``).join(", ");
}

function showVersions({ versions, modules }: Integration): string {
  if (versions === undefined) return modules.length === 0 ? "–" : "those of Node";
  return rangesOf(versions);
}

function rangesOf(versions: Versions): string {
  return versions
    .map(([from, before]) => (before === from + 1 ? `${from}` : `${from} to ${before - 1}`))
    .join(", ");
}

function count({ emits }: Integration): string {
  const words = { span: "spans", metric: "metrics", event: "events", log: "log records" };
  return Object.entries(words)
    .flatMap(([kind, word]) => {
      const found = emits.filter((one) => one.kind === kind).length;
      return found === 0 ? [] : [`${found} ${found === 1 ? word.slice(0, -1) : word}`];
    })
    .join(", ");
}

function escape(text: string): string {
  return text.replaceAll("|", "\\|");
}

/** `text` as the formatter has it. */
function formatted(file: string, text: string): string {
  const { status, stdout, stderr } = spawnSync(
    path.join(root, "node_modules/.bin/oxfmt"),
    [`--stdin-filepath=${file}`],
    { input: text, encoding: "utf8", cwd: root },
  );
  if (status !== 0) throw new Error(`Cannot format ${file}: ${stderr}`);
  return stdout;
}

if (import.meta.main) {
  const check = process.argv.includes("--check");
  const all = await readIntegrations();
  const { through } = (await import(pathToFileURL(path.join(root, throughFile)).href)) as {
    through: Through;
  };
  const wanted = new Map([
    [manifestFile, manifestText(readFileSync(path.join(root, manifestFile), "utf8"), all)],
    ["packages/telltale/src/register/table.ts", tableSource(all)],
    ["docs/reference/integrations.md", `${indexPage(all, through)}\n`],
    ...all.map((one) => [`${pages}${one.name}.md`, `${page(one)}\n`] as const),
  ]);
  const folder = path.join(root, pages);
  const stale = (existsSync(folder) ? readdirSync(folder) : [])
    .map((file) => pages + file)
    .filter((file) => !wanted.has(file));
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of wanted) {
    const place = path.join(root, file);
    const right = formatted(file, text);
    if (existsSync(place) && readFileSync(place, "utf8") === right) continue;
    if (check) complain(file);
    else writeFileSync(place, right);
  }
  for (const file of stale) {
    if (check) complain(file);
    else rmSync(path.join(root, file));
  }
}

function complain(file: string): void {
  console.error(
    `${file} does not match the integrations: run \`node --conditions=telltale-source tools/integrations.ts\``,
  );
  process.exitCode = 1;
}

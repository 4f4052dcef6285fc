// The reference page of settings, made out of their declarations and the comments over them; and the check that nothing else reads a
// variable. Without `--check` it writes the page; with it, it fails on a difference.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { root, sourceFiles } from "./source-files.ts";

/** As `settings/setting.ts` and `settings/walk.ts` of the library have it. */
interface Setting {
  readonly type: string;
  readonly option?: false | string;
  readonly unit?: string;
}
interface Declared {
  readonly setting: Setting;
  readonly path: string;
  readonly signal: string | undefined;
}

const source = "packages/telltale/src/";
const page = "docs/reference/settings.md";
const command = "node --conditions=telltale-source tools/settings.ts";

const load = async <T>(file: string): Promise<T> =>
  (await import(pathToFileURL(path.join(root, source, file)).href)) as T;
const { allSettings } = await load<{ allSettings: Record<string, Setting> }>("options/all-settings.ts");
const { httpServerSettings } = await load<{ httpServerSettings: Setting }>(
  "integrations/http-server-integration.ts",
);
const { httpClientSettings } = await load<{ httpClientSettings: Setting }>(
  "integrations/http-client-integration.ts",
);
/** Groups of integrations, which neither a start nor the doctor knows. */
const integrationSettings: Readonly<Record<string, Setting>> = {
  "instrumentHttp(http, { server })": httpServerSettings,
  "instrumentHttp(http, { client }), instrumentUndici()": httpClientSettings,
};
const { walk } = await load<{ walk(group: Setting, path: string, inner: boolean): Iterable<Declared> }>(
  "settings/walk.ts",
);
const { variablesOf, placesOf } =
  await load<Record<string, (setting: Setting, signal?: string) => string[]>>("settings/by-signal.ts");
const { expectedOf } = await load<{ expectedOf(setting: Setting): string }>("settings/expected.ts");
const { fallbackOf } = await load<{ fallbackOf(setting: Setting, signal?: string): string }>(
  "doctor/settings.ts",
);

/** A declaration as it is written: its comment, and what is in it or what it names. */
interface Node {
  doc?: string;
  names?: string;
  readonly file: string;
  readonly inner: Map<string, Node>;
}

const files = sourceFiles(".ts").filter((file) => file.startsWith(source) && !file.endsWith(".test.ts"));
const texts = new Map(files.map((file) => [file, readFileSync(path.join(root, file), "utf8")]));
const nodes = new Map<string, Node[]>();
for (const [file, text] of texts)
  for (const [, name, body] of text.matchAll(/^(?:export )?const (\w+) = (\{\n.*?^\}) as const;/gms))
    nodes.set(name as string, [...(nodes.get(name as string) ?? []), readDeclaration(body as string, file)]);

/** Reads an object as the formatter leaves it: a key a line, its comment above it, what is in it further in. */
function readDeclaration(body: string, file: string): Node {
  const top: Node = { file, inner: new Map() };
  const open: { indent: number; node: Node }[] = [{ indent: -1, node: top }];
  let doc: string | undefined;
  for (const [, comment, blank = "", key, value = ""] of body.matchAll(
    /\/\*\*(.*?)\*\/|^( *)(\w+): ([^\n]*)/gms,
  )) {
    if (key === undefined) {
      doc = comment;
      continue;
    }
    while ((open.at(-1)?.indent ?? 0) >= blank.length) open.pop();
    const node: Node = { file, inner: new Map() };
    if (doc !== undefined) node.doc = oneLine(doc);
    const [, names] = /([\w.]+) as typeof \1/.exec(value) ?? [];
    if (names !== undefined) node.names = names;
    const around = open.at(-1)?.node.inner;
    if (around?.has(key) === false) around.set(key, node);
    open.push({ indent: blank.length, node });
    doc = undefined;
  }
  return top;
}

function oneLine(comment: string): string {
  return comment
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, ""))
    .join(" ")
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** What `node` names; undefined where it is the declaration itself. */
function named(node: Node): Node | undefined {
  if (node.names === undefined) return undefined;
  const [name = "", ...rest] = node.names.split(".");
  const found = nodes.get(name) ?? [];
  const own = found.find(({ file }) => file === node.file) ?? found[0];
  return rest.reduce<Node | undefined>((inner, key) => inner && follow(inner).inner.get(key), own);
}

function follow(node: Node): Node {
  const other = named(node);
  return other === undefined ? node : follow(other);
}

/** The settings of a group, also of one in a list, a record or a choice between types. */
function settingsOf(node: Node): Node | undefined {
  const { inner } = follow(node);
  const of = inner.get("of");
  return inner.get("settings") ?? (of && settingsOf(of));
}

/** The comment over `node`, or over what it names. */
function commentOf(node: Node): string {
  const other = named(node);
  return node.doc ?? (other === undefined ? "" : commentOf(other));
}

/** The comment over the setting at `place` of the declaration `name`. */
function docOf(name: string, place: string): string {
  let node: Node | undefined = nodes.get(name)?.[0];
  for (const key of place.replaceAll(/\[\]|\.\*/g, "").split("."))
    node = node && settingsOf(node)?.inner.get(key);
  return node === undefined ? "" : commentOf(node);
}

const declarations: Readonly<Record<string, string>> = {
  "start()": "startSettings",
  "otlpExporter()": "otlpSettings",
  "stdoutExporter()": "stdoutSettings",
  "fileExporter()": "fileSettings",
  "batchSpanProcessor(), batchLogRecordProcessor()": "batchSettings",
  "telltale/register": "zeroCodeSettings",
  "instrumentHttp(http, { server })": "httpServerSettings",
  "instrumentHttp(http, { client }), instrumentUndici()": "httpClientSettings",
};

const undocumented: string[] = [];

function rowsOf(taker: string, group: Setting): string[] {
  const rows = new Map<string, Declared[]>();
  for (const one of walk(group, "", true)) rows.set(one.path, [...(rows.get(one.path) ?? []), one]);
  return [...rows].map(([place, all]) => {
    const { setting } = all.at(-1) as Declared;
    const each = (read: (one: Declared) => readonly string[]): string =>
      [...new Set(all.flatMap(read))].map((name) => `\`${name}\``).join(", ");
    const variables = each((one) => variablesOf?.(one.setting, one.signal) ?? []);
    const places = each((one) =>
      (placesOf?.(one.setting, one.signal) ?? []).flatMap((found) => found.split(" | ")),
    );
    const defaults = [...new Set(all.map((one) => fallbackOf(one.setting, one.signal)))].join(", ");
    const doc = docOf(declarations[taker] as string, place);
    if (doc === "") undocumented.push(`${taker} ${place}`);
    const name = setting.option === undefined ? `\`${place}\`` : "";
    const unit = setting.unit === undefined ? "" : ` (${setting.unit})`;
    const cells = [name, doc, `${expectedOf(setting)}${unit}`, defaults, variables, places];
    return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  });
}

const parts = Object.entries({ ...allSettings, ...integrationSettings }).map(([taker, group]) =>
  [
    `## ${taker.includes("(") ? `Options of \`${taker.replaceAll("), ", ")` and `")}\`` : `\`${taker}\` and integrations`}`,
    [
      "| option | meaning | takes | default | variables | configuration file |",
      "| --- | --- | --- | --- | --- | --- |",
    ]
      .concat(rowsOf(taker, group))
      .join("\n"),
  ].join("\n\n"),
);

const wanted = `${[
  "# Settings",
  `<!-- Made out of the declarations of the settings by tools/settings.ts: run \`${command}\`. -->`,
  "Every setting, its values and how to set it. [Configuration](configuration.md) explains which source takes precedence, and what happens to invalid values. A row without an option is set by variables and files only. In paths `[]` represents the entries of a list and `*` for a name.",
  ...parts,
].join("\n\n")}\n`;

/** Names that the library writes or mentions, and that are not settings. */
const noSettings = new Set([
  // a mark for worker threads and child processes
  "TELLTALE_MAIN_THREAD",
  // known so that they are not taken for a typing error: options/unknown-variables.ts
  "OTEL_ENTITIES",
  "OTEL_EXPERIMENTAL_CONFIG_FILE",
  "OTEL_SEMCONV_STABILITY_OPT_IN",
  "OTEL_EXPORTER_ZIPKIN_ENDPOINT",
  "OTEL_EXPORTER_ZIPKIN_PROTOCOL",
  "OTEL_EXPORTER_ZIPKIN_TIMEOUT",
]);
/** The gate of `telltale/register` loads nothing of the library, its declarations included; the note of a missing start has none to ask. */
const gate = [
  `${source}register/index.ts`,
  `${source}register/left-alone.ts`,
  `${source}engine/diagnostics/not-started.ts`,
];

/** What reads or names a variable that no setting declares. */
function undeclared(): string[] {
  const declared = new Set(
    Object.values(allSettings).flatMap((group) =>
      [...walk(group, "", true)].flatMap((one) => variablesOf?.(one.setting, one.signal) ?? []),
    ),
  );
  return [...texts].flatMap(([file, text]) => {
    const code = text.replaceAll(/\/\*.*?\*\/|(?<=^|\s)\/\/[^\n]*/gs, "");
    const unknown = [...code.matchAll(/(?<![\w$}])(?:OTEL|TELLTALE)_[A-Z0-9_]*[A-Z0-9](?![\w{$])/g)]
      .map(([name]) => name)
      .filter((name) => !declared.has(name) && !noSettings.has(name));
    const outside = code.replaceAll(/variable: (?:"[^"]*"|\[[^\]]*\])/g, "");
    const literal = [
      ...outside.matchAll(/["'](?:OTEL|TELLTALE)_[A-Z0-9_]+["']|(?<!\\)`(?:OTEL|TELLTALE)_[A-Z0-9_]*\$/g),
    ]
      .map(([name]) => name.slice(1, -1))
      .filter((name) => !noSettings.has(name) && !gate.includes(file));
    return [
      ...unknown.map((name) => `${file} names ${name}, which no setting declares`),
      ...literal.map((name) => `${file} has ${name} outside of a declaration`),
    ];
  });
}

if (import.meta.main) {
  const problems = [
    ...undeclared().map(
      (problem) =>
        `${problem}: declare it beside the part that it configures (docs/adr/049-settings-are-declared-once.md)`,
    ),
    ...undocumented.map((place) => `The setting ${place} has no comment that says what it is.`),
  ];
  const place = path.join(root, page);
  if (process.argv.includes("--check")) {
    if (readFileSync(place, "utf8") !== wanted)
      problems.push(`${page} does not match the declarations: run \`${command}\``);
  } else writeFileSync(place, wanted);
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
}

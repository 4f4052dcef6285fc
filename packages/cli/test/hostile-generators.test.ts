// Every generator of files with hostile texts in every field: what it writes has the statements, keys and nodes that it has with usual texts.
// @module-tag extended
import { stripTypeScriptTypes } from "node:module";
import path from "node:path";
import { runInNewContext } from "node:vm";
import type { Catalog, CatalogDeclaration, Finding } from "catalog";
import { diffCatalogs, printChangesMarkdown } from "catalog/diff";
import { renderHtml, renderMarkdown, renderMarkdownFolder, renderSite } from "catalog/docs";
import { prometheusRules } from "catalog/prometheus";
import { renderTypes } from "catalog/types";
import fc from "fast-check";
import { lexer, type Token } from "marked";
import { parseSync } from "oxc-parser";
import { parse as parseHtml } from "parse5";
import { hostile } from "quoting/hostile";
import { wellFormed } from "quoting/unicode";
import { beforeAll, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import { toConsole as toConsoleRules, toPrometheus } from "../src/catalog/alerts.ts";
import { toConsole, toGrafana } from "../src/catalog/dashboards.ts";
import { loadCatalog } from "../src/catalog/load.ts";
import { printFindings } from "../src/catalog/print-findings.ts";
import { toSource } from "../src/catalog/registry/source.ts";
import { toYaml } from "../src/catalog/registry/registry-files.ts";
import { snippetFor } from "../src/code/application/snippets.ts";
import { onlyDeclares } from "../src/code/only-declares.ts";
import { writeCatalog } from "../src/code/write-catalog.ts";
import { prometheusBin, promtool } from "./promtool.ts";

const root = path.join(import.meta.dirname, "../../..");
const bin = prometheusBin();

let shop: Catalog;
let declaration: CatalogDeclaration;
beforeAll(async () => {
  const loaded = await loadCatalog(path.join(root, "examples/shop/src/catalog.ts"), {});
  shop = JSON.parse(JSON.stringify(loaded.catalog)) as Catalog;
  declaration = JSON.parse(JSON.stringify(loaded.declaration)) as CatalogDeclaration;
});

/** Fields whose values are words of the model, numbers as text, or addresses that are judged where they are used. */
const words: ReadonlySet<string> = new Set(
  "kind type instrument severity stability cardinality sensitivity level measure aggregation unit currency version runbook semconv url window for every period limit longerThan".split(
    " ",
  ),
);
/** Fields in which a text stands alone, and may begin with anything. */
const prose: ReadonlySet<string> = new Set("description summary note brief condition".split(" "));
/** Objects whose keys are names. */
const named: ReadonlySet<string> = new Set("where transitions labels conditional".split(" "));

/** `value` with `text` in each of its texts and names. Names keep their beginning, so that they stay different and in their order. */
function withText<T>(value: T, text: string, field = ""): T {
  if (typeof value === "string")
    return (words.has(field) ? value : prose.has(field) ? `${text}x` : value + text) as T;
  if (Array.isArray(value))
    return (field === "type" ? value : value.map((one: unknown) => withText(one, text, field))) as T;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, one]) => [
    named.has(field) ? key + text : key,
    withText<unknown>(one, text, key),
  ]);
  return Object.fromEntries(entries) as T;
}

type Syntax = Readonly<Record<string, unknown>>;

/** The types of all nodes of a syntax tree. */
function shapeOf(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(shapeOf);
  if (typeof node !== "object" || node === null) return undefined;
  const { type, start: _, end: _end, ...rest } = node as Syntax;
  // a key is an identifier or a string
  const kind = type === "Identifier" || type === "Literal" ? "Name" : type;
  const parts = Object.entries(rest).filter(([, one]) => typeof one === "object" && one !== null);
  return { kind, parts: kind === "Name" ? [] : parts.map(([name, one]) => [name, shapeOf(one)]) };
}

function shapeOfTypeScript(source: string): unknown {
  const { program, errors } = parseSync("a.ts", source);
  expect(errors).toEqual([]);
  return shapeOf(program.body);
}

interface HtmlNode {
  readonly nodeName: string;
  readonly attrs?: readonly { readonly name: string }[];
  readonly childNodes?: readonly HtmlNode[];
}

/** Elements with the names of their attributes. `class` marks short cells. */
function shapeOfHtml({ nodeName, attrs = [], childNodes = [] }: HtmlNode): unknown {
  const names = attrs.map(({ name }) => name).filter((name) => name !== "class");
  return [nodeName, names, childNodes.filter((one) => one.nodeName !== "#text").map(shapeOfHtml)];
}

/** Tokens but texts. Code with a pipe is an element. */
function shapeOfMarkdown(source: string): readonly unknown[] {
  return shapeOfTokens(lexer(source));
}

function shapeOfTokens(tokens: readonly Token[]): readonly unknown[] {
  return tokens.flatMap((token): readonly unknown[] => {
    if (/^(?:text|escape|space)$/.test(token.type))
      return "tokens" in token ? shapeOfTokens(token.tokens ?? []) : [];
    if (token.type === "codespan" || token.raw === "<code>") return ["code"];
    if (token.raw === "</code>") return [];
    if (token.type === "html") return [token.raw.replaceAll(/id="[^"]*"/g, "id")];
    if (token.type === "table") {
      const rows = [token["header"], ...(token["rows"] as unknown[])] as { tokens: Token[] }[][];
      return [["table", rows.map((row) => row.map((cell) => shapeOfTokens(cell.tokens)))]];
    }
    const inner = (token as { items?: Token[] }).items ?? (token as { tokens?: Token[] }).tokens ?? [];
    return [[token.type, shapeOfTokens(inner)]];
  });
}

/** Keys and kinds of values. */
function shapeOfData(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOfData);
  if (typeof value !== "object" || value === null) return typeof value;
  return Object.entries(value).map(([, one]) => shapeOfData(one));
}

const evaluate = (source: string): unknown => {
  const code = source.replaceAll(/^import .*$/gm, "").replaceAll(/^export /gm, "");
  const script = `const defineCatalog = (one) => one; ${stripTypeScriptTypes(code)}; JSON.stringify(catalog)`;
  return JSON.parse(runInNewContext(script) as string);
};

/** All generators, with `text` everywhere. */
function check(text: string): void {
  const catalog = withText(shop, text);
  const given = withText(declaration, text);
  // TypeScript
  expect(shapeOfTypeScript(renderTypes(catalog))).toEqual(shapeOfTypeScript(renderTypes(shop)));
  expect(evaluate(toSource(given))).toEqual(JSON.parse(JSON.stringify(given)));
  const location = { file: `src/${text}.ts`, line: 1, column: 1 };
  const { imports: _, ...own } = given as CatalogDeclaration & { imports?: unknown };
  const proposal = {
    declaration: {
      ...own,
      [`more ${text}`]: { [text]: { [text]: text, list: [text] } },
    } as CatalogDeclaration,
    notes: new Map([[`spans.${text}`, text]]),
    leftOut: [{ key: text, why: text, location }],
  };
  const proposed = writeCatalog(proposal, `from ${text}`);
  expect(onlyDeclares(proposed)).toBe(true);
  expect(evaluate(proposed)).toEqual(JSON.parse(JSON.stringify(proposal.declaration)));
  for (const kind of ["route", "queue consumer", "job", "database call", "business function"] as const) {
    const place = { kind, name: text, library: `driver${text}` } as Parameters<typeof snippetFor>[0];
    const { program, errors } = parseSync("a.ts", snippetFor(place));
    expect(errors).toEqual([]);
    expect(program.body).toHaveLength(2);
  }
  // YAML and JSON
  const yaml = [...toPrometheus(catalog, { histograms: "classic" }).files, ...toConsoleRules(catalog).files];
  const plain = [...toPrometheus(shop, { histograms: "classic" }).files, ...toConsoleRules(shop).files];
  expect(yaml.map((file) => shapeOfData(parseYaml(file.text)))).toEqual(
    plain.map((file) => shapeOfData(parseYaml(file.text))),
  );
  const { files } = prometheusRules(catalog, { histograms: "classic" });
  expect(yaml.slice(0, 2 * files.length).map((file) => parseYaml(file.text) as unknown)).toEqual(
    files.flatMap(({ rules, tests }) => [whole(rules.content), whole(tests.content)]),
  );
  expect(parseYaml(toYaml(given))).toEqual(whole(given));
  for (const make of [toConsole, (one: Catalog) => toGrafana(one, { histograms: "native" })])
    expect(
      make(catalog)
        .files.filter(({ name }) => name.endsWith(".json"))
        .map((file) => shapeOfData(JSON.parse(file.text))),
    ).toEqual(
      make(shop)
        .files.filter(({ name }) => name.endsWith(".json"))
        .map((file) => shapeOfData(JSON.parse(file.text))),
    );
  checkPages(catalog);
  checkFindings(catalog, text);
}

/** Texts as YAML can hold them. */
function whole(value: unknown): unknown {
  if (typeof value === "string") return wellFormed(value);
  if (Array.isArray(value)) return value.map(whole);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [wellFormed(key), whole(one)]));
}

const options = {
  consoleUrl: "https://console.example",
  locate: (kind: string, name: string) => ({ file: `src/${kind}/${name}.ts`, line: 1, column: 1 }),
};

function checkPages(catalog: Catalog): void {
  expect(shapeOfHtml(parseHtml(renderHtml(catalog, options)) as HtmlNode)).toEqual(
    shapeOfHtml(parseHtml(renderHtml(shop, options)) as HtmlNode),
  );
  const pages = renderSite(catalog, options);
  const usual = renderSite(shop, options);
  for (const [index, page] of pages.entries())
    if (page.name.endsWith(".html"))
      expect(shapeOfHtml(parseHtml(page.text) as HtmlNode)).toEqual(
        shapeOfHtml(parseHtml(usual[index]!.text) as HtmlNode),
      );
    else expect(parseSync(page.name, page.name.endsWith(".js") ? page.text : "").errors).toEqual([]);
  const written = [
    renderMarkdown(catalog, options),
    ...renderMarkdownFolder(catalog, options).map((one) => one.text),
  ];
  const before = [
    renderMarkdown(shop, options),
    ...renderMarkdownFolder(shop, options).map((one) => one.text),
  ];
  expect(written.map(shapeOfMarkdown)).toEqual(before.map(shapeOfMarkdown));
}

/** Messages have code between backticks, of which names have some, too: there is one row for each, of text and code. */
function checkFindings(catalog: Catalog, text: string): void {
  const findings: readonly Finding[] = [
    { id: text, level: "violation", message: `The metric \`${text}\` is ${text}`, fix: text },
    { id: "b", level: "violation", message: text, location: { file: text, line: 1, column: 2 } },
  ];
  const [table, paragraph] = shapeOfMarkdown(printFindings(findings, "markdown")) as [
    string,
    unknown[][][],
  ][];
  expect([table![0], table![1].length, paragraph]).toEqual(["table", 3, ["paragraph", []]]);
  for (const row of table![1]) {
    expect(row).toHaveLength(4);
    expect(row.flat().filter((one) => one !== "code")).toEqual([]);
  }
  expect(printFindings(findings, "github").split(/[\r\n]/)).toHaveLength(2);
  expect(printFindings(findings, "text").split(/[\r\n\u2028\u2029\u0085]/)).toHaveLength(4);
  const empty = { ...catalog, spans: [], metrics: [] } as Catalog;
  const changes = diffCatalogs(catalog, empty).map((one) => ({
    ...one,
    usedBy: [
      {
        kind: "view" as const,
        name: text,
        url: `https://console.example/?q=${encodeURIComponent(wellFormed(text))}`,
      },
    ],
  }));
  const markup = JSON.stringify(
    shapeOfMarkdown(printChangesMarkdown(changes, { name: text, before: text, after: text }, text)),
  );
  const known =
    /"(?:heading|paragraph|table|code|strong|blockquote|link|<br>|<details>[^"]*|<\/details>[^"]*)"/g;
  expect(markup.replaceAll(known, "").replaceAll(/[[\],]/g, "")).toBe("");
}

test("usual texts are written as they are read", () => {
  expect(() => check("")).not.toThrow();
});

test("what generators write has the same statements, keys and nodes with hostile texts", () => {
  fc.assert(fc.property(hostile, check), { numRuns: 3 });
});

test("and with many of them", { timeout: 600_000 }, () => {
  fc.assert(fc.property(hostile, check), { numRuns: 150 });
});

test.skipIf(bin === undefined)("Prometheus reads the rules as they are meant", { timeout: 300_000 }, () => {
  const usual = toPrometheus(shop, { histograms: "classic" }).files;
  const rulesOf = (files: typeof usual): { status: number | null; found: readonly string[] } => {
    const names = files.map(({ name }) => name).filter((name) => name.endsWith(".rules.yml"));
    const { status, output } = promtool(bin!, ["check", "rules", ...names], files);
    return { status, found: output.match(/\d+ rules found/g) ?? [output] };
  };
  const expected = rulesOf(usual);
  expect(expected.status).toBe(0);
  fc.assert(
    fc.property(hostile, (text) => {
      const { files } = toPrometheus(withText(shop, text), { histograms: "classic" });
      expect(rulesOf(files)).toEqual(expected);
    }),
    { numRuns: 40 },
  );
});

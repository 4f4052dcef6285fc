// The right columns of the tables that say what to write instead of a call of another library, as code that `tsc` can check.
import { readFileSync } from "node:fs";
import path from "node:path";

import { root } from "./source-files.ts";
import { packageEntries, rootNames } from "./surface.ts";

/** A piece of code in a table's column `Telltale`. */
export interface TableCode {
  /** `docs/guide/migrate-sentry.md:17`. */
  readonly place: string;
  readonly code: string;
  /** Subpaths that the same cell names: what it calls may be theirs. */
  readonly subpaths: readonly string[];
}

/** The code of the column `Telltale` of all tables of `page`. */
export function tableCode(page: string, text = readFileSync(path.join(root, page), "utf8")): TableCode[] {
  const found: TableCode[] = [];
  let column = -1;
  for (const [at, line] of text.split("\n").entries()) {
    const cells = line.startsWith("|") ? line.split(/(?<!\\)\|/).map((cell) => cell.trim()) : [];
    if (cells.length === 0 || cells.includes("Telltale")) column = cells.indexOf("Telltale");
    else if (column !== -1) {
      const codes = [...cells[column]!.matchAll(/`([^`]+)`/g)].map(([, code]) =>
        code!.replaceAll("\\|", "|"),
      );
      const subpaths = codes.filter((code) => code.startsWith("telltale/"));
      const place = `${page}:${at + 1}`;
      // a word such as `fn` is the reader's own
      const ours = codes.filter((code) => !(code in readers));
      found.push(...ours.map((code) => ({ place, code, subpaths })));
    }
  }
  return found;
}

/** What the tables leave to the reader, by its type. */
const readers: Readonly<Record<string, string>> = {
  name: "string",
  version: "string",
  environment: "string",
  release: "string",
  resource: "string",
  id: "string",
  key: "string",
  text: "string",
  message: "string",
  description: "string",
  traceparent: "string",
  headers: "{ readonly traceparent: string }",
  value: "number",
  seconds: "number",
  buckets: "readonly number[]",
  attributes: "Record<string, unknown>",
  labels: "Record<string, string>",
  more: "Record<string, string>",
  tags: "Record<string, string>",
  fn: "() => void",
  next: "() => void",
  callback: "(error?: Error) => void",
  handler: "(event: unknown) => Promise<unknown>",
  error: "unknown",
  options: "telltale.SpanOptions",
  service: "string",
  instrumentations: "readonly telltale.Instrumentation[]",
  parent: "telltale.Span",
  span: "telltale.Span",
  context: "import('@opentelemetry/api').SpanContext",
  telemetry: "telltale.Telltale",
  metric: "telltale.Counter",
  // methods of what another cell of the row has made
  add: 'telltale.Counter["add"]',
  set: 'telltale.Gauge["set"]',
  record: 'telltale.Histogram["record"]',
  stop: "telltale.Stopwatch",
};

/** A bare name is an export, an option of `start` or `histogram`, or a method of a span. */
const known =
  "keyof typeof telltale | keyof telltale.StartOptions | keyof telltale.HistogramOptions | keyof telltale.Span";

/** A module that compiles only if everything that `code` names is there. */
export function toModule({ code, subpaths }: TableCode): string {
  if (code.startsWith("telltale/")) return `import ${JSON.stringify(code)};\n`;
  const bare = code.replace(/\(…\)$/, "");
  const head = 'import * as telltale from "telltale";\n';
  if (/^\w+$/.test(bare) && !subpaths.some((subpath) => exportsOf(subpath).includes(bare)))
    return `${head}const known: ${known} = ${JSON.stringify(bare)};\nexport { known };\n`;
  const declared = /^const (\w+) =/.exec(code)?.[1];
  const given = Object.entries(readers).filter(([name]) => name !== declared);
  const imported = [...new Set(calledNames(bare))].filter((name) => !(name in readers));
  const from = (name: string): string =>
    subpaths.find((subpath) => exportsOf(subpath).includes(name)) ?? "telltale";
  return [
    head.trim(),
    ...imported.map((name) => `import { ${name} } from ${JSON.stringify(from(name))};`),
    ...given.map(([name, type]) => `declare const ${name}: ${type};`),
    statement(bare),
    "export {};",
    "",
  ].join("\n");
}

/** Names that are called, or whose methods are: `log.info`, `trace(…)`. */
const calledNames = (code: string): readonly string[] =>
  [...code.replaceAll(/"[^"]*"/g, '""').matchAll(/(?<![.\w])([a-zA-Z]\w*)(?=\(|\.\w)/g)]
    .map(([, name]) => name!)
    .filter((name) => name !== "Date");

function statement(code: string): string {
  const whole = code
    .replace(/^@/, "")
    .replaceAll(/\{ … \}/g, "{}")
    .replaceAll("[…]", "[]")
    .replaceAll("=> …", "=> []")
    .replaceAll(/…(?=\w)/g, "...");
  return /^\w+: /.test(whole) ? `telltale.startSpan(name, { ${whole} });` : `${whole};`;
}

const entries = packageEntries("telltale");

/** The names that a subpath exports by `export { … } from` or a declaration. */
function exportsOf(subpath: string): readonly string[] {
  const file = entries[subpath.replace("telltale/", "")];
  if (file === undefined) return [];
  const text = readFileSync(path.join(root, "packages/telltale", file), "utf8");
  const declared = [...text.matchAll(/^export (?:async )?(?:function|const|class) (\w+)/gm)];
  const lists = [...text.matchAll(/^export (?:type )?\{[^}]*\} from "[^"]+";$/gm)].map(([list]) => list);
  return [...declared.map(([, name]) => name!), ...rootNames(lists.join("\n"))];
}

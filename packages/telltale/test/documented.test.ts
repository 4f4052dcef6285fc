// What the documentation claims and the code can be asked for: names of variables in both directions, and tables of defaults.
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { allSettings } from "../src/options/all-settings.ts";
import { startSettings } from "../src/options/start-options.ts";
import { defaultRecorder } from "../src/recorder/settings.ts";
import { optionNames } from "../src/settings/declaration.ts";
import { declaredVariables } from "../src/settings/walk.ts";
import { resolveTail } from "../src/sampling/tail/rule.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const read = (pattern: string): string =>
  globSync(pattern, { cwd: root })
    .filter((file) => !file.endsWith(".test.ts"))
    .map((file) => readFileSync(path.join(root, file), "utf8"))
    .join("\n");

const docs = read("{docs/{guide,reference}/**,packages/*/README,README}.md");
const code = read("{packages/{telltale,console}/src/**,deploy/images}/*.ts");
/** The variables that `text` names. */
const namesIn = (text: string): string[] =>
  [...new Set(text.match(/\b(?:OTEL|TELLTALE)_[A-Z0-9_]*[A-Z0-9]\b/g))].toSorted();

/** In the code, and not for users: beginnings of names, what tests set, what the console hands to its engine. */
const inner = new Set(["OTEL_BLRP", "OTEL_BSP", "TELLTALE_ENGINE_PRELOAD", "TELLTALE_ENGINE_WALLS"]);
/** What an operator of Kubernetes sets, documented by its first. */
const ofOperator = /^OTEL_RESOURCE_ATTRIBUTES_/;
/** The typing error that the pages show. */
const mistyped = "TELLTALE_SAMPLNG_RATE";
/** Of the repository's own tests and examples. */
const ofTests = /^TELLTALE_(?:MALFORMED|KILL_ROUNDS|NAB|WRITE_DOCS)$/;
/** Beside a whole name others are written in short: `_MAX_SIZE`, `…_LOGS_ENDPOINT`. */
const endings = [...docs.matchAll(/`…?(_[A-Z0-9_]*[A-Z0-9])`/g)].map(([, ending]) => ending as string);
/** Variables of the library, also those that exist once for each signal. */
const declared = declaredVariables(Object.values(allSettings));
/** Documented as not read. */
const refused = /^OTEL_(?:ENTITIES|EXPERIMENTAL_CONFIG_FILE|EXPORTER_ZIPKIN_.*)$/;

test("every variable that the programs read is documented", () => {
  const known = new Set(namesIn(docs));
  const isKnown = (name: string): boolean =>
    known.has(name) ||
    inner.has(name) ||
    ofOperator.test(name) ||
    endings.some((ending) => name.endsWith(ending));
  expect(namesIn(code).filter((name) => !isKnown(name))).toEqual([]);
});

test("every variable that is documented is read, or said not to be", () => {
  const isRead = (name: string): boolean => declared.has(name) || code.includes(name);
  const isMeant = (name: string): boolean => refused.test(name) || ofTests.test(name) || name === mistyped;
  expect(namesIn(docs).filter((name) => !isRead(name) && !isMeant(name))).toEqual([]);
});

/** What a table says: by the names in the first cell of each row, the number in the cell of `column`. */
function defaultsIn(page: string, head: string, column: number): Record<string, number> {
  const lines = readFileSync(path.join(root, page), "utf8").split("\n");
  const from = lines.findIndex((line) => line.startsWith(head));
  expect(from, `${page} has a table \`${head}\``).toBeGreaterThan(-1);
  const rows = lines.slice(from + 2, lines.indexOf("", from));
  return Object.fromEntries(
    rows.flatMap((row) => {
      const cells = row.split("|").map((cell) => cell.trim());
      const names = [...(cells[1] as string).matchAll(/`(\w+)`/g)].map(([, name]) => name as string);
      return names.map((name) => [name, toNumber(cells[column] as string)]);
    }),
  );
}

function toNumber(text: string): number {
  const [, digits = "", unit] = /^([\d,]+)(?: (MiB))?/.exec(text) ?? [];
  return Number(digits.replaceAll(",", "")) * (unit === "MiB" ? 1 << 20 : 1);
}

test("tables of defaults say what holds", () => {
  expect(defaultsIn("docs/guide/recorder.md", "| option of `recorder: {…}` |", 3)).toEqual(defaultRecorder);
  expect(defaultsIn("docs/guide/sampling.md", "| option | default |", 2)).toEqual(
    resolveTail({}, "tail").limits,
  );
});

test("the page of settings names every option of start()", () => {
  const page = read("docs/reference/settings.md");
  const table = page.slice(
    page.indexOf("## Options of `start()`"),
    page.indexOf("## Options of `otlpExporter()`"),
  );
  const named = [...table.matchAll(/^\| `(\w+)[^|]*` \|/gm)].map(([, name]) => name);
  expect([...new Set(named)].toSorted()).toEqual(optionNames(startSettings.settings).toSorted());
});

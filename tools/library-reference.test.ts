// The reference of the library: what a reader looks up is there, short, without the machinery of catalogs, and each name once.
import { readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";

import { libraryReference, type Reference } from "./library-reference.ts";
import { topLevel } from "./library-reference/item.ts";
import { root } from "./source-files.ts";
import { packageEntries, rootNames } from "./surface.ts";

let reference: Reference;
beforeAll(() => {
  reference = libraryReference();
});

const page = (name: string): string => reference.files.get(`library/${name}.md`)!;

/** The part of a page below a heading. */
function section(name: string, heading: string): string {
  const [, after = ""] = page(name).split(new RegExp(`^##+ ${heading}$`, "m"));
  return after.split(/^##/m)[0]!;
}

test("every name and every option has a docstring", () => {
  expect(reference.missing).toEqual([]);
});

test("every exported name of the root entry has a section of its own", () => {
  const source = readFileSync(path.join(root, "packages/telltale/src/index.ts"), "utf8");
  const names = rootNames(source);
  expect(names.length).toBeGreaterThan(140);
  expect([...reference.names.get("telltale")!.keys()].toSorted()).toEqual(names.toSorted());
  const headings = [...reference.files.values()].flatMap((text) =>
    [...text.matchAll(/^##+ (\w+)(?: type)?$/gm)].map(([, name]) => name),
  );
  expect(names.filter((name) => !headings.includes(name))).toEqual([]);
});

test("every subpath is there", () => {
  const subpaths = Object.keys(packageEntries("telltale")).filter((name) => name !== "index");
  expect(subpaths.length).toBeGreaterThan(45);
  expect(subpaths.filter((name) => !reference.names.has(`telltale/${name}`))).toEqual([]);
  expect(reference.names.get("telltale-cli/alerts")!.has("replay")).toBe(true);
});

test("a function has its signatures without those for a catalog's names", () => {
  expect(section("spans", "startSpan")).toContain(
    "```ts\nstartSpan(name: string, options?: SpanOptions): Span\n```",
  );
  expect(section("spans", "trace")).toContain(
    "```ts\ntrace<T>(name: string, fn: (span: Span) => T): T\ntrace<T>(name: string, options: TraceOptions, fn: (span: Span) => T): T\n```",
  );
});

test("an option has its type with a link, and its docstring", () => {
  const rows = section("spans", "SpanOptions");
  expect(rows).toContain("| `parent?` | [`Related`](#related) | The parent in place of the active span");
  // declared in the type that it extends
  expect(rows).toContain("| `root?` | `boolean` | `true` begins a new trace");
  // derived from the declarations of settings
  expect(section("http-servers", "HttpServerOptions")).toContain("| `sizes?` | `boolean` | Whether sizes");
});

test("a function has its errors and its example", () => {
  const start = section("set-up", "start");
  expect(start).toContain("Throws `TelemetryError` `TT_ALREADY_STARTED`");
  expect(start).toContain('import { memoryExporter, start } from "telltale";');
});

test("no page has the types by which calls are typed by a catalog", () => {
  const machinery = /\b(?:OpenName|FreeName|OptionsOf|OptionsGiven|AttributesOf|ThingOf|Registered)\b/;
  expect([...reference.files].filter(([, text]) => machinery.test(text)).map(([file]) => file)).toEqual([]);
});

test("no type is longer than a few lines", () => {
  const cells = [...reference.files].flatMap(([file, text]) =>
    [...text.matchAll(/^\| `.*?` \| (.*?) \| .*\|$/gm)].map(([, type]) => ({ file, type: type! })),
  );
  expect(cells.length).toBeGreaterThan(900);
  expect(cells.filter(({ type }) => type.split(/<br>| or /).some((part) => part.length > 330))).toEqual([]);
});

test.each([
  ["a | b", ["a", "b"]],
  ["(a | b)[] | c", ["(a | b)[]", "c"]],
  ["Record<string, a | b> | c", ["Record<string, a | b>", "c"]],
  ["() => a | b", ["() => a | b"]],
])("the members of %s are found", (text, expected) => {
  expect(topLevel(text)).toEqual(expected);
});

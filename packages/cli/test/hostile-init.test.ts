// The attack that names of telemetry are for: a service, a span, a file and a package with names that end a comment or a string of the
// catalog that `telltale catalog init` writes. `telltale catalog check` then loads that file.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { CatalogObservedResult } from "contract";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkCommand } from "../src/catalog/check-command.ts";
import { catalogInitCommand } from "../src/code/init-command.ts";
import { onlyDeclares } from "../src/code/only-declares.ts";
import { runCommand } from "./run-command.ts";

const root = path.join(import.meta.dirname, "../../..");
let folder: string;
let server: Server | undefined;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "telltale-hostile-init-"));
  symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"), "dir");
});

afterEach(() => {
  server?.close();
  server = undefined;
  rmSync(folder, { recursive: true, force: true });
});

/** A console that has seen `observed`; its URL. */
async function startConsole(observed: CatalogObservedResult): Promise<string> {
  server = createServer((_request, response) => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(observed));
  });
  await new Promise<void>((resolve) => void server!.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const time = "2026-01-01T00:00:00.000Z";

/** What a console answers when every name of the telemetry is `name`. */
function observedAs(name: string, service = name): CatalogObservedResult {
  const seen = { count: 3, perSecond: 1, lastSeen: time, services: [service], attributes: [name] };
  return {
    from: time,
    to: time,
    attributes: [
      {
        key: name,
        signals: ["span"],
        types: ["string"],
        values: [name],
        complete: false,
        cardinality: 1,
        count: 3,
        services: [service],
      },
    ],
    spans: [{ name, kind: "internal", ...seen }],
    metrics: [
      {
        name,
        instrument: "counter",
        unit: name,
        description: name,
        count: 1,
        services: [service],
        attributes: [name],
      },
    ],
    events: [{ name, ...seen }],
    errors: [{ name, ...seen }],
    transactions: [{ name, steps: [name], currency: name, ...seen }],
    journeys: [{ name, steps: [name], ...seen }],
    workflows: [{ name, states: [name], ...seen }],
  } as unknown as CatalogObservedResult;
}

/** Code that leaves a file behind when it runs. */
const leaves = (file: string): string =>
  `(await import("node:fs")).writeFileSync(${JSON.stringify(file)}, "ran")`;

test.each(["\n", "\r", "\u2028", "\u2029"])(
  "a service name that closes the declaration behind %j is not run by the check of the catalog",
  async (end) => {
    const file = path.join(folder, "ran");
    const service = `shop${end}}}); ${leaves(file)}; ({ a: {${end}//`;
    const url = await startConsole(observedAs("pay", service));
    mkdirSync(path.join(folder, "src"));
    const proposed = await runCommand(catalogInitCommand, ["src", "--console", url], folder);
    expect(proposed).toMatchObject({ status: 0 });
    const checked = await runCommand(checkCommand, [], folder);
    expect(existsSync(file)).toBe(false);
    expect(checked).toMatchObject({ status: 1, stderr: "" });
  },
);

test("a proposal that would do more than declare is not written", () => {
  const declares =
    'import { defineCatalog } from "telltale/catalog";\nexport const catalog = defineCatalog({ a: [-1, "b"], ["__proto__"]: {} });\n';
  expect(onlyDeclares(declares)).toBe(true);
  for (const more of ["run();", "export const other = 1;", "// comment\u2028run();", "import 'other';"])
    expect(onlyDeclares(declares + more)).toBe(false);
  for (const value of [
    "run()",
    "{ a: run() }",
    "{ [run()]: 1 }",
    "{ get a() { return 1 } }",
    "`${1}`",
    "{ ...run }",
    "globalThis",
  ])
    expect(onlyDeclares(declares.replace('"b"', value))).toBe(false);
  expect(onlyDeclares(declares.replace("telltale/catalog", "./other.js"))).toBe(false);
  expect(onlyDeclares("const a = ")).toBe(false);
});

test.each([
  ["a line feed", (code: string) => `shop\n${code}\n//`],
  ["a carriage return", (code: string) => `shop\r${code}\r//`],
  ["a line separator", (code: string) => `shop\u2028${code}\u2028//`],
  ["a paragraph separator", (code: string) => `shop\u2029${code}\u2029//`],
  ["a quote", (code: string) => `shop": 1 }, [${code}]: { x: "`],
  ["a template", (code: string) => `\${${code}}\``],
  ["the end of a comment", (code: string) => `*/ ${code} /*`],
])("code behind %s in a name of telemetry is not run by the check of the catalog", async (_, hide) => {
  const file = path.join(folder, "ran");
  const name = hide(leaves(file));
  const source = path.join(folder, "src");
  mkdirSync(source);
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ name: name.replaceAll("/", "\\u2215") }));
  const hostileFile = name.replaceAll("/", "∕").slice(0, 60);
  writeFileSync(
    path.join(source, `${hostileFile}.ts`),
    `import { trace } from "telltale";\ntrace("pay", () => {});\n`,
  );
  const url = await startConsole(observedAs(name));
  const proposed = await runCommand(catalogInitCommand, ["src", "--console", url], folder);
  expect(proposed).toMatchObject({ status: 0 });
  expect(readFileSync(path.join(folder, "telltale.catalog.ts"), "utf8")).toContain("writeFileSync");
  const checked = await runCommand(checkCommand, [], folder);
  expect(existsSync(file)).toBe(false);
  // what the check finds are the marks that a person replaces, and bad names
  expect(checked).toMatchObject({ status: 1, stderr: "" });
  expect(checked.stdout).toContain("telltale.catalog.ts:");
});

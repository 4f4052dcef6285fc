// `telltale catalog types`: what an editor shows of a catalog, asked of TypeScript's language service on the declarations that the command writes.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type TypeScript from "../../eslint-plugin/node_modules/typescript/lib/typescript.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cli } from "./program.ts";

const root = path.join(import.meta.dirname, "../../..");
// TypeScript 7, the one of the repository, has no language service to call
const require = createRequire(path.join(root, "packages/eslint-plugin/package.json"));
const typescript = require("typescript") as typeof TypeScript;

const catalogText = `import { defineCatalog } from "telltale/catalog";
const platform = defineCatalog({
  name: "platform",
  version: "1.0.0",
  attributes: { "tenant.id": { type: "string", description: "The customer's company.", owner: "team-platform" } },
});
export const catalog = defineCatalog({
  name: "shop",
  version: "1.2.0",
  imports: [platform],
  attributes: {
    "order.id": { type: "string", description: "The order.\\n@internal to */ the shop", cardinality: "unbounded", examples: ["o-1"] },
    "cart.weight": { type: "double", unit: "kg", description: "What the parcel weighs." },
    "payment.method": { type: ["card", { value: "invoice", description: "Within 30 days." }], description: "How the customer pays." },
    "old.id": { type: "string", description: "The order, formerly.", deprecated: { renamedTo: "order.id" } },
    "customer.email": { type: "string", sensitivity: "personal" },
    "shop.header": { type: "template[string]", description: "Headers." },
  },
  spans: { "charge card": { attributes: ["payment.method"], recommended: ["order.id"] }, "risk score": {} },
  metrics: { "shop.orders": { kind: "counter", unit: "{order}", attributes: ["payment.method"], description: "Paid orders." } },
  logs: { "order paid": { attributes: ["order.id"] } },
  events: { "cart.abandoned": {} },
  errors: { PaymentError: {} },
  transactions: { purchase: { steps: ["sent", "paid"], currency: "EUR" } },
  journeys: { checkout: { steps: ["cart", "done"] } },
  workflows: { order: { states: ["created", "paid"] } },
});
`;

let folder: string;
let declarations: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(root, "node_modules", ".catalog-types-"));
  writeFileSync(path.join(folder, "catalog.ts"), catalogText);
  telltale("catalog", "types", "catalog.ts", "--output", "telemetry.d.ts");
  declarations = readFileSync(path.join(folder, "telemetry.d.ts"), "utf8");
});
afterAll(() => rmSync(folder, { recursive: true }));

function telltale(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, ["--conditions=telltale-source", cli, ...args], {
    cwd: folder,
    encoding: "utf8",
  });
}

let version = 0;
let opened = "";
let service: TypeScript.LanguageService;
const appFile = (): string => path.join(folder, "app.ts");

beforeAll(() => {
  const host: TypeScript.LanguageServiceHost = {
    getCompilationSettings: () => ({
      module: typescript.ModuleKind.NodeNext,
      moduleResolution: typescript.ModuleResolutionKind.NodeNext,
      target: typescript.ScriptTarget.ES2022,
      lib: ["lib.es2022.d.ts", "lib.esnext.disposable.d.ts"],
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      allowImportingTsExtensions: true,
      customConditions: ["telltale-source"],
      types: ["node"],
      typeRoots: [path.join(root, "node_modules/@types")],
    }),
    getScriptFileNames: () => [appFile(), path.join(folder, "telemetry.d.ts")],
    getScriptVersion: (name) => (name === appFile() ? String(version) : "1"),
    getScriptSnapshot: (name) => {
      const text = name === appFile() ? opened : typescript.sys.readFile(name);
      return text === undefined ? undefined : typescript.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => folder,
    getDefaultLibFileName: (options) => typescript.getDefaultLibFilePath(options),
    fileExists: (name) => name === appFile() || existsSync(name),
    readFile: (name) => typescript.sys.readFile(name),
    directoryExists: (name) => existsSync(name),
    getDirectories: typescript.sys.getDirectories,
    realpath: typescript.sys.realpath!,
  };
  service = typescript.createLanguageService(host);
  // reads and binds all files
  service.getProgram()?.getTypeChecker();
});

/** Opens `text` in the editor, with the cursor at `|`; returns where that is. */
function open(text: string): number {
  opened = text.replace("|", "");
  version += 1;
  return text.indexOf("|");
}

interface Shown {
  readonly text: string;
  readonly isDeprecated: boolean;
}

/** What completion shows beside `name` at the cursor; undefined where it does not offer it. */
function completion(text: string, name: string): Shown | undefined {
  const at = open(text);
  const file = appFile();
  const offered = service.getCompletionsAtPosition(file, at, {})?.entries ?? [];
  const entry = offered.find((one) => one.name === name || one.name === `"${name}"`);
  if (entry === undefined) return undefined;
  const details = service.getCompletionEntryDetails(file, at, entry.name, {}, undefined, {}, undefined);
  return {
    text: typescript.displayPartsToString(details?.documentation),
    isDeprecated: entry.kindModifiers?.includes("deprecated") === true,
  };
}

function hover(text: string): string {
  const at = open(text);
  return typescript.displayPartsToString(service.getQuickInfoAtPosition(appFile(), at)?.documentation);
}

function errors(text: string): string[] {
  open(text);
  return service
    .getSemanticDiagnostics(appFile())
    .map(({ messageText }) => typescript.flattenDiagnosticMessageText(messageText, "\n"));
}

const imports = `import { addAttribute, addAttributes, counter, log, trace, transaction } from "telltale";\n`;
const weight = "What the parcel weighs.\n\nType `double`. Unit `kg`.";

describe("completion of an attribute shows its description", () => {
  test.each([
    ["of a span", `trace("risk score", { attributes: { "|" } }, () => {});`],
    [
      "of a span with required ones",
      `trace("charge card", { attributes: { "payment.method": "card", "|" } }, () => {});`,
    ],
    ["of a metric", `counter("shop.orders").add(1, { "payment.method": "card", "|" });`],
    ["of a log record", `log.info("order paid", { "order.id": "o", "|" });`],
    ["of a transaction", `transaction("purchase", { attributes: { "|" } }, () => {});`],
    ["of the active span", `addAttributes({ "|" });`],
  ])("%s", (_where, call) => {
    expect(completion(imports + call, "cart.weight")).toEqual({ text: weight, isDeprecated: false });
    expect(completion(imports + call, "tenant.id")?.text).toBe(
      "The customer's company.\n\nType `string`.\n\nOwner: team-platform.",
    );
  });

  test("with the values of an enumeration", () => {
    const { text } = completion(`${imports}addAttributes({ "|" });`, "payment.method")!;
    expect(text).toBe("How the customer pays.\n\nOne of `card`, `invoice`.\n\n- `invoice`: Within 30 days.");
  });

  test("with its class, its sensitivity and examples, and text that would end a comment", () => {
    const { text } = completion(`${imports}addAttributes({ "|" });`, "order.id")!;
    expect(text).toContain("The order.\n\\@internal to *\\/ the shop");
    expect(text).toContain("Any number of values: not for metrics. For example `o-1`.");
    expect(completion(`${imports}addAttributes({ "|" });`, "customer.email")?.text).toContain(
      "Personal data",
    );
  });

  test("a deprecated one is struck through", () => {
    expect(completion(`${imports}addAttributes({ "|" });`, "old.id")?.isDeprecated).toBe(true);
  });
});

test("hovering over an attribute shows its description", () => {
  expect(hover(`${imports}addAttributes({ "cart|.weight": 1 });`)).toBe(weight);
  expect(
    hover(`${imports}trace("charge card", { attributes: { "payment|.method": "card" } }, () => {});`),
  ).toContain("How the customer pays.");
});

test("names, values and steps are offered; TypeScript has no documentation for texts", () => {
  const offered = [
    [`counter("|")`, "shop.orders"],
    [`trace("|", () => {})`, "risk score"],
    [`trace("charge card", { attributes: { "payment.method": "|" } }, () => {})`, "invoice"],
    [`transaction("purchase", (tx) => tx.step("|"))`, "paid"],
    [`addAttribute("|", 1)`, "cart.weight"],
  ] as const;
  for (const [call, name] of offered)
    expect([call, completion(imports + call, name)]).toEqual([call, { text: "", isDeprecated: false }]);
});

test("calls are typed by the declarations alone", () => {
  const right = `${imports}
    trace("charge card", { attributes: { "payment.method": "card", "tenant.id": "t", "shop.header.accept": "x" } }, () => {});
    transaction("purchase", { currency: "EUR" }, (tx) => tx.step("paid"));
    log.info("order paid", { "order.id": "o" });`;
  expect(errors(right)).toEqual([]);
  expect(errors(`${imports}trace("charge cart", () => {});`)).toHaveLength(1);
  expect(errors(`${imports}trace("charge card", { attributes: {} }, () => {});`)).toHaveLength(1);
  expect(errors(`${imports}transaction("purchase", (tx) => tx.step("packed"));`)).toHaveLength(1);
});

test("`--check` compares, and standard output has the same text", { tags: ["extended"] }, () => {
  const check = ["catalog", "types", "catalog.ts", "--output", "telemetry.d.ts", "--check"];
  expect(telltale(...check)).toMatchObject({ status: 0 });
  expect(telltale("catalog", "types", "catalog.ts").stdout).toBe(declarations);
  writeFileSync(path.join(folder, "telemetry.d.ts"), "export {};\n");
  expect(telltale(...check)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("differs telemetry.d.ts") as string,
  });
  writeFileSync(path.join(folder, "telemetry.d.ts"), declarations);
  expect(telltale("catalog", "types", "catalog.ts", "--output", "types.ts")).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("ends in `.d.ts`") as string,
  });
});

// Catalogs in every form that a team may write them in: found, loaded, and each part with its place in the source.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadCatalog } from "../src/catalog/load.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "telltale-catalog-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
}

const load = (file?: string, exportName?: string): ReturnType<typeof loadCatalog> =>
  loadCatalog(file, { folder, exportName });

const plain = `{ name: "shop", version: "1.0.0" }`;
const unreadable = `new Proxy({ SECRET: 1 }, { get() { throw new Error("not on the client"); } })`;

test.each([
  ["telltale.catalog.ts", `export default ${plain};`],
  ["telltale.catalog.mts", `export const shop = ${plain} as const;`],
  ["telltale.catalog.mjs", `export const shop = ${plain};`],
  ["telltale.catalog.js", `module.exports = ${plain};`],
  ["telltale.catalog.js", `exports.shop = ${plain};`],
  ["telltale.catalog.js", `module.exports = { shop: ${plain} };`],
  [
    "telltale.catalog.js",
    `module.exports = { shop: ${plain}, get env() { throw new Error("no variable"); } };`,
  ],
  ["telltale.catalog.mjs", `export const shop = ${plain};\nexport default ${unreadable};`],
  ["src/catalog.ts", `enum Team { A = "a" }\nexport const shop = { ...${plain}, owner: Team.A };`],
  [
    "src/telemetry/catalog.ts",
    `import { name } from "./name";\nexport const shop = { name, version: "1.0.0" };`,
  ],
  [
    "src/telemetry/catalog.ts",
    `import { name } from "./name.js";\nexport const shop = { name, version: "1.0.0" };`,
  ],
])("finds and loads %s: %s", async (file, text) => {
  write({ [file]: text, "src/telemetry/name.ts": `export const name: string = "shop";` });
  const { declaration, file: found } = await load();
  expect(declaration).toMatchObject({ name: "shop", version: "1.0.0" });
  expect(found).toBe(path.join(folder, file));
});

test("package.json names the catalog", async () => {
  write({
    "package.json": `{ "telltale": { "catalog": "lib/c.mjs" } }`,
    "lib/c.mjs": `export default ${plain};`,
  });
  expect((await load()).exportName).toBe("default");
});

test("a marked object of any copy of telltale is a catalog; one exported twice is one", async () => {
  write({
    "c.mjs": `const shop = Object.defineProperty(${plain}, Symbol.for("telltale.catalog"), { value: true });\nexport { shop };\nexport default shop;\nexport const other = 1;`,
  });
  expect((await load("c.mjs")).exportName).toBe("shop");
});

test("several catalogs need --export", async () => {
  write({ "c.mjs": `export const a = ${plain};\nexport const b = ${plain};` });
  await expect(load("c.mjs")).rejects.toMatchObject({
    message: expect.stringContaining("exports 2 catalogs: `a`, `b`") as string,
    fix: expect.stringContaining("--export a") as string,
    exit: 2,
  });
  expect((await load("c.mjs", "b")).exportName).toBe("b");
  await expect(load("c.mjs", "c")).rejects.toThrow("exports no catalog `c`; its catalogs are `a`, `b`");
});

test.each([
  ["none.ts", undefined, "There is no catalog file none.ts."],
  [undefined, undefined, "There is no catalog in"],
  ["c.mjs", "export const x = 1;", "exports no catalog; its exports are `x`"],
  ["c.mjs", `export const env = ${unreadable};`, "exports no catalog; its exports are `env`"],
  ["c.mjs", `export default ${unreadable};`, "exports no catalog; its exports are `default`"],
  [
    "c.mjs",
    "export default new Proxy({}, { ownKeys() { throw new Error('not on the client'); } });",
    "exports no catalog; its exports are `default`",
  ],
  ["c.mjs", "throw new Error('no database');", "no database"],
  ["c.ts", "export const = ;", "Cannot load the catalog"],
])("%s with %s fails", async (file, text, message) => {
  if (text !== undefined) write({ [file]: text });
  const failure: unknown = await load(file).catch((error: unknown) => error);
  expect(failure).toMatchObject({ name: "Failure", message: expect.stringContaining(message) as string });
  expect((failure as { fix: string }).fix).not.toBe("");
});

test("every part has its place, through spreads, casts, constants and neighbouring files", async () => {
  write({
    "catalog.ts": `import { defineCatalog, shared } from "./define.ts";
import { orderAttributes, KEY } from "./order.ts";
import * as metrics from "./metrics.ts";
import { platform } from "./platform.ts";

const steps = ["cart", "payment"] as const;
const purchase = { description: "Ä", steps } satisfies object;

export const shop = defineCatalog({
  name: "shop",
  version: "1.0.0",
  imports: [platform],
  attributes: {
    ...orderAttributes,
    [KEY]: { type: "int" },
    "payment.method": { type: ["card", "invoice"] as const },
  },
  metrics: metrics.all,
  transactions: { purchase },
  spans: Object.fromEntries([["made", {}]]),
  events: shared.all,
} as const);
`,
    "define.ts": `export const defineCatalog = <T>(value: T): T => value;\nexport const shared = defineCatalog({ all: { ...{ "cart.abandoned": { description: "Given up" } } } });`,
    "order.ts": `export const KEY = "order.size";\nconst id = { type: "string",\n  description: "The order" };\nexport const orderAttributes = { "order.id": id };`,
    "metrics.ts": `export * from "./more.ts";`,
    "more.ts": `export const all = {\n  "shop.orders": { kind: "counter", unit: "{order}" } };`,
    "platform.ts": `export const platform = { name: "platform", version: "1.0.0", attributes: {\n  tenant: { type: "string" } } };`,
  });
  const { locations, declaration } = await load("catalog.ts");
  expect(declaration.attributes).toHaveProperty(["order.id", "type"], "string");
  const at = (wanted: string): string => {
    const { file, line, column } = locations.find(wanted);
    return `${file}:${line}:${column}`;
  };
  expect({
    whole: at(""),
    version: at("version"),
    attribute: at(`attributes."order.id"`),
    ofConstant: at(`attributes."order.id".description`),
    computed: at(`attributes."order.size".type`),
    member: at(`attributes."payment.method".type[1]`),
    throughModules: at(`metrics."shop.orders".unit`),
    step: at("transactions.purchase.steps[1]"),
    imported: at("imports[0].attributes.tenant.type"),
    generated: at("spans.made.description"),
    ofCall: at(`events."cart.abandoned".description`),
    absent: at("funnels.x.y"),
  }).toEqual({
    whole: "catalog.ts:9:21",
    version: "catalog.ts:11:3",
    attribute: "order.ts:4:34",
    ofConstant: "order.ts:3:3",
    computed: "catalog.ts:15:14",
    member: "catalog.ts:16:40",
    throughModules: "more.ts:2:37",
    step: "catalog.ts:6:24",
    imported: "platform.ts:2:13",
    generated: "catalog.ts:20:3",
    ofCall: "define.ts:2:71",
    absent: "catalog.ts:9:21",
  });
});

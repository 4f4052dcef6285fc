// Registries through the commands: the whole registry of the semantic conventions, and what a user may do with one.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parse } from "yaml";

import { runExport } from "../src/catalog/registry/export.ts";
import { runImport } from "../src/catalog/registry/import.ts";
import type { Surroundings } from "../src/command.ts";

let folder: string;
let printed: string[];
let reported: string[];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "telltale-registry-"));
  printed = [];
  reported = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const surroundings: Surroundings = {
  variables: {},
  print: (line) => printed.push(line),
  report: (line) => reported.push(line),
};

const at = (...parts: string[]): string => path.join(folder, ...parts);

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(at(name)), { recursive: true });
    writeFileSync(at(name), text);
  }
}

/** All files below a folder, with their texts. */
function read(below: string): Record<string, string> {
  const names = readdirSync(at(below), { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".yaml"),
  );
  return Object.fromEntries(names.toSorted().map((name) => [name, readFileSync(at(below, name), "utf8")]));
}

const parsed = (files: Readonly<Record<string, string>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [name, parse(text) as unknown]));

const registry = {
  "model/manifest.yaml": "schema_url: https://shop.example/schemas/1.2.0\ndescription: Shop.\n",
  "model/shop/metrics.yaml": `# metrics of the shop
file_format: definition/2
metrics:
  - name: shop.orders # counts orders
    instrument: counter
    unit: "{order}"
    brief: Orders.
    note: Without cancelled ones.
    stability: stable
    x_unknown: [1, 2]
`,
  "model/shop/attributes.yaml": `groups:
  - id: registry.shop
    type: attribute_group
    brief: Attributes.
    attributes:
      - id: order.id
        type: string
        brief: The order. # comment
        stability: stable
        examples: ["o-1"]
`,
};

// 6 s of work, which a busy machine takes minutes for
test(
  "imports and exports the semantic conventions without losing anything",
  { tags: ["extended"], timeout: 300_000 },
  async () => {
    const packed = readFileSync(path.join(import.meta.dirname, "fixtures/semconv/model.json.gz"));
    const model = JSON.parse(gunzipSync(packed).toString()) as Record<string, string>;
    expect(Object.keys(model)).toHaveLength(249);
    write(Object.fromEntries(Object.entries(model).map(([name, text]) => [`semconv/model/${name}`, text])));
    expect(await runImport(at("semconv/model"), { output: at("otel.json") }, surroundings)).toBe(0);
    expect(reported[0]).toBe(
      "opentelemetry 1.45.0-unreleased: 939 attributes, 64 entities, 78 spans, 541 metrics, 32 events",
    );
    expect(await runExport(at("otel.json"), { output: at("out") }, surroundings)).toBe(0);
    expect(read("out")).toStrictEqual(model);

    // anew, in version 2 only: the catalog is the same
    expect(await runExport(at("otel.json"), { output: at("fresh"), fresh: true }, surroundings)).toBe(0);
    expect(await runImport(at("fresh"), { output: at("again.json") }, surroundings)).toBe(0);
    expect(JSON.parse(readFileSync(at("again.json"), "utf8"))).toStrictEqual(
      JSON.parse(readFileSync(at("otel.json"), "utf8")),
    );
  },
);

test("writes a module that can be exported, changed and imported by other catalogs", async () => {
  write(registry);
  expect(await runImport(at("model"), { output: at("shop.ts"), name: "shop" }, surroundings)).toBe(0);
  const source = readFileSync(at("shop.ts"), "utf8");
  expect(source).toBe(`import type { CatalogDeclaration } from "telltale/catalog";

export const catalog = {
  name: "shop",
  version: "1.2.0",
  schemaUrl: "https://shop.example/schemas/1.2.0",
  description: "Shop.",
  attributes: {
    "order.id": { description: "The order.", stability: "stable", type: "string", examples: ["o-1"] },
  },
  metrics: {
    "shop.orders": { description: "Orders.", stability: "stable", kind: "counter", unit: "{order}" },
  },
} as const satisfies CatalogDeclaration;
`);
  expect(await runExport(at("shop.ts"), { output: at("same") }, surroundings)).toBe(0);
  expect(read("same")).toStrictEqual(read("model"));

  writeFileSync(at("shop.ts"), source.replace('kind: "counter"', 'kind: "gauge"'));
  writeFileSync(at("changed.ts"), readFileSync(at("shop.ts")));
  expect(await runExport(at("changed.ts"), { output: at("new"), registry: at("model") }, surroundings)).toBe(
    0,
  );
  const [before, after] = [parsed(read("model")), parsed(read("new"))];
  expect(after["shop/metrics.yaml"]).toMatchObject({
    metrics: [
      { name: "shop.orders", instrument: "gauge", note: "Without cancelled ones.", x_unknown: [1, 2] },
    ],
  });
  expect({ ...after, "shop/metrics.yaml": undefined }).toStrictEqual({
    ...before,
    "shop/metrics.yaml": undefined,
  });
  expect(reported).toContain("changed: shop/metrics.yaml");
  expect(reported).toContain("Comments are lost in shop/metrics.yaml.");
  expect(read("new")["shop/attributes.yaml"]).toBe(registry["model/shop/attributes.yaml"]);
});

test("reads registries that a registry depends on as imports", async () => {
  write({
    ...registry,
    "team/manifest.yaml":
      "schema_url: https://team.example/schemas/0.1.0\ndependencies:\n  - schema_url: https://shop.example/schemas/1.2.0\n    registry_path: ../model\n",
    "team/spans.yaml":
      "file_format: definition/2\nspans:\n  - type: pay\n    kind: client\n    brief: Pays.\n    stability: beta\n    name: { note: pay }\n    attributes: [{ ref: order.id, requirement_level: required }]\n",
  });
  expect(await runImport(at("team"), { output: at("team.ts") }, surroundings)).toBe(0);
  expect(readFileSync(at("team.ts"), "utf8")).toContain("imports: [");
  expect(await runExport(at("team.ts"), { output: at("out"), fresh: true }, surroundings)).toBe(0);
  expect(Object.keys(read("out"))).toContain("manifest.yaml");
  expect(await runImport(at("out"), { output: at("again.json"), name: "team" }, surroundings)).toBe(0);
  expect(JSON.parse(readFileSync(at("again.json"), "utf8"))).toMatchObject({
    name: "team",
    imports: [{ attributes: { "order.id": { type: "string" } } }],
    spans: { pay: { attributes: ["order.id"] } },
  });
});

test("says what is wrong, with file and line", async () => {
  write({ "bad/a.yaml": "groups:\n  - id: [\n" });
  await expect(runImport(at("bad"), {}, surroundings)).rejects.toThrow(/a\.yaml:\d+:\d+: /);
  await expect(runImport(at("nowhere"), {}, surroundings)).rejects.toThrow("Cannot read the registry");
  await expect(runImport(at("bad"), { output: "x.txt" }, surroundings)).rejects.toThrow(
    "expected a .ts, .mts or .json",
  );
  write({
    "lost/a.yaml": "file_format: definition/2\nspans:\n  - type: a\n    attributes: [{ ref_group: b }]\n",
  });
  expect(await runImport(at("lost"), {}, surroundings)).toBe(1);
  expect(reported).toContain("a.yaml: spans.0: the group `b` is not defined");
});

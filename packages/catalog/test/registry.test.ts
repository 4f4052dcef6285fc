import {
  exportRegistry,
  importRegistry,
  updateRegistry,
  type CatalogDeclaration,
  type RegistryFile,
} from "catalog";
import * as fc from "fast-check";
import { expect, test } from "vitest";

import { randomCatalog } from "./random-catalog.ts";

/** Without lists that are empty: a registry has no section for them. */
function plain(catalog: CatalogDeclaration): CatalogDeclaration {
  return Object.fromEntries(
    Object.entries(catalog).filter(
      ([, value]) => typeof value !== "object" || Object.keys(value as object).length > 0,
    ),
  ) as unknown as CatalogDeclaration;
}

/** What remains after the files were written and read. */
const stored = (files: readonly RegistryFile[]): RegistryFile[] =>
  JSON.parse(JSON.stringify(files)) as RegistryFile[];

test("reads an exported catalog back", () => {
  fc.assert(
    fc.property(randomCatalog, (catalog) => {
      const { declaration, notes } = importRegistry(stored(exportRegistry(catalog)));
      expect(declaration).toStrictEqual(plain(catalog));
      expect(notes.filter(({ kind }) => kind === "invalid")).toStrictEqual([]);
    }),
    { numRuns: 300 },
  );
});

test("changes nothing where the catalog did not change", () => {
  fc.assert(
    fc.property(randomCatalog, (catalog) => {
      const files = exportRegistry(catalog);
      const updated = updateRegistry(files, plain(catalog));
      expect([...updated.changed]).toStrictEqual([]);
      expect(updated.files).toStrictEqual(files);
    }),
    { numRuns: 50 },
  );
});

test("writes any other catalog into a registry", () => {
  fc.assert(
    fc.property(randomCatalog, randomCatalog, (one, other) => {
      const { files } = updateRegistry(exportRegistry(one), plain(other));
      expect(importRegistry(stored(files)).declaration).toEqual(plain(other));
    }),
    { numRuns: 100 },
  );
});

test("writes what Weaver expects", () => {
  const files = exportRegistry({
    name: "shop",
    version: "1.2.0",
    owner: "team-checkout",
    schemaUrl: "https://shop.example/schemas/1.2.0",
    attributes: {
      "order.id": { type: "string", description: "The order.", stability: "stable", cardinality: "high" },
    },
    spans: {
      "Charge card": {
        attributes: ["order.id"],
        description: "Charges.",
        stability: "stable",
        kind: "client",
      },
    },
    metrics: {
      "shop.duration": {
        kind: "timer",
        recommended: ["order.id"],
        description: "Time.",
        stability: "stable",
      },
    },
    transactions: { purchase: { steps: ["paid"], attributes: ["order.id"] } },
  });
  expect(Object.fromEntries(files.map(({ path, content }) => [path, content]))).toStrictEqual({
    "manifest.yaml": {
      schema_url: "https://shop.example/schemas/1.2.0",
      dependencies: [
        expect.objectContaining({ schema_url: expect.stringContaining("https://opentelemetry.io/schemas/") }),
      ],
    },
    "attributes.yaml": {
      file_format: "definition/2",
      attributes: [
        {
          key: "order.id",
          type: "string",
          brief: "The order.",
          stability: "stable",
          annotations: { telltale: { set: { cardinality: "high" } } },
        },
      ],
    },
    "spans.yaml": {
      file_format: "definition/2",
      spans: [
        {
          type: "charge_card",
          kind: "client",
          requirement_level: "recommended",
          brief: "Charges.",
          stability: "stable",
          attributes: [{ ref: "order.id", requirement_level: "required" }],
          name: { note: "Charge card" },
          annotations: { telltale: { name: "Charge card" } },
        },
      ],
    },
    "metrics.yaml": {
      file_format: "definition/2",
      metrics: [
        {
          name: "shop.duration",
          instrument: "histogram",
          unit: "s",
          requirement_level: "recommended",
          brief: "Time.",
          stability: "stable",
          attributes: [{ ref: "order.id", requirement_level: "recommended" }],
          annotations: { telltale: { set: { kind: "timer" }, unset: ["unit"] } },
        },
      ],
    },
    "attribute_groups.yaml": {
      file_format: "definition/2",
      attribute_groups: [
        {
          id: "transactions.purchase",
          visibility: "public",
          brief: "",
          stability: "development",
          attributes: [{ ref: "order.id", requirement_level: "required" }],
          annotations: {
            telltale: {
              kind: "transactions",
              name: "purchase",
              set: { steps: ["paid"] },
              unset: ["stability"],
            },
          },
        },
        {
          id: "telltale.catalog",
          visibility: "public",
          brief: "What the catalog says about itself, and its alerts, objectives and dashboards.",
          stability: "development",
          annotations: { telltale: { catalog: { name: "shop", owner: "team-checkout" } } },
        },
      ],
    },
  });
});

test("keeps what a catalog does not have when a definition changes", () => {
  const files: RegistryFile[] = [
    { path: "manifest.yaml", content: { schema_url: "https://shop.example/schemas/1.0.0" } },
    {
      path: "metrics.yaml",
      content: {
        file_format: "definition/2",
        metrics: [
          {
            name: "a.one",
            instrument: "counter",
            unit: "1",
            brief: "One.",
            stability: "stable",
            note: "Long.",
            attributes: [{ ref: "a.key", requirement_level: "required", note: "Why." }],
          },
          { name: "a.two", instrument: "gauge", unit: "1", brief: "Two.", stability: "stable" },
        ],
      },
    },
    {
      path: "old.yaml",
      content: {
        groups: [
          {
            id: "metric.b.one",
            type: "metric",
            metric_name: "b.one",
            instrument: "counter",
            unit: "1",
            brief: "B.",
            stability: "stable",
            note: "Old.",
          },
        ],
      },
    },
  ];
  const { declaration } = importRegistry(files, { name: "shop" });
  const metrics = declaration.metrics!;
  const changed: CatalogDeclaration = {
    ...declaration,
    metrics: {
      "a.one": { ...metrics["a.one"]!, unit: "{order}" },
      "b.one": { ...metrics["b.one"]!, unit: "s" },
    },
  };
  const updated = updateRegistry(files, changed);
  expect(importRegistry(updated.files, { name: "shop" }).declaration).toStrictEqual(changed);
  expect([...updated.changed].toSorted()).toStrictEqual(["metrics.yaml", "old.yaml", "telltale.yaml"]);
  expect(updated.moved).toStrictEqual(["metrics.b.one"]);
  expect(updated.files.find(({ path }) => path === "metrics.yaml")?.content).toMatchObject({
    metrics: [
      { name: "a.one", unit: "{order}", note: "Long.", attributes: [{ ref: "a.key", note: "Why." }] },
    ],
  });
  expect(updated.files.find(({ path }) => path === "telltale.yaml")?.content).toMatchObject({
    metrics: [{ name: "b.one", unit: "s", note: "Old." }],
  });
});

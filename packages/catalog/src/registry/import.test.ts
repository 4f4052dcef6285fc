import { expect, test } from "vitest";

import { importRegistry } from "./index.ts";

test("reads groups of version 1", () => {
  const { declaration, notes } = importRegistry([
    {
      path: "shop.yaml",
      content: {
        groups: [
          {
            id: "registry.shop",
            type: "attribute_group",
            attributes: [
              {
                id: "order.id",
                type: "string",
                brief: "The order.\n",
                stability: "stable",
                examples: "o-1",
              },
              {
                id: "order.status",
                type: {
                  members: [
                    { id: "paid", value: "paid" },
                    { id: "lost", value: "LOST", brief: "Gone." },
                  ],
                },
                brief: "Status.",
                stability: "experimental",
                deprecated: { reason: "renamed", renamed_to: "order.state" },
              },
            ],
          },
          {
            id: "order.common",
            type: "attribute_group",
            attributes: [{ ref: "order.id", requirement_level: "required" }],
          },
          {
            id: "metric.shop.orders",
            type: "metric",
            metric_name: "shop.orders",
            instrument: "counter",
            unit: "{order}",
            brief: "Orders.",
            extends: "order.common",
            attributes: [{ ref: "order.status", requirement_level: { conditionally_required: "If known." } }],
            entity_associations: ["service"],
          },
        ],
      },
    },
  ]);
  expect(declaration).toStrictEqual({
    name: "registry",
    version: "0.0.0",
    attributes: {
      "order.id": { description: "The order.", stability: "stable", type: "string", examples: ["o-1"] },
      "order.status": {
        description: "Status.",
        stability: "development",
        deprecated: { reason: "renamed", renamedTo: "order.state" },
        type: ["paid", { value: "LOST", id: "lost", description: "Gone." }],
        open: true,
      },
    },
    metrics: {
      "shop.orders": {
        description: "Orders.",
        kind: "counter",
        unit: "{order}",
        attributes: ["order.id"],
        conditional: { "order.status": "If known." },
        entities: ["service"],
      },
    },
  });
  expect(notes.filter(({ kind }) => kind === "invalid")).toStrictEqual([]);
});

test("reads `definition/2` with groups of attributes", () => {
  const { declaration } = importRegistry([
    {
      path: "manifest.yaml",
      content: { schema_url: "https://shop.example/schemas/1.2.0", description: "Shop." },
    },
    {
      path: "spans.yaml",
      content: {
        file_format: "definition/2",
        attribute_groups: [{ id: "common", visibility: "internal", attributes: [{ ref: "order.id" }] }],
        spans: [
          {
            type: "shop.charge",
            kind: "client",
            brief: "Charges.",
            stability: "beta",
            name: { note: "charge" },
            attributes: [{ ref_group: "common" }, { ref: "order.id", requirement_level: "required" }],
          },
        ],
        entities: [
          {
            type: "shop",
            brief: "A shop.",
            stability: "stable",
            identity: [{ ref: "shop.id" }],
            description: [{ ref: "shop.city", requirement_level: "opt_in" }],
          },
        ],
      },
    },
  ]);
  expect(declaration).toMatchObject({
    version: "1.2.0",
    schemaUrl: "https://shop.example/schemas/1.2.0",
    spans: { "shop.charge": { kind: "client", attributes: ["order.id"], stability: "beta" } },
    entities: { shop: { identity: ["shop.id"], optIn: ["shop.city"] } },
  });
});

test("reports what it cannot read, and what a catalog does not show", () => {
  const { notes } = importRegistry([
    { path: "list.yaml", content: [] },
    {
      path: "some.yaml",
      content: {
        file_format: "definition/2",
        imports: { metrics: ["db.*"] },
        attributes: [{ type: "string" }],
        spans: [{ type: "a", attributes: [{ ref_group: "nowhere" }], note: "More." }],
      },
    },
  ]);
  expect(notes.map(({ kind, path, message }) => `${kind} ${path}: ${message}`)).toStrictEqual([
    "invalid : expected a mapping at the top of the file",
    "kept imports: `imports` has no place in a catalog",
    "invalid attributes.0: expected a mapping with `key`",
    "invalid spans.0: the group `nowhere` is not defined",
    "kept spans.0: `a`: note are not part of a catalog",
  ]);
});

test("keeps the first of two definitions of one name, and reports the other", () => {
  const of = (brief: string): object => ({ type: "a", brief, stability: "stable" });
  const { declaration, notes } = importRegistry([
    { path: "first.yaml", content: { file_format: "definition/2", spans: [of("First.")] } },
    { path: "second.yaml", content: { file_format: "definition/2", spans: [of("Second.")] } },
  ]);
  expect(declaration.spans).toMatchObject({ a: { description: "First." } });
  expect(notes).toMatchObject([{ kind: "kept", message: "spans `a` is defined more than once" }]);
});

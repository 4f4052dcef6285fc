import { resolveCatalog } from "catalog";
import type { CatalogObservedResult, ObservedAttribute } from "contract";
import { expect, test } from "vitest";
import { errorClasses } from "./error-classes.ts";
import { findUses } from "./find-uses.ts";
import { takeInventory } from "./inventory.ts";
import { createProject } from "./project.ts";
import { type Proposal, proposeCatalog } from "./propose.ts";
import { parseModule, type SourceModule } from "./source-module.ts";
import { writeCatalog } from "./write-catalog.ts";

function propose(source: string, observed?: Partial<CatalogObservedResult>): Proposal {
  const project = createProject([parseModule("src/a.ts", source) as SourceModule]);
  const none = { attributes: [], spans: [], metrics: [], logs: [], events: [], errors: [] };
  const rest = { transactions: [], journeys: [], workflows: [], truncated: false, from: "", to: "" };
  return proposeCatalog({
    name: "shop",
    inventory: takeInventory(findUses(project)),
    errors: errorClasses(project),
    observed: observed && ({ ...none, ...rest, ...observed } as CatalogObservedResult),
  });
}

const arrived = { count: 70, perSecond: 0.5, lastSeen: "2026-11-20T10:00:00Z", services: ["payments"] };
const seen = (key: string, given: Partial<ObservedAttribute>): ObservedAttribute => ({
  key,
  signals: ["span"],
  types: ["string"],
  cardinality: 2,
  values: [],
  complete: true,
  ...arrived,
  ...given,
});

test("proposes what the code says, and resolves without a mistake", () => {
  const { declaration, notes } =
    propose(`import { counter, defineWorkflow, funnel, log, trace, transaction, workflow } from "telltale";
    class JamError extends Error {}
    const orders = counter("shop.orders", { unit: "{order}", description: "Paid orders." });
    trace("charge card", { attributes: { "order.id": String(id), "payment.fast": true } }, () => {
      orders.add(1, { "payment.method": paid ? "card" : "invoice" });
      log.warn("slow", { "http.request.method": "GET" });
    });
    funnel("checkout", ["cart", "done"]); workflow(defineWorkflow("order", { states: ["new", "paid"], transitions: { new: ["paid"] } }), id);
    transaction("purchase", { currency: "EUR" }, (tx) => tx.step("sent"));`);
  expect(declaration).toMatchObject({
    name: "shop",
    owner: "TODO",
    attributes: {
      "order.id": { type: "string", cardinality: "unbounded" },
      "payment.fast": { type: "boolean", cardinality: "low" },
      "payment.method": { type: ["card", "invoice"], cardinality: "low" },
    },
    spans: { "charge card": { recommended: ["order.id", "payment.fast"] } },
    metrics: {
      "shop.orders": {
        kind: "counter",
        unit: "{order}",
        description: "Paid orders.",
        recommended: ["payment.method"],
      },
    },
    logs: { slow: { severity: "warn", recommended: ["http.request.method"] } },
    errors: { JamError: {} },
    journeys: { checkout: { ordered: true, steps: ["cart", "done"] } },
    workflows: { order: { states: ["new", "paid"], transitions: { new: ["paid"] } } },
    transactions: { purchase: { currency: "EUR", steps: ["sent"] } },
  });
  expect(notes.get('spans."charge card"')).toBe("src/a.ts:4");
  expect(() => resolveCatalog(declaration)).not.toThrow();
});

test("takes types, values, rates and names from what arrived", () => {
  const { declaration, notes } = propose(
    `import { addAttributes } from "telltale"; addAttributes({ "cart.items": n - 1 });`,
    {
      attributes: [
        seen("cart.items", { types: ["int"], cardinality: 15, values: ["1", "2"] }),
        seen("shop.tier", { values: ["gold", "vip"] }),
        seen("shop.text", { cardinality: 4000, values: ["a # b", "c"], complete: false }),
        seen("db.made.up", {}),
        seen("host.name", { signals: ["resource"] }),
      ],
      spans: [
        { name: "tidy up", kind: "internal", service: "payments", errors: 0, attributes: [], ...arrived },
        { name: "GET /", kind: "server", service: "payments", errors: 0, attributes: [], ...arrived },
      ],
      metrics: [
        {
          name: "shop.stock",
          instrument: "gauge",
          unit: "{item}",
          description: "",
          attributes: ["shop.tier"],
          ...arrived,
        },
      ],
    },
  );
  expect(declaration.attributes).toEqual({
    "cart.items": {
      type: "int",
      description: "TODO: describe the value.",
      cardinality: "low",
      examples: [1, 2],
    },
    "shop.tier": {
      type: ["gold", "vip"],
      open: true,
      description: "TODO: describe the value.",
      cardinality: "low",
    },
    "shop.text": {
      type: "string",
      description: "TODO: describe the value.",
      cardinality: "high",
      examples: ["a # b", "c"],
    },
  });
  expect(Object.keys(declaration.spans!)).toEqual(["tidy up"]);
  expect(declaration.metrics).toMatchObject({
    "shop.stock": { kind: "gauge", unit: "{item}", recommended: ["shop.tier"] },
  });
  expect(notes.get('attributes."shop.tier"')).toBe("not found in the code · 0.50/s from payments");
});

test("never has a secret or personal value as an example, and leaves secrets out", () => {
  const values = [
    "ada@example.com",
    "4111 1111 1111 1111",
    "192.168.10.20",
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9",
    "sk_live_51H8xYzAbCdEfGhIjKlMnOpQr",
    "[REDACTED]",
  ];
  const proposal = propose(
    `import { addAttributes } from "telltale"; addAttributes({ "shop.password": p, "user.email": "ada@example.com", "shop.note": "call +49 170 1234567" });`,
    {
      attributes: [
        seen("shop.note", { values }),
        seen("customer.phone", { values: ["5550"] }),
        seen("api_key", { values: ["abc"] }),
      ],
    },
  );
  const text = writeCatalog(proposal, "here");
  for (const value of [...values, "5550", "1234567", "abc"]) expect(text).not.toContain(value);
  expect(proposal.declaration.attributes).toMatchObject({ "customer.phone": { sensitivity: "personal" } });
  expect(proposal.leftOut.map(({ key }) => key)).toEqual(["api_key", "shop.password"]);
  expect(text).toContain("// Left out: `shop.password` (src/a.ts:1), it is a secret by its name");
});

// Two equal catalogs have no differences; each difference is found, with its impact and what uses what changes.
import { expect, test } from "vitest";
import fc from "fast-check";
import type { Catalog } from "../catalog.ts";
import type { CatalogDeclaration } from "../declaration.ts";
import { resolveCatalog } from "../resolve.ts";
import type { Change } from "./change.ts";
import { diffCatalogs, printChangesMarkdown, printChangesText, versionMistake } from "./diff-catalogs.ts";

const declaration = {
  name: "shop",
  version: "1.0.0",
  owner: "team-checkout",
  attributes: {
    "order.id": { type: "string", cardinality: "unbounded" },
    "payment.method": { type: ["card", "invoice"] },
    "order.size": { type: "int", unit: "{item}", cardinality: "low" },
    "order.kind": { type: "string", deprecated: { renamedTo: "payment.method" } },
  },
  entities: { shop: { identity: ["order.id"] } },
  spans: {
    "charge card": { kind: "client", attributes: ["order.id"], events: ["retry"], entities: ["shop"] },
  },
  metrics: {
    "shop.orders": {
      kind: "counter",
      unit: "{order}",
      attributes: ["payment.method"],
      recommended: ["order.size"],
    },
    "shop.wait": { kind: "timer", buckets: [0.1, 1] },
  },
  logs: { paid: { severity: "info" } },
  events: { "cart.abandoned": { attributes: ["order.id"], severity: "warn" } },
  errors: { CardError: { runbook: "https://wiki.example/card" } },
  transactions: { purchase: { steps: ["cart", "paid"], currency: "EUR", timeoutMs: 60_000 } },
  journeys: { signup: { steps: ["landing", "form", "done"], ordered: true } },
  workflows: { order: { states: ["new", "paid", "lost"], transitions: { new: ["paid", "lost"] } } },
  alerts: {
    cards: {
      on: { metric: "shop.orders", aggregation: "rate", where: { "payment.method": "card" } },
      when: { below: 1 },
      labels: { team: "a" },
    },
    failing: { on: { transaction: "purchase", measure: "failure" }, when: { above: 0.05 } },
  },
  objectives: { fast: { on: { transaction: "purchase", measure: "within", limit: "2s" }, target: 0.99 } },
  dashboards: {
    checkout: { charts: [{ title: "Conversion", on: { funnel: "signup", measure: "conversion" } }] },
  },
} as const satisfies CatalogDeclaration;

type Draft = Record<string, Record<string, Record<string, unknown>>>;
const base = (): Catalog => resolveCatalog(declaration);
const changed = (apply: (draft: Draft) => void): Catalog => {
  const draft = structuredClone(declaration) as unknown as Draft;
  apply(draft);
  return resolveCatalog(draft as unknown as CatalogDeclaration);
};

test("equal catalogs have no differences, whatever the order of keys", () => {
  expect(diffCatalogs(base(), base())).toEqual([]);
  const reversed = Object.fromEntries(
    Object.entries(declaration).toReversed(),
  ) as unknown as CatalogDeclaration;
  expect(diffCatalogs(base(), resolveCatalog(reversed))).toEqual([]);
});

type Case = readonly [
  what: string,
  apply: (draft: Draft) => void,
  impact: string,
  path: string,
  message: string,
];
const set =
  (kind: string, name: string, more: Record<string, unknown>) =>
  (draft: Draft): void => {
    Object.assign(draft[kind]![name]!, more);
  };
const cases: readonly Case[] = [
  [
    "type",
    set("attributes", "order.size", { type: "string" }),
    "breaking",
    `attributes."order.size".type`,
    "from `int` to `string`",
  ],
  [
    "value removed",
    set("attributes", "payment.method", { type: ["card"] }),
    "breaking",
    `attributes."payment.method".type`,
    "values removed: `invoice`",
  ],
  [
    "value added",
    set("attributes", "payment.method", { type: ["card", "invoice", "wallet"] }),
    "risky",
    `attributes."payment.method".type`,
    "values added: `wallet`",
  ],
  [
    "text of a value",
    set("attributes", "payment.method", { type: [{ value: "card", description: "Any card" }, "invoice"] }),
    "safe",
    `attributes."payment.method".type`,
    "texts",
  ],
  [
    "unit of a metric",
    set("metrics", "shop.orders", { unit: "1" }),
    "breaking",
    `metrics."shop.orders".unit`,
    "from `{order}` to `1`",
  ],
  [
    "instrument",
    set("metrics", "shop.orders", { kind: "gauge" }),
    "breaking",
    `metrics."shop.orders".kind`,
    "`counter` to `gauge`",
  ],
  [
    "buckets",
    set("metrics", "shop.wait", { buckets: [0.1, 2] }),
    "risky",
    `metrics."shop.wait".buckets`,
    "buckets changed",
  ],
  [
    "required attribute removed",
    set("spans", "charge card", { attributes: [] }),
    "breaking",
    `spans."charge card".attributes`,
    "removed: `order.id`",
  ],
  [
    "attribute of a metric added",
    set("metrics", "shop.wait", { optIn: ["order.size"] }),
    "risky",
    `metrics."shop.wait".attributes`,
    "added: `order.size` (opt-in)",
  ],
  [
    "requirement level",
    set("spans", "charge card", { attributes: [], optIn: ["order.id"] }),
    "risky",
    `spans."charge card".attributes`,
    "was required and is now opt-in",
  ],
  [
    "cardinality raised",
    set("attributes", "order.size", { cardinality: "high" }),
    "risky",
    `attributes."order.size".cardinality`,
    "from `low` to `high`",
  ],
  [
    "cardinality lowered",
    set("attributes", "order.id", { cardinality: "low" }),
    "safe",
    `attributes."order.id".cardinality`,
    "to `low`",
  ],
  [
    "sensitivity",
    set("attributes", "order.id", { sensitivity: "personal" }),
    "risky",
    `attributes."order.id".sensitivity`,
    "is now `personal`",
  ],
  [
    "description",
    set("spans", "charge card", { description: "Charges." }),
    "safe",
    `spans."charge card".description`,
    "Charges.",
  ],
  [
    "deprecated",
    set("spans", "charge card", { deprecated: "Gone." }),
    "risky",
    `spans."charge card".deprecated`,
    "now deprecated",
  ],
  [
    "step of a funnel removed",
    set("journeys", "signup", { steps: ["landing", "done"] }),
    "breaking",
    "journeys.signup.steps",
    "steps removed: `form`",
  ],
  [
    "step of a funnel moved",
    set("journeys", "signup", { steps: ["form", "landing", "done"] }),
    "breaking",
    "journeys.signup.steps",
    "order changed",
  ],
  [
    "state removed",
    set("workflows", "order", { states: ["new", "paid"], transitions: { new: ["paid"] } }),
    "breaking",
    "workflows.order.states",
    "`lost`",
  ],
  [
    "currency",
    set("transactions", "purchase", { currency: "USD" }),
    "breaking",
    "transactions.purchase.currency",
    "`EUR` to `USD`",
  ],
  [
    "limit of an alert",
    set("alerts", "failing", { when: { above: 0.1 } }),
    "risky",
    "alerts.failing.when",
    "0.05",
  ],
  ["alert removed", (draft) => delete draft["alerts"]!["failing"], "risky", "alerts.failing", "removed"],
  [
    "event removed",
    (draft) => delete draft["events"]!["cart.abandoned"],
    "breaking",
    `events."cart.abandoned"`,
    "removed",
  ],
  [
    "deprecated attribute removed",
    (draft) => delete draft["attributes"]!["order.kind"],
    "risky",
    `attributes."order.kind"`,
    "probably renamed to `payment.method`",
  ],
  [
    "event renamed",
    (draft) => {
      draft["events"]!["cart.left"] = draft["events"]!["cart.abandoned"]!;
      delete draft["events"]!["cart.abandoned"];
    },
    "breaking",
    `events."cart.abandoned"`,
    "renamed to `cart.left`",
  ],
  [
    "metric added",
    (draft) => (draft["metrics"]!["shop.refunds"] = { kind: "counter" }),
    "safe",
    `metrics."shop.refunds"`,
    "added",
  ],
];

test.each(cases)("%s", (_, apply, impact, path, message) => {
  const found = diffCatalogs(base(), changed(apply)).find(
    (one) => one.path === path && one.message.includes(message),
  );
  expect(found).toMatchObject({ impact });
  expect(found!.advice === undefined).toBe(impact === "safe");
});

test("a breaking change lists what uses what changes", () => {
  const uses = (apply: (draft: Draft) => void): string[][] =>
    diffCatalogs(base(), changed(apply))
      .filter(({ impact }) => impact === "breaking")
      .map(({ usedBy }) => usedBy.map(({ kind, name }) => `${kind} ${name}`));
  expect(uses(set("attributes", "payment.method", { type: ["card"] }))).toEqual([
    ["alerts cards", "metrics shop.orders"],
  ]);
  expect(uses(set("metrics", "shop.orders", { unit: "1" }))).toEqual([["alerts cards"]]);
  expect(uses(set("transactions", "purchase", { currency: "USD" }))).toEqual([
    ["alerts failing", "objectives fast"],
  ]);
  expect(uses(set("journeys", "signup", { steps: ["landing", "done"] }))).toEqual([["dashboards checkout"]]);
  expect(uses(set("attributes", "order.id", { type: "int" }))).toEqual([
    ["entities shop", "spans charge card", "events cart.abandoned"],
  ]);
});

test("a breaking change asks for a major version, any change for a new one", () => {
  const judge = (apply: (draft: Draft) => void, from = "1.0.0", to = "1.0.0"): string | undefined => {
    const [before, after] = [
      { ...base(), version: from },
      { ...changed(apply), version: to },
    ];
    return versionMistake(before, after, diffCatalogs(before, after));
  };
  const unit = set("metrics", "shop.orders", { unit: "1" });
  const text = set("metrics", "shop.orders", { description: "Orders." });
  expect(judge(unit)).toContain("asks for 2.0.0");
  expect(judge(unit, "1.0.0", "1.1.0")).toContain("asks for 2.0.0");
  expect(judge(unit, "1.0.0", "2.0.0")).toBeUndefined();
  expect(judge(unit, "0.3.1", "0.3.2")).toContain("asks for 0.4.0");
  expect(judge(unit, "0.3.1", "0.4.0")).toBeUndefined();
  expect(judge(text)).toContain("still 1.0.0");
  expect(judge(text, "1.0.0", "1.0.1")).toBeUndefined();
  expect(judge(() => {}, "1.0.0", "1.0.0")).toBeUndefined();
});

/** Every value in a catalog, by the kind, index and keys that lead to it. */
function places(value: unknown, at: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (Array.isArray(value)) return [at, ...value.flatMap((one, index) => places(one, [...at, index]))];
  if (typeof value === "object" && value !== null)
    return [at, ...Object.entries(value).flatMap(([key, one]) => places(one, [...at, key]))];
  return [at];
}

test("every change of a catalog is found, at the thing that changed", () => {
  expect.hasAssertions();
  const old = base();
  const things = places(old).filter((at) => at.length >= 3);
  fc.assert(
    fc.property(fc.constantFrom(...things), fc.constantFrom("removed", "changed", "added"), (at, how) => {
      const after = structuredClone(old) as unknown as Record<string, Record<string, unknown>[]>;
      const [kind, index] = at as [string, number];
      const { name } = after[kind]![index]!;
      let parent = after as unknown as Record<string | number, unknown>;
      for (const key of at.slice(0, -1)) parent = parent[key] as Record<string | number, unknown>;
      const last = at.at(-1)!;
      if (how === "added") parent[Array.isArray(parent) ? parent.length : "another"] = "new";
      else if (how === "changed") parent[last] = typeof parent[last] === "number" ? 12_345 : "something else";
      else if (Array.isArray(parent)) parent.splice(Number(last), 1);
      else delete parent[last];
      // a thing without its name is another thing
      const isName = at.length === 3 && last === "name" && how !== "added";
      const found = diffCatalogs(old, after as unknown as Catalog);
      expect(found.map((one) => `${one.kind} ${isName ? "" : one.name}`)).toContain(
        `${kind} ${isName ? "" : String(name)}`,
      );
    }),
    { numRuns: 1000 },
  );
});

test("no text of a catalog is markup in a pull request, or ends a line of a table", () => {
  const hostile = "a|b <img src=x onerror=alert(1)> `c` [d](e)\n| f |";
  const after = changed((draft) => {
    draft["spans"]!["charge card"]!["description"] = hostile;
    draft["attributes"]![`x.y`] = { type: "string", description: hostile };
    delete draft["events"]!["cart.abandoned"];
  });
  const changes = diffCatalogs(base(), after);
  const text = printChangesMarkdown(changes, { name: hostile, before: "1.0.0", after: "1.0.0" }, hostile);
  // code is shown as it is
  expect(text.replaceAll(/`[^`]*`/g, "")).not.toContain("<img");
  const rows = text.split("\n").filter((line) => line.startsWith("|"));
  for (const row of rows) expect([3, 4]).toContain(row.replaceAll("\\|", "").split("|").length - 1);
  expect(printChangesText(changes, undefined)).toContain("breaking  event cart.abandoned: removed");
});

test("text has no control characters of names and messages", () => {
  const change: Change = {
    impact: "breaking",
    change: "removed",
    kind: "spans",
    name: "a\u001B[2Jb",
    path: "spans",
    message: "gone\n::error::x",
    advice: "do\u0007",
    usedBy: [{ kind: "view", name: "v\u009B1m" }],
  };
  const text = printChangesText([change], "note\u001B");
  expect(text).toBe(
    "breaking  span a [2Jb: gone ::error::x\n    do \n    used by view v 1m\nnote \n1 change: 1 breaking, 0 risky, 0 safe.",
  );
});

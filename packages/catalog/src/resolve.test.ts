import { describe, expect, test } from "vitest";

import type { CatalogDeclaration } from "./declaration.ts";
import { type CatalogMistake, isCatalogMistake } from "./catalog-mistake.ts";
import { resolveCatalog } from "./resolve.ts";

const platform = {
  name: "platform",
  version: "2.0.0",
  owner: "team-platform",
  attributes: { "tenant.id": { type: "string", cardinality: "high" } },
} satisfies CatalogDeclaration;

const shop = {
  name: "shop",
  version: "1.2.0",
  owner: "team-checkout",
  imports: [platform],
  attributes: {
    "order.id": { type: "string", cardinality: "unbounded", examples: ["o-1"] },
    "payment.method": {
      type: ["card", { value: "wallet", id: "digital_wallet" }],
      description: "How it is paid.",
    },
    "payment.code": { type: [1, 2.5] },
    "old.id": { type: "int", deprecated: { renamedTo: "order.id" } },
  },
  spans: {
    "charge card": {
      owner: "team-payments",
      attributes: ["order.id", "http.route"],
      recommended: ["tenant.id"],
      optIn: ["http.request.header.accept"],
      conditional: { "payment.method": "when it is known" },
    },
  },
  metrics: {
    "shop.orders": { kind: "counter", unit: "{order}", attributes: ["payment.method"] },
    "shop.wait": { kind: "timer", buckets: [0.1, 1] },
  },
  workflows: { order: { states: ["created", "paid"], transitions: { created: ["paid"] } } },
  journeys: { checkout: { steps: ["cart", "done"], ordered: true } },
  alerts: {
    "no orders": { on: { metric: "shop.orders", where: { "payment.method": "card" } }, when: { below: 1 } },
    "slow checkout": {
      on: { funnel: "checkout", measure: "conversion", from: "cart", to: "done" },
      when: { below: 0.2 },
    },
  },
  objectives: {
    fast: { on: { operation: "charge card", measure: "within", limit: "2s" }, target: 0.99 },
  },
  dashboards: { shop: { charts: [{ title: "Orders", on: { metric: "shop.orders" } }] } },
} satisfies CatalogDeclaration;

function mistakeOf(declaration: unknown): CatalogMistake | undefined {
  try {
    resolveCatalog(declaration as CatalogDeclaration);
    return undefined;
  } catch (error) {
    if (isCatalogMistake(error)) return error;
    throw error;
  }
}

function problemsOf(declaration: unknown): readonly string[] {
  const problems = mistakeOf(declaration)?.problems ?? [];
  expect(problems.filter(({ fix }) => fix === "")).toEqual([]);
  return problems.map(({ path, message }) => `${path}: ${message}`);
}

const with_ = (part: object): object => ({ name: "c", version: "1.0.0", ...part });

describe("resolveCatalog", () => {
  test("flattens imports and fills in defaults", () => {
    const catalog = resolveCatalog(shop);
    expect(catalog).toMatchObject({ name: "shop", version: "1.2.0", owner: "team-checkout" });
    expect(catalog.attributes.map(({ name, catalog: of, owner }) => [name, of, owner])).toEqual([
      ["tenant.id", "platform", "team-platform"],
      ["order.id", "shop", "team-checkout"],
      ["payment.method", "shop", "team-checkout"],
      ["payment.code", "shop", "team-checkout"],
      ["old.id", "shop", "team-checkout"],
    ]);
    expect(catalog.attributes[2]).toMatchObject({
      type: "string",
      members: [
        { id: "card", value: "card" },
        { id: "digital_wallet", value: "wallet" },
      ],
    });
    expect(catalog.attributes[3]?.type).toBe("double");
    expect(catalog.attributes[4]?.deprecated).toEqual({ reason: "renamed", renamedTo: "order.id" });
    expect(catalog.spans[0]).toEqual({
      name: "charge card",
      catalog: "shop",
      owner: "team-payments",
      attributes: [
        { key: "order.id", level: "required" },
        { key: "http.route", level: "required" },
        { key: "payment.method", level: "conditionally_required", condition: "when it is known" },
        { key: "tenant.id", level: "recommended" },
        { key: "http.request.header.accept", level: "opt_in" },
      ],
    });
    expect(catalog.metrics.map(({ unit, instrument }) => [unit, instrument])).toEqual([
      ["{order}", "counter"],
      ["s", "histogram"],
    ]);
    expect(catalog.alerts[0]).toMatchObject({ window: "5m", severity: "ticket" });
    expect(catalog.objectives[0]?.period).toBe("30d");
    expect(catalog.dashboards[0]?.title).toBe("shop");
    expect(catalog.logs).toEqual([]);
  });

  test("returns plain JSON", () => {
    const catalog = resolveCatalog(shop);
    expect(JSON.parse(JSON.stringify(catalog))).toEqual(catalog);
  });

  test("reports every mistake at once, with its path", () => {
    const declaration = with_({
      version: "one",
      atributes: {},
      attributes: {
        "order.id": { type: "strng", cardinality: "huge" },
        bare: {},
        both: { type: ["a", 1, "a"] },
      },
      spans: { pay: { attributes: ["order.ids"], recommended: ["bare", "bare"] } },
      metrics: { m: { kind: "counter", buckets: [1, 1], attributes: ["bare"], optIn: ["bare"] } },
      workflows: { order: { states: ["a"], transitions: { a: ["b"], c: [] } } },
      alerts: {
        gone: { on: { metric: "n" }, when: { above: 1 } },
        none: { on: { metric: "m" }, groupBy: ["order.id"] },
        two: { on: { metric: "m", operation: "pay" }, when: { above: 1 }, runbook: "wiki" },
        both: { on: { metric: "m" }, when: { above: 1, below: 0 }, window: "5 minutes" },
        more: { on: { transaction: "t", measure: "within" }, when: { any: [{ when: {} }] } },
      },
      objectives: { o: { on: { operation: "pay" }, target: 1 } },
    });
    expect(problemsOf(declaration)).toEqual([
      "version: Expected a semantic version, got `one`.",
      "atributes: Unknown field.",
      'attributes."order.id".type: Expected one of string, int, double, boolean, string[], int[], double[], boolean[], any, template[string], template[int], template[double], template[boolean], template[string[]], template[int[]], template[double[]], template[boolean[]], template[any], got `strng`.',
      'attributes."order.id".cardinality: Expected one of low, medium, high, unbounded, got `huge`.',
      "attributes.bare: The field `type` is missing.",
      "attributes.both.type[2]: The value `a` is already listed.",
      "attributes.both.type: An enumeration has texts or numbers, not both.",
      "spans.pay.recommended[1]: `bare` is already in the list.",
      "metrics.m.buckets: Expected finite numbers, each above the one before.",
      "metrics.m.optIn: `bare` is listed with another requirement level.",
      "workflows.order.transitions.a[0]: `b` is not a state.",
      "workflows.order.transitions.c: `c` is not a state.",
      "alerts.none: The field `when` is missing.",
      "alerts.two.on: Expected one of metric, transaction, funnel, workflow, operation, event.",
      "alerts.two.runbook: Expected an absolute http or https URL, got `wiki`.",
      "alerts.both.when: Expected one limit.",
      "alerts.both.window: Expected a duration such as `90s`, `1.5h` or `1h30m`, got `5 minutes`.",
      "alerts.more.on: `within` needs a limit.",
      "alerts.more.when.any[0].when: The condition is missing.",
      "objectives.o.on: The field `measure` is missing.",
      "objectives.o.target: Expected a share between 0 and 1, such as 0.999, got `1`.",
      "spans.pay.attributes: `order.ids` is not declared.",
      "alerts.gone.on.metric: `n` is not declared.",
      "alerts.none.groupBy: `order.id` is not an attribute of `m`.",
      "alerts.more.on.transaction: `t` is not declared.",
    ]);
  });

  test("offers the nearest name as the fix", () => {
    const mistake = mistakeOf({ ...shop, spans: { pay: { attributes: ["order.di"] } } });
    expect(mistake?.problems[0]).toEqual({
      path: "spans.pay.attributes",
      message: "`order.di` is not declared.",
      fix: "Did you mean `order.id`?",
    });
    expect(String(mistake)).toContain(
      "spans.pay.attributes: `order.di` is not declared. Did you mean `order.id`?",
    );
  });

  test("names the catalogs of a cycle of imports", () => {
    const a: { imports: unknown[] } & Record<string, unknown> = { name: "a", version: "1.0.0", imports: [] };
    const b = { name: "b", version: "1.0.0", imports: [a] };
    a.imports.push(b);
    expect(problemsOf(a)).toEqual(["imports[0].imports[0]: The catalogs import each other: a → b → a."]);
  });

  test("accepts one catalog that comes by two ways, and rejects two of one name", () => {
    const left = with_({ name: "left", imports: [platform] });
    const right = with_({ name: "right", imports: [platform] });
    expect(problemsOf(with_({ imports: [left, right] }))).toEqual([]);
    const other = { ...platform, version: "3.0.0", attributes: {} };
    expect(problemsOf(with_({ imports: [left, other] }))).toEqual([
      "imports[1]: The catalog `platform` is imported twice, as `2.0.0` and `3.0.0`.",
    ]);
  });

  test("reports a name that an imported catalog declares too", () => {
    const declaration = with_({ imports: [platform], attributes: { "tenant.id": { type: "string" } } });
    expect(problemsOf(declaration)).toEqual([
      'attributes."tenant.id": `tenant.id` is also declared by the catalog `platform`.',
    ]);
  });

  test("asks the caller about the semantic conventions", () => {
    const declaration = with_({ spans: { pay: { attributes: ["gen_ai.system"] } } }) as CatalogDeclaration;
    expect(problemsOf(declaration)).toHaveLength(1);
    const isConvention = (kind: string, name: string): boolean =>
      kind === "attributes" && name === "gen_ai.system";
    expect(resolveCatalog(declaration, { isConvention }).spans).toHaveLength(1);
  });

  const evil = {
    get name(): string {
      throw new Error("no");
    },
  };
  const bottomless = (): object =>
    new Proxy(with_({}), {
      ownKeys: () => ["name", "version", "imports"],
      getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
      get: (_target, key) => ({ name: "deep", version: "1.0.0", imports: [bottomless()] })[String(key)],
    });
  test.each<[string, unknown]>([
    ["undefined", undefined],
    ["a text", "catalog"],
    ["a list", []],
    ["a map", new Map()],
    ["a getter that throws", evil],
    ["a revoked proxy", revoked()],
    ["imports without end", bottomless()],
    ["the name `__proto__`", with_({ attributes: JSON.parse('{"__proto__":{"type":"string"}}') as object })],
    [
      "a prototype in place of a name",
      with_({ attributes: { __proto__: { "order.id": { type: "string" } } } }),
    ],
    ["a control character in a name", with_({ spans: { "a\u0000b": {} } })],
    ["null where an object is expected", with_({ attributes: null, spans: { a: null } })],
    ["a list where an object is expected", with_({ attributes: ["order.id"] })],
    ["a function as a type", with_({ attributes: { a: { type: () => "string" } } })],
    ["a symbol as an example", with_({ attributes: { a: { type: "string", examples: [Symbol("x")] } } })],
    ["a bigint as a value", with_({ attributes: { a: { type: [1n] } } })],
  ])("reports %s and never throws anything else", (_what, declaration) => {
    expect(problemsOf(declaration).length).toBeGreaterThan(0);
  });

  test("keeps what names of Object's prototype are declared as", () => {
    const declaration = with_({
      attributes: { constructor: { type: "string" }, toString: { type: "int" } },
      spans: { hasOwnProperty: { attributes: ["constructor"], conditional: { toString: "always" } } },
    });
    const { attributes } = resolveCatalog(declaration as unknown as CatalogDeclaration);
    expect(attributes.map(({ name }) => name)).toEqual(["constructor", "toString"]);
  });

  test("counts what is too much to list", () => {
    const attributes = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`a${index}`, {}]));
    const mistake = mistakeOf(with_({ attributes }));
    expect(mistake?.problems.length).toBe(200);
    expect(String(mistake)).toContain("and 4800 more");
  });

  test.each([
    ["number", "Did you mean `double` or `int`?"],
    ["bool", "Did you mean `boolean`?"],
    ["constructor", "Use one of them."],
  ])("suggests the intended type for %s", (type, fix) => {
    const mistake = mistakeOf(with_({ attributes: { "a.b": { type } } }));
    expect(mistake?.problems.map((problem) => problem.fix)).toEqual([fix]);
  });

  test("looks for similar names only for the mistakes that it lists", () => {
    const attributes = Object.fromEntries(
      Array.from({ length: 3000 }, (_, index) => [`a.k${index}`, { type: "string" }]),
    );
    const spans = { work: { attributes: Array.from({ length: 20_000 }, (_, index) => `b.k${index}`) } };
    const mistake = mistakeOf(with_({ attributes, spans }));
    expect(mistake?.problems[0]?.fix).toBe("Did you mean `a.k0`?");
    expect(String(mistake)).toContain("and 19800 more");
  });
});

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

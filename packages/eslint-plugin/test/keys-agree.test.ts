// The linter and `telltale catalog check` judge the attributes of a metric alike: what one reports, the other reports.
import type { AttributeDeclaration } from "catalog";
import { resolveCatalog } from "catalog";
import { checkCatalog } from "catalog/check";
import { resolveConventions, semconv } from "catalog/semconv";
import { Linter } from "eslint";
import { describe, expect, test } from "vitest";
import plugin from "../src/index.ts";

const conventions = resolveConventions();
const judgedByCheck = new Set(["metric-attribute-cardinality", "metric-attribute-sensitive"]);

/** A catalog with one metric that has all `attributes`; those without a declaration are of the conventions. */
function catalogOf(attributes: Readonly<Record<string, AttributeDeclaration | undefined>>) {
  const declared = Object.entries(attributes).filter(([, declaration]) => declaration !== undefined);
  return {
    name: "shop",
    version: "1.0.0",
    attributes: Object.fromEntries(declared) as Record<string, AttributeDeclaration>,
    metrics: {
      "shop.events": {
        kind: "counter" as const,
        unit: "{event}",
        attributes: Object.keys(attributes) as never[],
      },
    },
  };
}

function reportedByCheck(catalog: ReturnType<typeof catalogOf>): ReadonlySet<string> {
  const findings = checkCatalog(resolveCatalog(catalog, { isConvention: () => true }), { conventions });
  const judged = findings.filter(({ id }) => judgedByCheck.has(id));
  return new Set(judged.map(({ message }) => /`([^`]+)`/.exec(message)![1]!));
}

function reportedByLinter(
  keys: readonly string[],
  catalog?: ReturnType<typeof catalogOf>,
): ReadonlySet<string> {
  const lines = keys.map((key) => `events.add(1, { ${JSON.stringify(key)}: value });`);
  const source = ['import { counter } from "telltale"; const events = counter("shop.events");', ...lines];
  const messages = new Linter().verify(source.join("\n"), [
    {
      plugins: { telltale: plugin as never },
      rules: { "telltale/safe-metric-attributes": "error" },
      settings: catalog === undefined ? {} : { telltale: { catalog } },
    },
  ]);
  return new Set(messages.map(({ line }) => keys[line - 2]!));
}

const things =
  "order tenant plan region wallet user request queue page card host container customer warehouse team".split(
    " ",
  );
const endings =
  ".id .ids _id .uuid .uid .token .email .url .path .hash .name .number .password .kind .count .address .api_key Id".split(
    " ",
  );
const madeUp = things.flatMap((thing) => endings.map((ending) => thing + ending));
const stated: Readonly<Record<string, Partial<AttributeDeclaration>>> = {
  low: { cardinality: "low" },
  medium: { cardinality: "medium" },
  high: { cardinality: "high" },
  unbounded: { cardinality: "unbounded" },
  listed: { type: ["a", "b"] },
  boolean: { type: "boolean" },
  public: { sensitivity: "public", cardinality: "low" },
  internal: { sensitivity: "internal", cardinality: "low" },
  personal: { sensitivity: "personal", cardinality: "low" },
  secret: { sensitivity: "secret", cardinality: "low" },
};

describe("the linter and the check agree", () => {
  test("on the keys of the semantic conventions, without a declaration", () => {
    const keys = Object.keys(semconv.attributes ?? {});
    expect(keys.length).toBeGreaterThan(500);
    const catalog = catalogOf(Object.fromEntries(keys.map((key) => [key, undefined])));
    const byCheck = reportedByCheck(catalog);
    expect([...reportedByLinter(keys)]).toEqual(keys.filter((key) => byCheck.has(key)));
  });

  test("on keys that a catalog declares without a class", () => {
    const catalog = catalogOf(Object.fromEntries(madeUp.map((key) => [key, { type: "string" }])));
    const byCheck = reportedByCheck(catalog);
    const expected = madeUp.filter((key) => byCheck.has(key));
    expect([...reportedByLinter(madeUp, catalog)]).toEqual(expected);
    // without a catalog, the key alone decides
    expect([...reportedByLinter(madeUp)]).toEqual(expected);
  });

  test.each(Object.entries(stated))("on keys that a catalog declares as %s", (_, declaration) => {
    const catalog = catalogOf(
      Object.fromEntries(madeUp.map((key) => [key, { type: "string", ...declaration }])),
    );
    const byCheck = reportedByCheck(catalog);
    expect([...reportedByLinter(madeUp, catalog)]).toEqual(madeUp.filter((key) => byCheck.has(key)));
  });

  test.each([
    "container.id",
    "host.id",
    "k8s.pod.uid",
    "service.instance.id",
    "user_agent.original",
    "user.id",
  ])("that %s has too many values", (key) => {
    expect([...reportedByLinter([key])]).toEqual([key]);
    expect([...reportedByCheck(catalogOf({ [key]: undefined }))]).toEqual([key]);
  });
});

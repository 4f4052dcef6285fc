// Random catalogs for property tests: everything that a declaration can have.
import type { AttributeDeclaration, CatalogDeclaration } from "catalog";
import * as fc from "fast-check";

const word = fc.constantFrom(
  "order",
  "cart",
  "stock",
  "price",
  "basket",
  "parcel",
  "ship",
  "user",
  "refund",
  "item",
);
const types = [
  "string",
  "int",
  "double",
  "boolean",
  "string[]",
  "int[]",
  "double[]",
  "boolean[]",
  "any",
] as const;
const line = fc
  .string({ minLength: 1, maxLength: 30 })
  .map((text) => `About ${text.replaceAll(/[^\x20-\x7e]/g, "-")}.`);
const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });

function compact<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as T;
}

const thing = fc.record({
  description: optional(line),
  owner: optional(fc.constantFrom("team-a", "team-b")),
});

const member = fc.oneof(
  fc.string({ minLength: 1, maxLength: 8 }),
  fc
    .record({
      value: fc.string({ minLength: 1, maxLength: 8 }),
      id: optional(fc.constantFrom("one", "two")),
      description: optional(line),
    })
    .map(compact),
);

const attribute: fc.Arbitrary<AttributeDeclaration> = fc
  .record({
    description: optional(line),
    owner: optional(fc.constantFrom("team-a", "team-b")),
    type: fc.oneof(
      fc.constantFrom(...types, ...types.map((type) => `template[${type}]` as const)),
      fc.uniqueArray(member, {
        minLength: 1,
        maxLength: 4,
        selector: (one) => (typeof one === "object" ? one.value : one),
      }),
      fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 4 }),
    ),
    unit: optional(fc.constantFrom("s", "By", "{item}")),
    cardinality: optional(fc.constantFrom("low", "medium", "high", "unbounded")),
    sensitivity: optional(fc.constantFrom("public", "internal", "personal")),
    examples: fc.constant(undefined),
    semconv: optional(fc.constant("http.route")),
  })
  .map((declaration) =>
    compact({
      ...declaration,
      ...(Array.isArray(declaration.type) ? { open: declaration.type.length > 2 ? true : undefined } : {}),
    }),
  ) as fc.Arbitrary<AttributeDeclaration>;

/** Splits `keys` into the four requirement levels, by `levels`. */
function carry(keys: readonly string[], levels: readonly number[]): object {
  const at = (level: number): string[] | undefined => {
    const found = keys.filter((_, index) => levels[index % levels.length] === level);
    return found.length === 0 ? undefined : found;
  };
  const conditional = at(3);
  return compact({
    attributes: at(0),
    recommended: at(1),
    optIn: at(2),
    conditional: conditional && Object.fromEntries(conditional.map((key) => [key, "If it is known."])),
  });
}

const named = <T>(part: string, value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
  fc
    .uniqueArray(fc.tuple(word, word, value), { maxLength: 3, selector: ([one, other]) => `${one}.${other}` })
    .map((entries) => Object.fromEntries(entries.map(([one, other, of]) => [`${part}.${one}.${other}`, of])));

const steps = fc.uniqueArray(word, { minLength: 1, maxLength: 4 });

/** A catalog without mistakes. */
export const randomCatalog: fc.Arbitrary<CatalogDeclaration> = fc
  .record({
    name: fc.constantFrom("shop", "team a/shop", "50%"),
    version: fc.constantFrom("1.0.0", "2.3.4-beta.1"),
    description: optional(line),
    owner: optional(fc.constant("team-shop")),
    attributes: named("a", attribute),
    levels: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 7 }),
    entities: named("n", thing),
    spans: named("s", fc.tuple(thing, optional(fc.constantFrom("internal", "client", "server")))),
    spaced: fc.boolean(),
    metrics: named(
      "m",
      fc.tuple(
        thing,
        fc.constantFrom("counter", "upDownCounter", "gauge", "histogram", "timer"),
        fc.constantFrom("s", "1", "{item}"),
      ),
    ),
    events: named("e", fc.tuple(thing, optional(fc.constantFrom("info", "error")))),
    logs: named("l", thing),
    errors: named("r", thing),
    transactions: named("t", fc.tuple(thing, steps)),
    journeys: named("j", fc.tuple(thing, steps, fc.boolean())),
    workflows: named("w", fc.tuple(thing, steps)),
  })
  .map((parts) => build(parts));

// oxlint-disable-next-line typescript/no-explicit-any -- the parts are those of the record above
function build(parts: any): CatalogDeclaration {
  const keys = Object.keys(parts.attributes);
  const uses = carry(keys, parts.levels);
  const map = <T>(things: Record<string, T>, to: (of: T) => object): Record<string, object> =>
    Object.fromEntries(Object.entries(things).map(([name, of]) => [name, compact(to(of))]));
  const spans = map(parts.spans, ([of, kind]: [object, string]) => ({
    ...of,
    kind,
    ...uses,
    entities: entities(parts),
  }));
  const metrics = map(parts.metrics, ([of, kind, unit]: [object, string, string]) => ({
    ...of,
    kind,
    unit: kind === "timer" ? undefined : unit,
    ...uses,
    buckets: kind === "histogram" ? [1, 2, 5] : undefined,
  }));
  const [metric] = Object.keys(metrics);
  const plain = keys.filter((key) => !String(parts.attributes[key].type).startsWith("template["));
  return compact({
    name: parts.name,
    version: parts.version,
    description: parts.description,
    owner: parts.owner,
    attributes: parts.attributes,
    entities:
      plain.length === 0
        ? {}
        : map(parts.entities, (of: object) => ({ ...of, identity: [plain[0]!], optIn: plain.slice(1) })),
    spans: parts.spaced ? { ...spans, "charge card": { ...uses } } : spans,
    metrics,
    events: map(parts.events, ([of, severity]: [object, string]) => ({ ...of, severity, ...uses })),
    logs: map(parts.logs, (of: object) => ({ ...of, ...uses })),
    errors: map(parts.errors, (of: object) => ({ ...of, runbook: "https://runbooks.example/x" })),
    transactions: map(parts.transactions, ([of, some]: [object, string[]]) => ({
      ...of,
      steps: some,
      ...uses,
    })),
    journeys: map(parts.journeys, ([of, some, ordered]: [object, string[], boolean]) => ({
      ...of,
      steps: some,
      ordered,
    })),
    workflows: map(parts.workflows, ([of, some]: [object, string[]]) => ({
      ...of,
      states: some,
      timeoutMs: 5000,
    })),
    alerts:
      metric === undefined
        ? {}
        : { "too many": { on: { metric, aggregation: "rate" }, when: { above: 3 }, severity: "page" } },
    dashboards: metric === undefined ? {} : { Shop: { charts: [{ title: "One", on: { metric } }] } },
  }) as unknown as CatalogDeclaration;
}

function entities(parts: {
  entities: object;
  attributes: Record<string, { type: unknown }>;
}): string[] | undefined {
  const plain = Object.values(parts.attributes).some(({ type }) => !String(type).startsWith("template["));
  const names = Object.keys(parts.entities);
  return names.length === 0 || !plain ? undefined : names;
}

// @module-tag extended
// Mistakes seeded into a copy of the shop: the right tool catches each, and its message names the file, the line and the fix.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Catalog, checkLive, type Facts, type Finding, type SignalFact } from "catalog";
import { checkCatalog } from "catalog/check";
import { resolveConventions } from "catalog/semconv";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isConvention, readConventions } from "../src/catalog/conventions.ts";
import { type LoadedDeclaration, loadDeclaration, resolveDeclaration } from "../src/catalog/load.ts";
import { compareCatalog } from "../src/code/catalog-coverage.ts";
import { errorClasses } from "../src/code/error-classes.ts";
import { findUses } from "../src/code/find-uses.ts";
import { takeInventory } from "../src/code/inventory.ts";
import { createProject } from "../src/code/project.ts";
import { parseModule, type SourceModule } from "../src/code/source-module.ts";

const root = path.join(import.meta.dirname, "../../..");
const shop = path.join(root, "examples/shop/src");
/** The catalog, and the modules that hold parts of it. */
const isCatalogFile = (name: string): boolean => /^catalog[./]/.test(name);

/** Replaces the first `from` in `file` by `to`, after which a finding `id` is reported at that line, or `below` it. */
interface Mistake {
  readonly what: string;
  /** By default the first file of the catalog that has `from`. */
  readonly file?: string;
  readonly from: string | RegExp;
  readonly to: string;
  readonly id: string;
  /** Part of the message or of the fix. */
  readonly says: string;
}

let folder: string;
let texts: ReadonlyMap<string, string>;
let modules: ReadonlyMap<string, SourceModule>;
let loaded: LoadedDeclaration;
let catalog: Catalog;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "telltale-seeded-"));
  symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"), "dir");
  const names = readdirSync(shop, { recursive: true, encoding: "utf8" });
  const sources = names.filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts")).toSorted();
  texts = new Map(sources.map((name) => [name, readFileSync(path.join(shop, name), "utf8")]));
  modules = new Map([...texts].map(([name, text]) => [name, parseModule(name, text) as SourceModule]));
  loaded = await load();
  const resolved = resolveDeclaration(loaded);
  catalog = resolved.catalog!;
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Seeded {
  readonly file: string;
  readonly text: string;
  /** From 1: the line of the mistake. */
  readonly line: number;
}

let copies = 0;
/** Loads the catalog, with one of its files changed. Each copy has a folder of its own: Node.js runs a module once. */
function load(changed?: Seeded): Promise<LoadedDeclaration> {
  const copy = path.join(folder, `copy-${(copies += 1)}`);
  for (const [name, text] of texts) {
    if (!isCatalogFile(name)) continue;
    mkdirSync(path.dirname(path.join(copy, name)), { recursive: true });
    writeFileSync(path.join(copy, name), name === changed?.file ? changed.text : text);
  }
  return loadDeclaration(path.join(copy, "catalog.ts"), { folder: copy });
}

function seed({ file, from, to }: Mistake): Seeded {
  const files = file === undefined ? [...texts.keys()].filter(isCatalogFile) : [file];
  for (const name of files) {
    const text = texts.get(name)!;
    const changed = text.replace(from, to);
    let at = 0;
    while (at < text.length && text[at] === changed[at]) at += 1;
    if (changed !== text) return { file: name, text: changed, line: text.slice(0, at).split("\n").length };
  }
  throw new Error(`${files.join(", ")}: no ${String(from)}`);
}

/** What is wrong with the findings that the mistake makes and the shop does not have: nothing when it is caught as it must be. */
function failings(
  mistake: Mistake,
  { file, line }: Seeded,
  seeded: readonly Finding[],
  unseeded: readonly Finding[],
): readonly string[] {
  const known = new Set(unseeded.map(({ id, message }) => `${id} ${message}`));
  const found = seeded.filter(({ id, message }) => !known.has(`${id} ${message}`));
  const caught = found.filter(({ id }) => id === mistake.id);
  if (caught.length === 0) return [`no ${mistake.id} among ${found.map(({ id }) => id).join(", ")}`];
  const said = caught.map(({ message, fix }) => `${message} ${fix ?? ""}`).join("\n");
  // the declaration that is wrong begins a few lines above the value
  const isNear = caught.some(({ location }) => Math.abs((location?.line ?? 0) - line) <= 8);
  return [
    ...(said.includes(mistake.says) ? [] : [`does not say ${mistake.says}: ${said}`]),
    ...caught.flatMap(({ message, fix }) => (fix === undefined || fix === "" ? [`no fix: ${message}`] : [])),
    ...caught.flatMap(({ location }) =>
      location?.file === file || (mistake.file !== undefined && isCatalogFile(location?.file ?? ""))
        ? []
        : [`another file: ${location?.file}`],
    ),
    ...(isNear ? [] : [`line ${caught.map(({ location }) => location?.line).join()} instead of ${line}`]),
  ];
}

function check({ declaration, ...rest }: LoadedDeclaration): readonly Finding[] {
  const { catalog: resolved, mistakes } = resolveDeclaration({ declaration, ...rest });
  if (resolved === undefined) return mistakes;
  return checkCatalog(resolved, { conventions: readConventions().catalog }).map((finding) => ({
    ...finding,
    location: rest.locations.find(finding.path ?? ""),
  }));
}

const inCatalog: readonly Mistake[] = [
  {
    what: "a unit that is not UCUM",
    from: 'unit: "{parcel}"',
    to: 'unit: "parcels"',
    id: "unit-ucum",
    says: "parcels",
  },
  { what: "a unit with a prefix", from: 'unit: "By"', to: 'unit: "MBy"', id: "unit-base", says: "By" },
  {
    what: "a timer in bytes",
    from: 'kind: "timer",',
    to: 'kind: "timer", unit: "By",',
    id: "timer-unit",
    says: "By",
  },
  { what: "a metric without a unit", from: 'unit: "{card}",', to: "", id: "unit-missing", says: "unit" },
  {
    what: "a unit in a metric's name",
    from: '"shop.memory.used": {',
    to: '"shop.wait_seconds": { kind: "histogram", unit: "s", description: "Seeded." },\n    "shop.memory.used": {',
    id: "metric-name-unit",
    says: "wait",
  },
  {
    what: "a metric that ends in total",
    from: /"shop\.parcels": \{/,
    to: '"shop.parcels_total": {',
    id: "metric-name-total",
    says: "total",
  },
  {
    what: "an attribute in camel case",
    from: '"label.printer": {',
    to: '"labelPrinter": { type: "string", description: "Seeded." },\n    "label.printer": {',
    id: "name-form",
    says: "label_printer",
  },
  {
    what: "an attribute without a namespace",
    from: '"label.printer": {',
    to: '"printer": { type: "string", description: "Seeded." },\n    "label.printer": {',
    id: "name-namespace",
    says: "printer",
  },
  {
    what: "a name in a reserved namespace",
    from: '"label.printer": {',
    to: '"otel.printer": { type: "string", description: "Seeded." },\n    "label.printer": {',
    id: "name-reserved",
    says: "otel.",
  },
  {
    what: "an attribute with the name of a namespace",
    from: '"label.printer": {',
    to: '"shop.job": { type: "string", description: "Seeded." },\n    "label.printer": {',
    id: "namespace-clash",
    says: "shop.job",
  },
  {
    what: "a secret-like attribute",
    from: '"label.printer": {',
    to: '"customer.password": { type: "string", description: "Seeded." },\n    "label.printer": {',
    id: "attribute-secret-name",
    says: "secret",
  },
  {
    what: "personal data without a sensitivity",
    from: '"label.printer": {',
    to: '"customer.email": { type: "string", description: "Seeded." },\n    "label.printer": {',
    id: "attribute-personal-name",
    says: "personal",
  },
  {
    what: "an example of another type",
    from: "examples: [2],",
    to: 'examples: ["two"],',
    id: "attribute-example",
    says: "order.lines",
  },
  {
    what: "values that differ in case",
    from: '["card declined",',
    to: '["card declined", "Card declined",',
    id: "attribute-member-confusable",
    says: "ard declined",
  },
  {
    what: "an id on a metric",
    from: /(kind: "counter",\s+unit: "\{card\}",[^}]*?attributes: \["payment\.provider")/,
    to: '$1, "order.id"',
    id: "metric-attribute-cardinality",
    says: "order.id",
  },
  {
    what: "a person on a metric",
    from: /(kind: "counter",\s+unit: "\{parcel\}",[^}]*?attributes: \["shipping\.carrier")/,
    to: '$1, "customer.id"',
    id: "metric-attribute-sensitive",
    says: "customer.id",
  },
  {
    what: "a currency that does not exist",
    from: 'currency: "EUR"',
    to: 'currency: "EUX"',
    id: "currency",
    says: "EUX",
  },
  {
    what: "a state that cannot be reached",
    from: 'packed: ["shipped"],',
    to: "packed: [],",
    id: "workflow-unreachable",
    says: "shipped",
  },
  {
    what: "a page without a runbook",
    from: /severity: "page",\s+owner([^}]*?)runbook: `[^`]*`,/,
    to: 'severity: "page", owner$1',
    id: "runbook-missing",
    says: "runbook",
  },
  {
    what: "a limit that is never crossed",
    from: "when: { above: 0.25 }",
    to: "when: { above: 1.5 }",
    id: "alert-limit",
    says: "1.5",
  },
  {
    what: "a condition with a value that does not exist",
    from: 'aggregation: "rate", groupBy: ["payment.provider"] },',
    to: 'aggregation: "rate", where: { "payment.provider": "nordpai" } },',
    id: "source-value",
    says: "nordpai",
  },
];

/** What cannot be resolved: references to nothing. */
const unresolved: readonly Mistake[] = [
  {
    what: "an orphaned alert",
    from: 'on: { metric: "shop.cards.declined"',
    to: 'on: { metric: "shop.cards.refused"',
    id: "",
    says: "shop.cards.refused",
  },
  {
    what: "a span that carries an undeclared attribute",
    from: 'recommended: ["label.printer"]',
    to: 'recommended: ["label.printr"]',
    id: "",
    says: "label.printr",
  },
  {
    what: "a transition to a state that does not exist",
    from: 'delivered: ["returned"]',
    to: 'delivered: ["retured"]',
    id: "",
    says: "retured",
  },
  {
    what: "an alert on a step that does not exist",
    from: /from: "cart", to: "payment" \},(\s+)when/,
    to: 'from: "card", to: "payment" },$1when',
    id: "",
    says: "card",
  },
  {
    what: "a version that is not a version",
    from: 'version: "1.0.0"',
    to: 'version: "v1"',
    id: "",
    says: "v1",
  },
];

const inCode: readonly Mistake[] = [
  {
    what: "a misspelled span",
    file: "charge.ts",
    from: 'trace("charge card"',
    to: 'trace("charge crad"',
    id: "undeclared",
    says: "Did you mean `charge card`?",
  },
  {
    what: "a new span",
    file: "charge.ts",
    from: 'trace("risk score"',
    to: 'trace("fraud check"',
    id: "undeclared",
    says: "fraud check",
  },
  {
    what: "a renamed metric",
    file: "payments.ts",
    from: 'counter("shop.orders"',
    to: 'counter("shop.orders.paid"',
    id: "undeclared",
    says: "shop.orders",
  },
  {
    what: "a changed unit",
    file: "fulfilment.ts",
    from: /counter\("shop\.parcels"[^;]*;/,
    to: 'counter("shop.parcels", { unit: "kg" });',
    id: "unit-drift",
    says: "{parcel}",
  },
  {
    what: "another instrument",
    file: "payments.ts",
    from: 'histogram("shop.cart.value"',
    to: 'gauge("shop.cart.value"',
    id: "instrument-drift",
    says: "histogram",
  },
  {
    what: "a new enum value",
    file: "storefront.ts",
    from: '"payment.method": "card"',
    to: '"payment.method": "wallet"',
    id: "unknown-value",
    says: "wallet",
  },
  {
    what: "an undeclared attribute",
    file: "charge.ts",
    from: 'span.setAttribute("payment.attempt", 2)',
    to: 'span.setAttribute("payment.retries", 2)',
    id: "undeclared",
    says: "payment.retries",
  },
  {
    what: "an attribute of another type",
    file: "charge.ts",
    from: 'span.setAttribute("payment.attempt", 2)',
    to: 'span.setAttribute("payment.attempt", "2")',
    id: "type-drift",
    says: "int",
  },
  {
    what: "a number as text",
    file: "payments.ts",
    from: '"order.lines": order.lines.length',
    to: '"order.lines": String(order.lines.length)',
    id: "type-drift",
    says: "string",
  },
  {
    what: "an attribute that a metric does not have",
    file: "fulfilment.ts",
    from: 'parcels.add(1, { "shipping.carrier"',
    to: 'parcels.add(1, { "shop.job.kind": "ship", "shipping.carrier"',
    id: "unlisted-attribute",
    says: "shop.job.kind",
  },
  {
    what: "a misspelled step of a funnel",
    file: "storefront.ts",
    from: 'checkout.step("shipping")',
    to: 'checkout.step("shiping")',
    id: "unknown-step",
    says: "Did you mean `shipping`?",
  },
  {
    what: "a new step of a journey",
    file: "storefront.ts",
    from: 'shopping.step("compared")',
    to: 'shopping.step("wish list")',
    id: "unknown-step",
    says: "wish list",
  },
  {
    what: "a step that a transaction does not have",
    file: "storefront.ts",
    from: 'purchase.step("order sent")',
    to: 'purchase.step("order placed")',
    id: "unknown-step",
    says: "order placed",
  },
  {
    what: "a state that a workflow does not have",
    file: "fulfilment.ts",
    from: '.event("delivered")',
    to: '.event("arrived")',
    id: "unknown-state",
    says: "arrived",
  },
  {
    what: "a new type of transaction",
    file: "storefront.ts",
    from: 'transaction("registration"',
    to: 'transaction("sign-up"',
    id: "undeclared",
    says: "sign-up",
  },
  {
    what: "another currency",
    file: "storefront.ts",
    from: 'currency: "EUR"',
    to: 'currency: "USD"',
    id: "unit-drift",
    says: "EUR",
  },
];

const from = Date.UTC(2026, 10, 20);
const to = Date.UTC(2026, 10, 21);
const arrives = (fact: Partial<SignalFact>): SignalFact => ({
  kind: "span",
  name: "",
  service: "payments",
  version: "2.40.3",
  count: 100,
  attributes: [],
  firstSeen: from,
  lastSeen: to,
  ...fact,
});
const provider = { key: "payment.provider", types: ["string"], values: ["nordpay"], distinct: 1 } as const;
const orders = arrives({
  kind: "metric",
  name: "shop.orders",
  instrument: "counter",
  unit: "{order}",
  attributes: [provider],
});

/** What arrives, and what the live check says of it. */
const live: readonly {
  readonly what: string;
  readonly fact: SignalFact;
  readonly id: string;
  readonly says: string;
}[] = [
  {
    what: "a metric with another unit",
    fact: { ...orders, unit: "1" },
    id: "unit_mismatch",
    says: "shop.orders",
  },
  {
    what: "a metric of another instrument",
    fact: { ...orders, instrument: "gauge" },
    id: "unexpected_instrument",
    says: "gauge",
  },
  {
    what: "a value of another type",
    fact: arrives({
      name: "charge card",
      spanKind: "internal",
      attributes: [{ key: "payment.attempt", types: ["string"] }],
    }),
    id: "type_mismatch",
    says: "payment.attempt",
  },
  {
    what: "a value that is not declared",
    fact: { ...orders, attributes: [{ ...provider, values: ["southpay"] }] },
    id: "undefined_enum_variant",
    says: "southpay",
  },
  {
    what: "an attribute that is not declared",
    fact: { ...orders, attributes: [provider, { key: "shop.colour", types: ["string"] }] },
    id: "missing_attribute",
    says: "shop.colour",
  },
  {
    what: "a metric that is not declared",
    fact: { ...orders, name: "shop.refunds" },
    id: "missing_metric",
    says: "shop.refunds",
  },
  {
    what: "an event that is not declared",
    fact: arrives({ kind: "event", name: "shop.closed" }),
    id: "missing_event",
    says: "shop.closed",
  },
  {
    what: "a metric without a required attribute",
    fact: { ...orders, attributes: [] },
    id: "required_attribute_not_present",
    says: "payment.provider",
  },
];

describe("catalog check", () => {
  test.each(inCatalog)("catches $what", async (mistake) => {
    const seeded = seed(mistake);
    expect(failings(mistake, seeded, check(await load(seeded)), check(loaded))).toEqual([]);
  });
});

describe("the resolver of catalogs", () => {
  test.each(unresolved)("catches $what", async (mistake) => {
    const seeded = seed(mistake);
    const { mistakes } = resolveDeclaration(await load(seeded));
    expect(mistakes.map(({ message, fix }) => `${message} ${fix}`).join("\n")).toContain(mistake.says);
    for (const { fix, location } of mistakes) {
      expect(fix).toMatch(/\S/);
      expect(location!.file).toBe(seeded.file);
      expect(Math.abs(location!.line - seeded.line)).toBeLessThanOrEqual(8);
    }
  });
});

function cover(changed?: Seeded): readonly Finding[] {
  const all = [...modules].map(([name, module]) =>
    name === changed?.file ? (parseModule(name, changed.text) as SourceModule) : module,
  );
  const project = createProject(all);
  const inventory = takeInventory(findUses(project));
  const input = { catalog, inventory, errors: errorClasses(project), isConvention };
  return compareCatalog(input, (at) => loaded.locations.find(at)).findings;
}

describe("catalog coverage", () => {
  test.each(inCode)("catches $what", (mistake) => {
    const seeded = seed(mistake);
    expect(failings(mistake, seeded, cover(seeded), cover())).toEqual([]);
  });
});

describe("the live check", () => {
  const judge = (fact: SignalFact): readonly { id: string; message: string; fix?: string }[] => {
    const facts: Facts = { from, to, signals: [fact], resources: [] };
    return checkLive(catalog, facts, { conventions: resolveConventions(), minCoverage: 0 });
  };
  test.each(live)("catches $what", ({ fact, id, says }) => {
    const known = new Set(judge(orders).map((one) => `${one.id} ${one.message}`));
    const found = judge(fact).filter((one) => !known.has(`${one.id} ${one.message}`));
    expect(found.map((one) => one.id)).toContain(id);
    const caught = found.filter((one) => one.id === id);
    expect(caught.map(({ message, fix }) => `${message} ${fix}`).join("\n")).toContain(says);
    for (const { fix } of caught) expect(fix).toMatch(/\S/);
  });
});

test("the code of the shop has no mistake", () => {
  expect(cover()).toEqual([]);
});

test("there are fifty mistakes", () => {
  expect(inCatalog.length + unresolved.length + inCode.length + live.length).toBeGreaterThanOrEqual(50);
});

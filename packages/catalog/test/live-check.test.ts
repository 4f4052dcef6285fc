import {
  checkLive,
  type Catalog,
  type CatalogDeclaration,
  type Facts,
  resolveCatalog,
  type SignalFact,
} from "catalog";
import { resolveConventions } from "catalog/semconv";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { randomCatalog } from "./random-catalog.ts";
import { from, hour, now, telemetryOf } from "./telemetry.ts";

const declaration: CatalogDeclaration = {
  name: "shop",
  version: "1.0.0",
  attributes: {
    "shop.order.id": { type: "string", cardinality: "high" },
    "shop.order.total": { type: "double" },
    "shop.payment.method": { type: ["card", "invoice"] },
    "shop.header": { type: "template[string]" },
    "shop.coupon": { type: "string" },
    "shop.old.name": { type: "string", deprecated: { renamedTo: "shop.order.id" } },
    "shop.beta.flag": { type: "boolean", stability: "beta" },
    "shop.customer.note": { type: "string" },
    "shop.region": { type: "string" },
    "shop.region.zone": { type: "string" },
    "shop.pod.id": { type: "string" },
    "shop.pod.name": { type: "string" },
    "shop.pod.label": { type: "string" },
    "shop.pod.zone": { type: "string" },
    "shop.node.id": { type: "string" },
  },
  entities: {
    pod: {
      identity: ["shop.pod.id"],
      recommended: ["shop.pod.name"],
      optIn: ["shop.pod.label"],
      conditional: { "shop.pod.zone": "In a cloud." },
    },
    node: { identity: ["shop.node.id"] },
  },
  spans: {
    "charge card": {
      attributes: ["shop.order.id", "shop.payment.method"],
      recommended: ["shop.order.total"],
      optIn: ["shop.customer.note"],
      conditional: { "shop.coupon": "If a coupon was used." },
    },
  },
  metrics: {
    "shop.orders": {
      kind: "counter",
      unit: "{order}",
      attributes: ["shop.payment.method"],
      entities: ["pod"],
    },
    "shop.checkout.duration": { kind: "timer", attributes: [], entities: ["pod", "node"] },
  },
  events: { "shop.cart.abandoned": { attributes: ["shop.order.id"] } },
  logs: { "order paid": {} },
  alerts: { "few orders": { on: { metric: "shop.orders", aggregation: "rate" }, when: { below: 1 } } },
};
const base = resolveCatalog(declaration);
// what the catalog has for single tests, and what should not arrive otherwise
const special = ["shop.old.name", "shop.beta.flag", "shop.region", "shop.region.zone", "shop.header"];
const catalog: Catalog = {
  ...base,
  attributes: base.attributes.filter(({ name }) => !special.includes(name)),
};
const good = telemetryOf(catalog);

/** The ids of what is found. */
function idsOf(facts: Facts, of: Catalog = catalog): string[] {
  return checkLive(of, facts, { conventions: resolveConventions() })
    .map(({ id }) => id)
    .toSorted();
}

type Change = (signal: SignalFact) => SignalFact;

/** The good facts with one signal changed. */
function changed(name: string, change: Change): Facts {
  return { ...good, signals: good.signals.map((one) => (one.name === name ? change(one) : one)) };
}

const withAttribute = (key: string, extra: object = {}): Facts =>
  changed("charge card", (span) => ({
    ...span,
    attributes: [...span.attributes, { key, types: ["string"], count: 10, firstSeen: from - hour, ...extra }],
  }));
const without = (key: string): Facts =>
  changed("charge card", (span) => ({
    ...span,
    attributes: span.attributes.filter((one) => one.key !== key),
  }));
const withValue = (key: string, extra: object): Facts =>
  changed("charge card", (span) => ({
    ...span,
    attributes: span.attributes.map((one) => (one.key === key ? { ...one, ...extra } : one)),
  }));
const withoutResource = (...keys: string[]): Facts => ({
  ...good,
  resources: good.resources.map((one) => ({
    ...one,
    attributes: one.attributes.filter(({ key }) => !keys.includes(key)),
  })),
});
const more = (...signals: Partial<SignalFact>[]): Facts => ({
  ...good,
  signals: [
    ...good.signals,
    ...signals.map(
      (one) =>
        ({
          kind: "metric",
          service: "shop",
          count: 1,
          attributes: [],
          firstSeen: from - hour,
          ...one,
        }) as SignalFact,
    ),
  ],
});

test("finds nothing in telemetry that follows the catalog", () => {
  expect(checkLive(catalog, good, { conventions: resolveConventions() })).toStrictEqual([]);
});

test("finds nothing in the telemetry of any catalog", () => {
  fc.assert(
    fc.property(randomCatalog, (random) => {
      const resolved = resolveCatalog(random);
      const found = checkLive(resolved, telemetryOf(resolved));
      // the conventions have this one for each use of a template
      const wrong = found.filter(({ id }) => id !== "template_attribute");
      expect(wrong.map(({ id, message }) => `${id}: ${message}`)).toStrictEqual([]);
    }),
    { numRuns: 150 },
  );
});

describe("finds exactly the mistake", () => {
  const cases: Record<string, readonly [Facts, readonly string[], Catalog?]> = {
    "an undeclared attribute": [withAttribute("acme.thing"), ["missing_attribute"]],
    "an undeclared attribute in a declared namespace": [
      withAttribute("shop.order.colour"),
      ["extends_namespace", "missing_attribute"],
    ],
    "an undeclared attribute below an attribute": [
      withAttribute("shop.coupon.code"),
      ["extends_namespace", "illegal_namespace", "missing_attribute"],
    ],
    "a misspelled attribute": [
      withAttribute("shop.order_id"),
      ["extends_namespace", "missing_attribute", "similar_name"],
    ],
    "an attribute without a namespace": [withAttribute("thing"), ["missing_attribute", "missing_namespace"]],
    "an attribute in capitals": [withAttribute("acme.Thing"), ["invalid_format", "missing_attribute"]],
    "an attribute of a template": [withAttribute("shop.header.accept"), ["template_attribute"], base],
    "a deprecated attribute": [withAttribute("shop.old.name"), ["deprecated"], base],
    "an attribute that is not stable": [
      withAttribute("shop.beta.flag", { types: ["boolean"] }),
      ["not_stable"],
      base,
    ],
    "a deprecated attribute of the conventions": [withAttribute("http.url"), ["deprecated", "not_stable"]],
    "a wrong type": [withValue("shop.order.total", { types: ["string"] }), ["type_mismatch"]],
    "a wrong type of an enumeration": [
      withValue("shop.payment.method", { types: ["double"] }),
      ["type_mismatch"],
    ],
    "an unknown member": [
      withValue("shop.payment.method", { values: ["card", "crypto"] }),
      ["undefined_enum_variant"],
    ],
    "a new member": [
      withValue("shop.payment.method", { values: ["card", "crypto"], newValues: ["crypto"] }),
      ["new_enum_value", "undefined_enum_variant"],
    ],
    "too many values": [withValue("shop.order.id", { distinct: 100_001 }), ["cardinality_exceeded"]],
    "an email address": [
      withValue("shop.customer.note", { values: ["ada@example.com"] }),
      ["sensitive_value"],
    ],
    "a card number": [
      withValue("shop.customer.note", { values: ["4111 1111 1111 1111"] }),
      ["sensitive_value"],
    ],
    "no required attribute": [without("shop.order.id"), ["required_attribute_not_present"]],
    "a required attribute on some records": [
      withValue("shop.order.id", { count: 99 }),
      ["required_attribute_not_present"],
    ],
    "no recommended attribute": [without("shop.order.total"), ["recommended_attribute_not_present"]],
    "no opt-in attribute": [without("shop.customer.note"), ["opt_in_attribute_not_present"]],
    "no conditional attribute": [without("shop.coupon"), ["conditionally_required_attribute_not_present"]],
    "no required attribute of an entity": [
      withoutResource("shop.pod.id"),
      ["entity_required_attribute_not_present"],
    ],
    "no recommended attribute of an entity": [
      withoutResource("shop.pod.name"),
      ["entity_recommended_attribute_not_present"],
    ],
    "no opt-in attribute of an entity": [
      withoutResource("shop.pod.label"),
      ["entity_opt_in_attribute_not_present"],
    ],
    "no conditional attribute of an entity": [
      withoutResource("shop.pod.zone"),
      ["entity_conditionally_required_attribute_not_present"],
    ],
    "none of several entities": [
      withoutResource("shop.pod.id", "shop.node.id"),
      ["entity_association_not_satisfied", "entity_required_attribute_not_present"],
    ],
    "another unit": [changed("shop.orders", (one) => ({ ...one, unit: "1" })), ["unit_mismatch"]],
    "another instrument": [
      changed("shop.orders", (one) => ({ ...one, instrument: "gauge" })),
      ["unexpected_instrument"],
    ],
    "an unsupported instrument": [
      changed("shop.orders", (one) => ({ ...one, instrument: "summary" })),
      ["unexpected_instrument"],
    ],
    "an undeclared metric": [more({ name: "acme.requests" }), ["missing_metric"]],
    "a misspelled metric": [more({ name: "shop.order" }), ["missing_metric", "similar_name"]],
    "a metric in capitals": [more({ name: "acme.Requests" }), ["invalid_format", "missing_metric"]],
    "an undeclared event": [more({ kind: "event", name: "acme.closed" }), ["missing_event"]],
    "a metric since today": [
      more({ name: "acme.requests", firstSeen: now - hour }),
      ["missing_metric", "undeclared_since"],
    ],
    "an attribute since today": [
      withAttribute("acme.thing", { firstSeen: now - hour }),
      ["missing_attribute", "undeclared_since"],
    ],
    "milliseconds for seconds": [
      changed("shop.checkout.duration", (one) => ({ ...one, typical: 210 })),
      ["unit_drift"],
    ],
    "milliseconds for seconds in a new version": [
      {
        ...good,
        signals: good.signals.flatMap((one) => {
          if (one.name !== "shop.checkout.duration") return [one];
          const { typicalBefore: _, ...rest } = one;
          return [rest, { ...rest, version: "1.1.0", typical: 190, firstSeen: now - hour }];
        }),
      },
      ["unit_drift"],
    ],
    "another type in another version": [
      {
        ...good,
        signals: good.signals.flatMap((one) =>
          one.name === "order paid"
            ? [
                { ...one, attributes: [{ key: "shop.customer.note", types: ["string"] }] },
                { ...one, version: "1.1.0", attributes: [{ key: "shop.customer.note", types: ["int"] }] },
              ]
            : [one],
        ),
      },
      ["type_drift", "type_mismatch"],
    ],
    "an event that no longer arrives": [
      changed("shop.cart.abandoned", (one) => ({ ...one, count: 0, lastSeen: now - 48 * hour })),
      ["dead_since"],
    ],
    "a metric that no longer arrives, with an alert": [
      changed("shop.orders", (one) => ({ ...one, count: 0 })),
      ["dead_since", "used_but_gone"],
    ],
    "a dashboard of the console that uses something gone": [
      { ...good, uses: [{ kind: "dashboard", name: "Shop", uses: [{ kind: "metric", name: "shop.gone" }] }] },
      ["used_but_gone"],
    ],
    "mostly undeclared metrics": [
      more({ name: "acme.one" }, { name: "acme.two" }, { name: "acme.three" }),
      ["missing_metric", "missing_metric", "missing_metric", "signal_coverage"],
    ],
  };
  test.each(Object.entries(cases))("%s", (_, [facts, ids, of]) => {
    // the whole catalog also declares what single tests need, and `good` does not send it
    expect(idsOf(facts, of).filter((id) => of === undefined || id !== "dead_since")).toStrictEqual(ids);
  });
});

test("knows a transaction by the name of its span, and does not miss messages that the facts leave out", () => {
  const own = resolveCatalog({
    name: "shop",
    version: "1.0.0",
    logs: { "order paid": {} },
    transactions: { purchase: {} },
    alerts: {
      "purchases fail": { on: { transaction: "purchase", measure: "failure" }, when: { above: 0.1 } },
    },
  });
  const span = good.signals.find(({ kind }) => kind === "span")!;
  const facts = (count: number): Facts => ({
    ...good,
    signals: [{ ...span, name: "transaction purchase", attributes: [], count }],
    resources: [],
  });
  const ids = (count: number): string[] =>
    checkLive(own, facts(count), { conventions: resolveConventions() }).map(({ id }) => id);
  expect(ids(5)).toStrictEqual([]);
  expect(ids(0).toSorted()).toStrictEqual(["dead_since", "used_but_gone"]);
});

test("knows the spans of workflows, events, interactions and handlers by what the catalog declares", () => {
  const own = resolveCatalog({
    name: "shop",
    version: "1.0.0",
    events: { "contact.escalated": {} },
    workflows: { "big order": { states: ["created", "paid"] } },
  });
  const ids = (...names: string[]): string[] =>
    checkLive(own, {
      from,
      to: now,
      resources: [],
      signals: names.map((name) => ({
        kind: "span",
        name,
        service: "shop",
        count: 1,
        spanKind: "internal",
        attributes: [],
        firstSeen: now - hour,
        lastSeen: now - 1,
      })),
    }).map(({ id, context }) => `${id} ${String(context["span_name"] ?? context["event_name"])}`);
  expect(
    ids(
      "workflow big order paid",
      "workflow contact.escalated",
      "workflow handler callBack",
      "interaction support contact",
    ),
  ).toStrictEqual([]);
  expect(ids("workflow contact.escalated", "workflow parcel lost", "transaction refund")).toStrictEqual([
    "undeclared_since workflow parcel lost",
    "undeclared_since transaction refund",
    "signal_coverage undefined",
  ]);
  expect(ids("workflow big order paid")).toStrictEqual(["dead_since contact.escalated"]);
});

test("does not report as unstable or absent what a library emits by the conventions", () => {
  const own = resolveCatalog(
    {
      name: "shop",
      version: "1.0.0",
      spans: { "POST /orders": { kind: "client", attributes: ["url.template"] } },
    },
    { isConvention: () => true },
  );
  const span = (name: string, ...keys: string[]): SignalFact => ({
    kind: "span",
    name,
    service: "shop",
    count: 1,
    spanKind: "client",
    attributes: keys.map((key) => ({ key, types: [] })),
    firstSeen: from - hour,
  });
  const check = (...signals: SignalFact[]): string[] =>
    checkLive(
      own,
      {
        from,
        to: now,
        signals,
        resources: [{ service: "shop", attributes: [{ key: "host.id", types: [] }] }],
      },
      { conventions: resolveConventions() },
    ).map(({ id, attribute }) => `${id} ${attribute ?? ""}`);
  const metric: SignalFact = {
    kind: "metric",
    name: "messaging.client.sent.messages",
    service: "shop",
    count: 1,
    instrument: "counter",
    unit: "{message}",
    attributes: [],
    firstSeen: from - hour,
  };
  expect(
    check(
      span("SELECT products", "db.response.returned_rows"),
      span("POST /orders", "url.template", "service.peer.name"),
      metric,
    ),
  ).toStrictEqual([
    // the declaration of the span lists it
    "not_stable url.template",
    "required_attribute_not_present messaging.operation.name",
    "required_attribute_not_present messaging.system",
  ]);
  expect(
    check(span("POST /orders", "url.template"), {
      ...span("telltale.journey.step", "log.record.uid"),
      kind: "event",
    }),
  ).toStrictEqual(["not_stable url.template"]);
  // an application that sets it on its own span chose it
  const chosen = { ...span("recommend", "db.response.returned_rows"), spanKind: "internal" as const };
  expect(check(span("POST /orders", "url.template"), chosen)).toContain(
    "not_stable db.response.returned_rows",
  );
});

test("covers all ids of Weaver and of Telltale", async () => {
  const { liveLevels } = await import("catalog");
  expect(Object.keys(liveLevels)).toHaveLength(33);
});

test("says where, how many, and what to do", () => {
  const facts: Facts = changed("charge card", (span) => ({
    ...span,
    location: { file: "src/charge.ts", line: 12 },
    attributes: span.attributes.filter(({ key }) => key !== "shop.order.id"),
  }));
  expect(checkLive(catalog, facts)).toStrictEqual([
    {
      id: "required_attribute_not_present",
      level: "violation",
      message: "Required attribute 'shop.order.id' is not present.",
      fix: "Add `shop.order.id` where `charge card` is emitted, or change its requirement level.",
      path: 'spans."charge card".attributes',
      attribute: "shop.order.id",
      signalType: "span",
      signalName: "charge card",
      sampleType: "span",
      context: { attribute_key: "shop.order.id" },
      resource: { "service.name": "shop", "service.version": "1.0.0" },
      count: 100,
      lastSeen: now - 1,
      emitted: { file: "src/charge.ts", line: 12 },
    },
  ]);
});

test("reports a key of many signals once for each service, with the records that have it", () => {
  const extra = { key: "acme.thing", types: ["string" as const], count: 3 };
  const facts: Facts = {
    ...good,
    signals: good.signals.flatMap((one) => [
      { ...one, attributes: [...one.attributes, extra] },
      { ...one, service: "other", attributes: [...one.attributes, extra] },
    ]),
  };
  const found = checkLive(catalog, facts).filter(({ id }) => id === "missing_attribute");
  expect(found.map(({ resource }) => resource["service.name"])).toStrictEqual(["shop", "other"]);
  expect(found[0]?.count).toBe(3 * good.signals.length);
});

test("never repeats a sensitive value", () => {
  const facts = withValue("shop.customer.note", { values: ["ada@example.com"] });
  expect(JSON.stringify(checkLive(catalog, facts))).not.toContain("ada@");
});

// The catalog of the API: what is declared, what arrived, what differs. Rows are written as the receiver writes them.
import type {
  CatalogFindingsResult,
  CatalogObservedResult,
  CatalogResult,
  CatalogThing,
  CatalogThingResult,
} from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RowSink } from "../../src/store/rows.ts";
import {
  at as timeAt,
  attributes,
  log,
  now,
  openApi,
  resource,
  sample,
  series,
  span,
  type TestApi,
} from "./harness.ts";

let api: TestApi;

const shop = resource("shop", { "service.version": "1.4.0" });

function declare(
  sink: RowSink,
  kind: string,
  name: string,
  content: object,
  seenMs = now - 60_000,
  version = "2.0.0",
) {
  sink.definition({
    tenant: "",
    kind: kind === "" ? "catalog" : `catalog.${kind}`,
    name,
    version: "",
    steps: [],
    states: [],
    transitionsJson: "",
    timeoutMs: 0,
    service: "shop",
    seenMs,
    catalog: {
      name: "shop",
      version,
      content: JSON.stringify(content),
      source: `src/catalog.ts:${name.length}`,
    },
  });
}

function declareAll(sink: RowSink): void {
  declare(sink, "", "shop", { description: "Telemetry of the shop", owner: "platform" });
  declare(sink, "attribute", "order.id", {
    type: "string",
    cardinality: "unbounded",
    sensitivity: "internal",
    owner: "checkout",
    description: "Id of an order",
  });
  declare(sink, "attribute", "order.total", { type: "double", unit: "EUR", owner: "checkout" });
  declare(sink, "attribute", "customer.tier", {
    type: "string",
    owner: "checkout",
    cardinality: "low",
    members: [
      { id: "gold", value: "gold" },
      { id: "silver", value: "silver" },
    ],
  });
  declare(sink, "span", "charge card", {
    kind: "internal",
    owner: "payment",
    attributes: [
      { key: "order.id", level: "required" },
      { key: "order.total", level: "recommended" },
    ],
  });
  declare(sink, "span", "refund", { kind: "internal", owner: "payment", attributes: [] });
  declare(sink, "alert", "checkout fails", {
    on: { operation: "charge card", measure: "errors" },
    when: { above: 0.1 },
    owner: "payment",
    window: "5m",
    severity: "page",
  });
  // the newest version of the catalog does not have it any more
  declare(sink, "attribute", "order.removed", { type: "string" }, now - 86_400_000, "1.0.0");
}

beforeAll(async () => {
  api = await openApi();
  await api.write((sink) => {
    declareAll(sink);
    for (let at = 0; at < 20; at++)
      sink.span(
        span({
          traceId: `t${at}`,
          spanId: `s${at}`,
          name: "charge card",
          resource: shop,
          status: at === 0 ? 2 : 0,
          attributes: attributes({
            "order.id": `order-${1000 + at}`,
            "customer.tier": at % 2 === 0 ? "gold" : "platinum",
            // declared as a number with a fraction
            ...(at < 15 ? { "order.total": "12.50" } : {}),
            tags: ["a", "b"],
          }),
        }),
      );
    sink.span(
      span({
        traceId: "t99",
        spanId: "s99",
        name: "ship parcel",
        resource: shop,
        attributes: attributes({ "oder.id": "x" }),
      }),
    );
    for (const name of ["interaction support contact", "transaction unknown"])
      sink.span(span({ traceId: "t98", spanId: name.slice(0, 5), name, resource: shop }));
    sink.log(
      log({
        eventName: "cart.emptied",
        body: "",
        resource: shop,
        attributes: attributes({ "cart.size": 3n }),
      }),
    );
  });
});
afterAll(() => api.close());

const list = (query = "") => api.get<CatalogResult>(`/api/catalog${query}`);

async function thing(kind: string, name: string): Promise<CatalogThing> {
  const { items } = await list("?limit=500");
  return items.find((one) => one.kind === kind && one.name === name)!;
}

test("lists catalogs with what they declare", async () => {
  const { catalogs, owners } = await list();
  expect(catalogs).toEqual([
    {
      name: "shop",
      version: "2.0.0",
      description: "Telemetry of the shop",
      owner: "platform",
      services: ["shop"],
      things: 6,
      seen: new Date(now - 60_000).toISOString(),
    },
  ]);
  expect(owners).toEqual(["checkout", "payment"]);
});

test("a declared thing has its figures: rate, cardinality, last seen, source", async () => {
  expect(await thing("attribute", "order.id")).toMatchObject({
    state: "live",
    catalog: "shop",
    catalogVersion: "2.0.0",
    owner: "checkout",
    description: "Id of an order",
    source: "src/catalog.ts:8",
    form: "string",
    count: 20,
    cardinality: 20,
    cardinalityClass: "unbounded",
    services: ["shop"],
  });
  const charge = await thing("span", "charge card");
  expect(charge).toMatchObject({ count: 20, form: "internal", services: ["shop"] });
  expect(charge.perSecond).toBeGreaterThan(0);
  expect(BigInt(charge.lastNs!)).toBe(BigInt(now - 60_000) * 1_000_000n);
});

test.each([
  ["attribute", "order.id", "live"],
  ["attribute", "order.total", "drifting"],
  ["span", "refund", "dead"],
  ["span", "ship parcel", "undeclared"],
  ["span", "interaction support contact", "live"],
  ["span", "transaction unknown", "undeclared"],
  ["event", "cart.emptied", "undeclared"],
  ["attribute", "tags", "undeclared"],
  ["attribute", "service.name", "live"],
  ["alert", "checkout fails", "declared"],
])("the state of the %s %s is %s", async (kind, name, state) => {
  expect((await thing(kind, name)).state).toBe(state);
});

test("leaves out what the newest version of a catalog does not have", async () => {
  expect(await thing("attribute", "order.removed")).toBeUndefined();
});

test("says what uses a thing", async () => {
  const alert = { kind: "alert", name: "checkout fails", path: "/catalog/alert/checkout%20fails" };
  const carrier = { kind: "span", name: "charge card", path: "/catalog/span/charge%20card" };
  expect((await thing("span", "charge card")).usedBy).toEqual([alert]);
  expect((await thing("attribute", "order.id")).usedBy).toEqual([carrier]);
});

test("filters by kind, state, owner and text, and counts what other filters leave", async () => {
  const names = async (query: string) => (await list(query)).items.map(({ name }) => name);
  expect(await names("?kind=span&state=dead")).toEqual(["refund"]);
  expect(await names("?owner=payment&kind=span")).toEqual(expect.arrayContaining(["refund", "charge card"]));
  expect(await names("?search=ID%20OF%20AN")).toEqual(["order.id"]);
  expect((await names("?owner=-")).every((name) => name !== "order.id")).toBe(true);
  const { states, kinds } = await list("?kind=span");
  expect(states).toMatchObject({ dead: 1, undeclared: 2 });
  expect(kinds["attribute"]).toBeGreaterThan(3);
});

test("pages through all things once", async () => {
  const seen: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const next: CatalogResult = await list(`?limit=3${cursor === "" ? "" : `&cursor=${cursor}`}`);
    seen.push(...next.items.map(({ kind, name }) => `${kind} ${name}`));
    cursor = next.nextCursor;
  }
  const all = (await list("?limit=500")).items.map(({ kind, name }) => `${kind} ${name}`);
  expect(seen).toEqual(all);
  expect(new Set(seen).size).toBe(all.length);
});

test("one thing has its declaration, its attributes with their share, and who sent it", async () => {
  const found = await api.get<CatalogThingResult>("/api/catalog/span/charge%20card");
  expect(found.content).toMatchObject({ name: "charge card", kind: "internal" });
  expect(found.attributes).toEqual([
    { key: "order.id", level: "required", type: "string", share: 1 },
    { key: "order.total", level: "recommended", type: "string", share: 0.75 },
    { key: "customer.tier", level: "", type: "string", share: 1 },
    { key: "tags", level: "", type: "string[]", share: 1 },
  ]);
  expect(found.versions).toMatchObject([{ service: "shop", version: "1.4.0", count: 20, form: "internal" }]);
});

test("an attribute has its frequent values, and its types by version", async () => {
  const found = await api.get<CatalogThingResult>("/api/catalog/attribute/customer.tier");
  expect(found.values).toEqual([
    { value: "gold", count: 10 },
    { value: "platinum", count: 10 },
  ]);
  expect(found.versions).toMatchObject([{ service: "shop", version: "1.4.0", form: "string" }]);
  expect(found.findings.map(({ id }) => id)).toContain("undefined_enum_variant");
});

test("an unknown kind is a bad parameter", async () => {
  await expect(api.get("/api/catalog/spam/x")).rejects.toMatchObject({ status: 400, code: "BAD_PARAMETER" });
});

test("findings name what differs, violations first", async () => {
  const { items, levels } = await api.get<CatalogFindingsResult>("/api/catalog/findings?limit=500");
  const mismatch = items.find(({ id, attribute }) => id === "type_mismatch" && attribute === "order.total");
  expect(mismatch).toMatchObject({
    level: "violation",
    service: "shop",
    version: "1.4.0",
    source: "src/catalog.ts:11",
  });
  expect(items.find(({ id, attribute }) => id === "similar_name" && attribute === "oder.id")).toBeDefined();
  expect(items[0]!.level).toBe("violation");
  expect(levels["violation"]).toBe(items.filter(({ level }) => level === "violation").length);
  const one = await api.get<CatalogFindingsResult>(
    "/api/catalog/findings?id=type_mismatch&level=violation&search=order.total",
  );
  expect(one.items).toHaveLength(1);
});

test("observed has names with types, rates and redacted examples", async () => {
  const seen = await api.get<CatalogObservedResult>("/api/catalog/observed");
  expect(seen.spans.find(({ name }) => name === "charge card")).toMatchObject({
    kind: "internal",
    service: "shop",
    count: 20,
    errors: 1,
    attributes: expect.arrayContaining(["order.id", "tags"]) as string[],
  });
  const by = (key: string) => seen.attributes.find((one) => one.key === key);
  expect(by("order.id")).toMatchObject({
    types: ["string"],
    cardinality: 20,
    signals: ["span"],
    values: ["order-####"],
  });
  expect(by("customer.tier")).toMatchObject({ values: ["gold", "platinum"], complete: true });
  expect(by("cart.size")).toMatchObject({ types: ["int"], signals: ["event"] });
  expect(seen.events).toMatchObject([{ name: "cart.emptied", count: 1, attributes: ["cart.size"] }]);
});

test("what a sender says wrongly of a thing is left out, and the catalog is answered", async () => {
  const wrong = await openApi();
  try {
    const odd = {
      attributes: "x",
      members: 7,
      deprecated: "old",
      on: null,
      charts: [{ on: 5 }, 6],
      type: [],
    };
    const names = ["a/b", "100 % done", "line\nbreak", "__proto__"];
    await wrong.write((sink) => {
      for (const kind of ["attribute", "entity", "span", "metric", "log", "event", "error", "transaction"])
        for (const name of names) declare(sink, kind, name, { ...odd, kind: {}, cardinality: "constructor" });
      for (const kind of ["journey", "workflow", "alert", "objective", "dashboard"])
        declare(sink, kind, "odd", odd);
      declare(sink, "span", "levels", { attributes: [{ key: "order.id", level: "most" }, { key: 1 }, null] });
      declare(sink, "alert", "number", { on: { metric: 5 } });
      sink.span(span({ traceId: "t1", spanId: "s1", name: "levels", resource: shop }));
      sink.span(span({ traceId: "t1", spanId: "s2", name: "a/b", resource: shop }));
    });
    const { items } = await wrong.get<CatalogResult>("/api/catalog?limit=500");
    expect(items.length).toBeGreaterThanOrEqual(8 * names.length + 7);
    await wrong.get<CatalogFindingsResult>("/api/catalog/findings?limit=500");
    for (const name of names) {
      const found = await wrong.get<CatalogThingResult>(`/api/catalog/span/${encodeURIComponent(name)}`);
      // what is deprecated and arrives is a violation
      const state = name === "a/b" ? "drifting" : "dead";
      expect(found.thing).toMatchObject({ name, deprecated: "old", state });
    }
    const { attributes: uses } = await wrong.get<CatalogThingResult>("/api/catalog/span/levels");
    expect(uses).toMatchObject([{ key: "order.id", level: "recommended" }]);
  } finally {
    await wrong.close();
  }
});

test("findings of guards are counted over the restart of a process", async () => {
  const found = series("telltale.catalog.findings", {
    type: 2,
    temporality: 2,
    monotonic: true,
    resource: resource("guarded"),
    attributes: attributes({
      "telltale.catalog.rule": "undeclared",
      "telltale.catalog.kind": "span",
      "telltale.catalog.name": "pay",
    }),
  });
  const [first, second] = [timeAt(-40 * 60_000), timeAt(-10 * 60_000)];
  await api.write((sink) => {
    for (const [ms, value, startNs] of [
      [-30, 5, first],
      [-20, 7, first],
      [-9, 2, second],
      [-8, 3, second],
    ] as const)
      sink.sample(sample(found, timeAt(ms * 60_000), value, { startNs }));
  });
  const { guard } = await api.get<CatalogResult>("/api/catalog?from=-1h&to=now&service=guarded");
  expect(guard).toEqual([{ service: "guarded", rule: "undeclared", kind: "span", name: "pay", count: 10 }]);
});

// Declared attributes as typed values on the real engine: columns in SQL, conditions, groups, completion; one tenant's are not another's.
import type { AttributesResult, SpanGroupsResult, SqlResult, SqlSchema, TracesResult } from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ApiContext } from "../../src/api/context.ts";
import { runSql } from "../../src/api/sql/sql.ts";
import type { RowSink } from "../../src/store/rows.ts";
import { attributes, log, now, openApi, resource, span, type TestApi } from "./harness.ts";

let api: TestApi;

function declare(
  sink: RowSink,
  name: string,
  content: object,
  seenMs = now - 60_000,
  version = "2.0.0",
): void {
  const kind = name === "" ? "catalog" : "catalog.attribute";
  const catalog = { name: "shop", version, content: JSON.stringify(content), source: "" };
  sink.definition({
    tenant: "",
    kind,
    name: name === "" ? "shop" : name,
    version: "",
    steps: [],
    states: [],
    transitionsJson: "",
    timeoutMs: 0,
    service: "shop",
    seenMs,
    catalog,
  });
}

const totals = [
  { "order.total": 12.5, "order.items": 2n, "gift.wrapped": true, tags: ["a", "b"], counts: [1n, 20n] },
  { "order.total": 100n, "order.items": 10n, "gift.wrapped": false, "customer.tier": "gold" },
  // another type than declared
  { "order.total": "7.5", "order.items": "many", "customer.tier": 3n },
  {},
] as const;

beforeAll(async () => {
  api = await openApi();
  await api.write((sink) => {
    declare(sink, "", {});
    declare(sink, "order.total", { type: "double", unit: "EUR" });
    declare(sink, "order.items", { type: "int" });
    declare(sink, "gift.wrapped", { type: "boolean" });
    declare(sink, "tags", { type: "string[]" });
    declare(sink, "counts", { type: "int[]" });
    declare(sink, "free", { type: "any" });
    declare(sink, "host.name", { type: "string" });
    declare(sink, "customer.tier", { type: "string", members: [{ value: "gold" }, { value: "silver" }] });
    // the newest version of the catalog does not have it any more
    declare(sink, "order.removed", { type: "int" }, now - 86_400_000, "1.0.0");
    totals.forEach((values, at) =>
      sink.span(
        span({
          traceId: `t${at}`,
          spanId: `s${at}`,
          startNs: BigInt(now - 60_000 + at) * 1_000_000n,
          resource: resource("shop", { "host.name": "h1" }),
          attributes: attributes(values as Parameters<typeof attributes>[0]),
        }),
      ),
    );
    sink.log(log({ body: "paid", attributes: attributes({ "order.total": 3n }) }));
  });
});
afterAll(() => api.close());

async function sql(query: string, more: Partial<ApiContext> = {}): Promise<SqlResult> {
  const { queries, sql: reader } = api.store;
  const request = { body: { query }, ifMatch: undefined };
  return (await runSql({}, { queries, sql: reader, nowMs: () => now, request, ...more })) as SqlResult;
}

describe("columns in SQL", () => {
  test("have the declared types, and values of other types are NULL", async () => {
    const { columns, rows } = await sql(
      "SELECT attr_order_total, attr_order_items, attr_gift_wrapped, attr_customer_tier, attr_tags, attr_counts FROM spans ORDER BY start",
    );
    expect(columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      "attr_order_total Nullable(Float64)",
      "attr_order_items Nullable(Int64)",
      "attr_gift_wrapped Nullable(Bool)",
      "attr_customer_tier Nullable(String)",
      "attr_tags Array(String)",
      "attr_counts Array(Int64)",
    ]);
    expect(rows).toEqual([
      [12.5, "2", true, null, ["a", "b"], ["1", "20"]],
      [100, "10", false, "gold", [], []],
      [null, null, null, null, [], []],
      [null, null, null, null, [], []],
    ]);
  });

  test("compare and aggregate as numbers", async () => {
    expect(
      (await sql("SELECT sum(attr_order_total), max(attr_order_items) FROM spans WHERE attr_order_items > 1"))
        .rows,
    ).toEqual([[112.5, "10"]]);
  });

  test("work in joins, subqueries, named queries and logs", async () => {
    const { rows } = await sql(`WITH dear AS (SELECT trace_id FROM spans WHERE attr_order_total > 50)
      SELECT s.attr_order_items, l.attr_order_total
      FROM spans AS s CROSS JOIN logs l
      WHERE s.trace_id IN (SELECT trace_id FROM dear) AND s.attr_order_total IN (SELECT attr_order_total FROM spans)`);
    expect(rows).toEqual([["10", 3]]);
  });

  test("of resources are read from the resource", async () => {
    expect((await sql("SELECT attr_host_name FROM resources WHERE attr_host_name IS NOT NULL")).rows).toEqual(
      [["h1"]],
    );
  });

  test("mistakes have their position in the query as it was written", async () => {
    await expect(sql("SELECT attr_order_total FROM spans\nWHERE >")).rejects.toMatchObject({
      code: "SQL_INVALID",
      place: { line: 2 },
    });
    await expect(sql("SELECT attr_order_total, FROM spans WHERE ) 1")).rejects.toMatchObject({
      place: { line: 1, column: 43 },
    });
    await expect(sql("SELECT attr_order_removed FROM spans")).rejects.toMatchObject({ code: "SQL_INVALID" });
    await expect(sql("SELECT attr_order_total FROM tokens")).rejects.toMatchObject({
      code: "SQL_NOT_ALLOWED",
    });
  });

  test("are listed with unit and values, and not for types that are not typed", async () => {
    const { tables } = await api.get<SqlSchema>("/api/sql/schema");
    const columnsOf = (table: string) =>
      tables.find(({ name }) => name === table)!.columns.filter(({ name }) => name.startsWith("attr_"));
    expect(columnsOf("red")).toEqual([]);
    expect(columnsOf("logs")).toEqual(columnsOf("spans"));
    expect(columnsOf("spans")).toContainEqual({
      name: "attr_order_total",
      type: "Nullable(Float64)",
      description: "attribute `order.total` in EUR",
    });
    expect(columnsOf("spans")).toContainEqual({
      name: "attr_customer_tier",
      type: "Nullable(String)",
      description: "attribute `customer.tier`: gold, silver",
    });
    expect(columnsOf("spans").map(({ name }) => name)).not.toContain("attr_free");
  });

  test("can be combined with a column of `--typed-attribute`", async () => {
    await api.store.chooseAttributes({ typed: [{ key: "region", type: "string" }], rolled: [] });
    const { tables } = await api.get<SqlSchema>("/api/sql/schema");
    const stored = tables
      .find(({ name }) => name === "spans")!
      .columns.find(({ name }) => /^attr_region_[0-9a-f]{6}$/.test(name))!.name;
    const { rows } = await sql(`SELECT attr_order_total, ${stored} FROM spans ORDER BY start LIMIT 1`);
    expect(rows).toEqual([[12.5, null]]);
  });

  test("of one tenant are unknown to another", async () => {
    const other = await api.store.of("other");
    await expect(sql("SELECT attr_order_total FROM spans", other)).rejects.toMatchObject({
      code: "SQL_INVALID",
    });
  });
});

describe("conditions", () => {
  const found = async (...filters: readonly string[]): Promise<number> => {
    const query = filters.map((one) => `&filter=${encodeURIComponent(one)}`).join("");
    const { groups, without } = await api.get<SpanGroupsResult>(
      `/api/traces/groups?by=customer.tier${query}`,
    );
    return groups.reduce((sum, { spans }) => sum + spans, without ?? 0);
  };

  test.each([
    [["order.total>=12.5"], 2],
    [["order.total>9", "order.items>=10"], 1],
    [["order.total<10"], 0],
    [["order.total=12.50"], 1],
    [["order.total=100.0"], 1],
    [["order.items=02"], 1],
    [["gift.wrapped=TRUE"], 1],
    [["gift.wrapped!=True", "order.items exists"], 2],
    [["customer.tier=gold"], 1],
  ])("%j holds for %d spans", async (filters, count) => {
    expect(await found(...filters)).toBe(count);
  });
});

test("a number with and without a fraction is one attribute in groups and columns", async () => {
  const range = `from=${new Date(now - 60_000).toISOString()}&to=${new Date(now - 59_998).toISOString()}`;
  const { groups } = await api.get<SpanGroupsResult>(`/api/traces/groups?by=order.total&${range}`);
  expect(groups.map(({ value }) => value).toSorted()).toEqual(["100", "12.5"]);
  const { items } = await api.get<TracesResult>("/api/traces?column=order.total");
  expect(items.flatMap(({ values }) => values?.["order.total"] ?? []).toSorted()).toEqual([
    "100",
    "12.5",
    "7.5",
  ]);
});

test("completion has declared types, units and values", async () => {
  const { keys } = await api.get<AttributesResult>("/api/attributes");
  expect(keys).toContainEqual({ key: "order.total", count: expect.any(Number), type: "double", unit: "EUR" });
  const valuesOf = async (key: string, more = ""): Promise<AttributesResult["values"]> =>
    (await api.get<AttributesResult>(`/api/attributes?key=${key}${more}`)).values;
  expect(await valuesOf("customer.tier")).toEqual([
    { value: "gold", count: 1 },
    { value: "silver", count: 0 },
  ]);
  expect(await valuesOf("customer.tier", "&prefix=si")).toEqual([{ value: "silver", count: 0 }]);
  expect((await valuesOf("gift.wrapped")).map(({ value }) => value).toSorted()).toEqual(["false", "true"]);
});

test("values that hold an id, six digits or a time of day are not kept, their keys are", async () => {
  const kept = ["/orders/12345", "card declined", "2026-07", "deadbeef"];
  const emptied = [
    "/orders/123456",
    "/orders/6f1c2d3e-4a5b-6c7d-8e9f-0a1b2c3d4e5f",
    "/blobs/9F86D081884C7D65",
    "at 12:30:05",
  ];
  await api.write((sink) => {
    for (const [at, path] of [...kept, ...emptied].entries())
      sink.span(
        span({
          traceId: `p${at}`,
          spanId: `p${at}`,
          startNs: BigInt(now - 50_000 + at) * 1_000_000n,
          resource: resource("shop"),
          attributes: attributes({ "url.path": path }),
        }),
      );
    sink.log(log({ body: "read", attributes: attributes({ "file.path": "/tmp/1234567.txt" }) }));
  });
  const { keys } = await api.get<AttributesResult>("/api/attributes");
  expect(keys).toContainEqual({
    key: "url.path",
    count: kept.length + emptied.length,
    type: "",
    unit: "",
  });
  const { values } = await api.get<AttributesResult>("/api/attributes?key=url.path");
  expect(values.map(({ value }) => value).toSorted()).toEqual(kept.toSorted());
  const logged = await api.get<AttributesResult>("/api/attributes?key=file.path&signal=logs");
  expect(logged.values).toEqual([]);
});

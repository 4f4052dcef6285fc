// Each kind with the problem, with the problem solved, and what only looks like it.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createCallReader } from "./call.ts";
import { judgeTrace } from "./judge-trace.ts";
import { http, product, query, request, span, times } from "../../test/support/bottleneck-spans.ts";
import type { TraceSpan } from "./trace-span.ts";

const judge = (spans: readonly TraceSpan[]): ReturnType<typeof judgeTrace> =>
  judgeTrace(spans, createCallReader());
/** What is found, without ids. */
const shown = (spans: readonly TraceSpan[]): unknown[] =>
  judge(spans).map(({ kind, shape, service, operation, target, count, savedMs }) => ({
    kind,
    shape,
    service,
    operation,
    target,
    count,
    savedMs: Math.round(savedMs),
  }));

const inCart = {
  service: "storefront",
  operation: "GET /cart",
  target: "SELECT * FROM products WHERE sku = ?",
};

describe("repeated queries", () => {
  test("one after the other: all but the longest are saved", () => {
    const spans = [request(), ...times(10, 10, (n, start, end) => query(`q${n}`, "root", start, end))];
    expect(shown(spans)).toEqual([
      { kind: "repeated-queries", shape: "consecutive", ...inCart, count: 10, savedMs: 90 },
    ]);
    expect(judge(spans)[0]!.spanIds).toEqual(
      times(10, 1, (n) => span(`q${n}`, "", 0, 0)).map(({ id }) => id),
    );
  });

  test("at the same time: what the pool makes them wait for each other is saved", () => {
    const spans = [
      request(),
      ...times(12, 0, (n) => query(`q${n}`, "root", 1 + Math.floor(n / 4) * 9, 11 + Math.floor(n / 4) * 9)),
    ];
    expect(shown(spans)).toMatchObject([{ shape: "parallel", count: 12, ...inCart }]);
  });

  test("each in a resolver of its own", () => {
    const spans = [
      request({ name: "POST /graphql" }),
      ...times(8, 10, (n, start, end) => [
        span(`r${n}`, "root", start, end, { name: "Product.price" }),
        query(`q${n}`, `r${n}`, start, end),
      ]),
    ];
    expect(shown(spans)).toMatchObject([
      { shape: "resolver", operation: "POST /graphql", count: 8, savedMs: 70 },
    ]);
  });

  test("each in a call of another service: one finding, of the service with the loop", () => {
    const spans = [
      request(),
      ...times(6, 20, (n, start, end) => [
        http(`c${n}`, "root", start, end, `http://catalog/products/${n}`),
        span(`s${n}`, `c${n}`, start + 2, end - 2, {
          service: "catalog",
          kind: 2,
          name: "GET /products/:sku",
        }),
        query(`q${n}`, `s${n}`, start + 5, end - 5, { service: "catalog" }),
      ]),
    ];
    expect(shown(spans)).toEqual([
      { kind: "repeated-queries", shape: "services", ...inCart, count: 6, savedMs: 100 },
    ]);
  });

  test("the latest row for each value is not a page", () => {
    const statement = "SELECT price FROM prices WHERE sku = $1 AND since <= $2 ORDER BY since DESC LIMIT 1";
    const spans = [
      request(),
      ...times(10, 10, (n, start, end) => query(`q${n}`, "root", start, end, { statement })),
    ];
    expect(shown(spans)).toMatchObject([{ shape: "consecutive", count: 10 }]);
  });

  test("with a change between queries of different values", () => {
    const spans = [
      request(),
      ...times(6, 20, (n, start, end) => [
        query(`q${n}`, "root", start, start + 10, { statement: `SELECT * FROM jobs WHERE id = ${n}` }),
        query(`u${n}`, "root", start + 10, end, { statement: `UPDATE jobs SET done = true WHERE id = ${n}` }),
      ]),
    ];
    expect(shown(spans)).toMatchObject([{ shape: "consecutive", count: 6, savedMs: 50 }]);
  });

  test("of a key-value store", () => {
    const spans = [
      request(),
      ...times(20, 4, (n, start, end) =>
        query(`q${n}`, "root", start, end, { system: "redis", statement: `GET stock:${n}`, name: "GET" }),
      ),
    ];
    expect(shown(spans)).toMatchObject([
      { shape: "key-value", target: "GET stock:?", count: 20, savedMs: 76 },
    ]);
  });

  test("the same question with the same result", () => {
    const settings = { statement: "SELECT value FROM settings", rows: 3 };
    const spans = [
      request(),
      ...times(3, 20, (n, start, end) => query(`q${n}`, "root", start, end, settings)),
    ];
    expect(shown(spans)).toMatchObject([{ shape: "same-result", count: 3, savedMs: 40 }]);
  });

  test("the same key of a key-value store", () => {
    const rates = { system: "redis", statement: "GET rates:eur", name: "GET" };
    const spans = [request(), ...times(4, 10, (n, start, end) => query(`q${n}`, "root", start, end, rates))];
    expect(shown(spans)).toMatchObject([{ shape: "same-result", target: "GET rates:eur", savedMs: 30 }]);
  });

  test.each<readonly [string, readonly TraceSpan[]]>([
    [
      "solved by one query for all",
      [
        request(),
        query("q", "root", 1, 30, { statement: "SELECT * FROM products WHERE sku IN ($1, $2, $3)" }),
      ],
    ],
    [
      "solved by one command for all keys",
      [request(), query("q", "root", 1, 30, { system: "redis", statement: "MGET a:1 a:2 a:3" })],
    ],
    [
      "solved: the result is remembered",
      [request(), query("q", "root", 1, 21, { statement: "SELECT value FROM settings" })],
    ],
    [
      "solved: resolvers share one query for all",
      [
        request({ name: "POST /graphql" }),
        ...times(8, 10, (n, start, end) => span(`r${n}`, "root", start, end, { name: "Product.price" })),
        query("q", "r0", 0, 10, { statement: "SELECT * FROM products WHERE sku = ANY($1)" }),
      ],
    ],
    [
      "resolvers that each run a query of their own kind",
      [
        request({ name: "POST /graphql" }),
        ...times(8, 10, (n, start, end) => [
          span(`r${n}`, "root", start, end, { name: `Product.field${n}` }),
          query(`q${n}`, `r${n}`, start, end, { statement: `SELECT a FROM t${n} WHERE b = $1` }),
        ]),
      ],
    ],
    [
      "solved: another service is called once, and asks once",
      [
        request(),
        http("c", "root", 0, 40, "http://catalog/products?sku=1&sku=2"),
        span("s", "c", 2, 38, { service: "catalog", kind: 2, name: "GET /products" }),
        query("q", "s", 5, 35, {
          service: "catalog",
          statement: "SELECT * FROM products WHERE sku IN ($1, $2)",
        }),
      ],
    ],
    [
      "several services that each ask once",
      [
        request(),
        ...times(6, 20, (n, start, end) => [
          http(`c${n}`, "root", start, end, `http://service${n}/jobs`, { method: "POST" }),
          span(`s${n}`, `c${n}`, start + 2, end - 2, { service: `service${n}`, kind: 2, name: "POST /jobs" }),
          query(`q${n}`, `s${n}`, start + 5, end - 5, { service: `service${n}` }),
        ]),
      ],
    ],
    [
      "writes to a key-value store",
      [
        request(),
        ...times(20, 4, (n, start, end) =>
          query(`q${n}`, "root", start, end, { system: "redis", statement: `SET stock:${n} 1`, name: "SET" }),
        ),
      ],
    ],
    ["four queries", [request(), ...times(4, 10, (n, start, end) => query(`q${n}`, "root", start, end))]],
    [
      "different queries",
      [
        request(),
        ...times(9, 10, (n, start, end) =>
          query(`q${n}`, "root", start, end, { statement: `SELECT a FROM t${n} WHERE b = $1` }),
        ),
      ],
    ],
    [
      "quick ones that cost nothing",
      [request(), ...times(9, 0.2, (n, start, end) => query(`q${n}`, "root", start, end))],
    ],
    [
      "a few at the same time",
      [request(), ...times(8, 20, (n, start, end) => query(`q${n}`, "root", start, end), true)],
    ],
    [
      "changes, which a loop may need",
      [
        request(),
        ...times(9, 10, (n, start, end) =>
          query(`q${n}`, "root", start, end, { statement: "UPDATE products SET stock = $1" }),
        ),
      ],
    ],
    [
      "pages of a list",
      [
        request(),
        ...times(9, 10, (n, start, end) =>
          query(`q${n}`, "root", start, end, { statement: `SELECT * FROM products LIMIT 10 OFFSET ${n}0` }),
        ),
      ],
    ],
    [
      "waiting for a result",
      [
        span("root", "", 0, 2000, { kind: 5, name: "wait" }),
        ...times(9, 0, (n) => query(`q${n}`, "root", n * 200, n * 200 + 10)),
      ],
    ],
    [
      "trying again",
      [request(), ...times(6, 10, (n, start, end) => query(`q${n}`, "root", start, end, { failed: n < 5 }))],
    ],
    [
      "after a change, the same question has another answer",
      [
        request(),
        ...times(3, 20, (n, start, end) => [
          query(`q${n}`, "root", start, start + 10, { statement: "SELECT count(*) FROM jobs" }),
          query(`u${n}`, "root", start + 10, end, { statement: "INSERT INTO jobs VALUES ($1)" }),
        ]),
      ],
    ],
    [
      "a loop that asks again after each change",
      [
        request(),
        ...times(6, 20, (n, start, end) => [
          query(`q${n}`, "root", start, start + 10, { statement: "SELECT count(*) FROM jobs" }),
          query(`u${n}`, "root", start + 10, end, { statement: "INSERT INTO jobs VALUES ($1)" }),
        ]),
      ],
    ],
    [
      "a loop with results of different sizes",
      [
        request(),
        ...times(6, 20, (n, start, end) =>
          query(`q${n}`, "root", start, end, { statement: "SELECT value FROM settings", rows: n }),
        ),
      ],
    ],
    [
      "pages that begin behind a key",
      [
        request(),
        ...times(9, 10, (n, start, end) =>
          query(`q${n}`, "root", start, end, {
            statement: "SELECT * FROM products WHERE shop = $1 AND id > $2 ORDER BY id LIMIT 100",
          }),
        ),
      ],
    ],
    [
      "pages that begin behind two keys",
      [
        request(),
        ...times(9, 10, (n, start, end) =>
          query(`q${n}`, "root", start, end, {
            statement: "SELECT * FROM products WHERE (added, id) < ($1, $2) ORDER BY added DESC, id LIMIT $3",
          }),
        ),
      ],
    ],
    [
      "long queries of which only the beginning is known",
      [
        request(),
        ...times(3, 20, (n, start, end) =>
          query(`q${n}`, "root", start, end, { statement: `SELECT ${"a, ".repeat(1_000)}`.slice(0, 2_000) }),
        ),
      ],
    ],
    [
      "results of different sizes",
      [
        request(),
        ...times(3, 20, (n, start, end) =>
          query(`q${n}`, "root", start, end, { statement: "SELECT value FROM settings", rows: n }),
        ),
      ],
    ],
    [
      "work that nothing waits for",
      [
        span("root", "", 0, 5, { kind: 2 }),
        ...times(9, 10, (n, start, end) => query(`q${n}`, "root", start + 10, end + 10)),
      ],
    ],
    [
      "what a driver does inside a query",
      [
        request(),
        query("q", "root", 0, 100, { statement: "SELECT 1" }),
        ...times(9, 10, (n, start, end) => query(`q${n}`, "q", start, end)),
      ],
    ],
  ])("nothing: %s", (_, spans) => {
    expect(shown(spans)).toEqual([]);
  });
});

describe("repeated calls", () => {
  const stock = (n: number): string => `https://warehouse.example/stock/${1000 + n}`;

  test("of a third party", () => {
    const spans = [
      request(),
      ...times(6, 20, (n, start, end) => http(`c${n}`, "root", start, end, stock(n))),
    ];
    expect(shown(spans)).toMatchObject([
      {
        kind: "repeated-calls",
        shape: "consecutive",
        target: "GET warehouse.example/stock/{}",
        count: 6,
        savedMs: 100,
      },
    ]);
  });

  test("between back ends", () => {
    const spans = [
      request(),
      ...times(6, 20, (n, start, end) => [
        http(`c${n}`, "root", start, end, stock(n)),
        span(`s${n}`, `c${n}`, start + 1, end - 1, {
          service: "warehouse",
          kind: 2,
          name: "GET /stock/:sku",
        }),
      ]),
    ];
    expect(shown(spans)).toMatchObject([
      { kind: "repeated-calls", shape: "backend", service: "storefront", count: 6 },
    ]);
  });

  test.each<readonly [string, readonly TraceSpan[]]>([
    [
      "solved by one call for all",
      [request(), http("c", "root", 1, 40, "https://warehouse.example/stock?sku=1&sku=2")],
    ],
    [
      "solved between back ends, by one call for all",
      [
        request(),
        http("c", "root", 1, 60, "https://warehouse.example/stock?sku=1&sku=2"),
        span("s", "c", 2, 59, { service: "warehouse", kind: 2, name: "GET /stock" }),
      ],
    ],
    [
      "different back ends",
      [
        request(),
        ...times(6, 9, (n, start, end) => [
          http(`c${n}`, "root", start, end, `http://service${n}/state`),
          span(`s${n}`, `c${n}`, start + 1, end - 1, { service: `service${n}`, kind: 2, name: "GET /state" }),
        ]),
      ],
    ],
    [
      "four calls",
      [request(), ...times(4, 20, (n, start, end) => http(`c${n}`, "root", start, end, stock(n)))],
    ],
    [
      "different hosts",
      [
        request(),
        ...times(6, 9, (n, start, end) => http(`c${n}`, "root", start, end, `https://shop${n}.example/a`)),
      ],
    ],
    [
      "pages of a list",
      [
        request(),
        ...times(6, 20, (n, start, end) =>
          http(`c${n}`, "root", start, end, `https://a.example/items?page=${n}`),
        ),
      ],
    ],
    [
      "trying again",
      [
        request(),
        ...times(6, 20, (n, start, end) => http(`c${n}`, "root", start, end, stock(1), { failed: n < 5 })),
      ],
    ],
    [
      "a few at the same time",
      [request(), ...times(8, 20, (n, start, end) => http(`c${n}`, "root", start, end, stock(n)), true)],
    ],
  ])("nothing: %s", (_, spans) => {
    expect(shown(spans)).toEqual([]);
  });
});

describe("serial calls", () => {
  const url = "https://storefront.example/users/42";
  const first = http("a", "root", 0, 60, "http://profile/users/42/name");
  const second = http("b", "root", 61, 121, "http://orders/users/42/orders");

  test("calls with values that were known before", () => {
    expect(shown([request({ url }), first, second])).toMatchObject([
      {
        kind: "serial-calls",
        target: "GET profile/users/{}/name → GET orders/users/{}/orders",
        count: 2,
        savedMs: 60,
      },
    ]);
  });

  test("queries without any values", () => {
    const spans = [
      request(),
      query("a", "root", 0, 80, { statement: "SELECT * FROM rates" }),
      query("b", "root", 80, 160, { statement: "SELECT * FROM countries" }),
    ];
    expect(shown(spans)).toMatchObject([{ kind: "serial-calls", savedMs: 80 }]);
  });

  test("reads that follow a change", () => {
    const spans = [
      request(),
      query("w", "root", 0, 10, { statement: "DELETE FROM jobs" }),
      query("a", "root", 10, 70, { statement: "SELECT * FROM rates" }),
      query("b", "root", 70, 130, { statement: "SELECT * FROM countries" }),
    ];
    expect(shown(spans)).toMatchObject([{ kind: "serial-calls", count: 2, savedMs: 60 }]);
  });

  test.each<readonly [string, readonly TraceSpan[]]>([
    ["solved: at the same time", [request({ url }), first, { ...second, start: 0, end: 60 }]],
    [
      "the second needs what the first returned",
      [request({ url }), first, { ...second, url: "http://orders/orders/977" }],
    ],
    [
      "values are unknown",
      [request(), query("a", "root", 0, 80, { statement: "SELECT a FROM t" }), query("b", "root", 80, 160)],
    ],
    ["the first changes something", [request({ url }), { ...first, method: "POST" }, second]],
    ["the second changes something", [request({ url }), first, { ...second, method: "POST" }]],
    [
      "a change between the calls",
      [
        request(),
        query("a", "root", 0, 60, { statement: "SELECT * FROM jobs" }),
        query("w", "root", 60, 70, { statement: "DELETE FROM jobs" }),
        query("b", "root", 70, 130, { statement: "SELECT * FROM totals" }),
      ],
    ],
    ["work between the calls", [request({ url }), first, { ...second, start: 90, end: 150 }]],
    ["too short to matter", [request({ url }), { ...first, end: 15 }, { ...second, start: 15, end: 30 }]],
  ])("nothing: %s", (_, spans) => {
    expect(shown(spans)).toEqual([]);
  });
});

describe("large payloads", () => {
  const list = (more: Partial<TraceSpan>): readonly TraceSpan[] => [
    request(),
    http("c", "root", 10, 110, "http://catalog/products", {
      bodyBytes: 5_000_000,
      contentType: "application/json",
      ...more,
    }),
  ];

  test("a body of 5 MB: four fifths of the time", () => {
    expect(shown(list({}))).toMatchObject([{ kind: "large-payload", shape: "body", savedMs: 80 }]);
    expect(judge(list({}))[0]!.size).toBe(5_000_000);
  });

  test("a query that returns 40,000 rows", () => {
    const spans = [
      request(),
      query("q", "root", 0, 100, { statement: "SELECT * FROM products", rows: 40_000 }),
    ];
    expect(shown(spans)).toMatchObject([{ kind: "large-payload", shape: "rows", savedMs: 75 }]);
  });

  test.each<readonly [string, readonly TraceSpan[]]>([
    ["solved: a page of it", list({ bodyBytes: 40_000 })],
    ["exactly at the limit", list({ bodyBytes: 1_000_000 })],
    ["a file", list({ contentType: "image/png" })],
    ["it failed", list({ failed: true })],
    ["nothing waits for it", [...list({ start: 300, end: 400 })]],
    ["10,000 rows", [request(), query("q", "root", 0, 100, { statement: "SELECT 1", rows: 10_000 })]],
  ])("nothing: %s", (_, spans) => {
    expect(shown(spans)).toEqual([]);
  });
});

const statements = [product, "SELECT * FROM rates", "UPDATE t SET a = 1", "GET a:1", ""];
const anySpan = fc.record({
  parent: fc.integer({ min: -2, max: 25 }),
  start: fc.integer({ min: 0, max: 500 }),
  length: fc.integer({ min: 0, max: 100 }),
  statement: fc.constantFrom(...statements),
  system: fc.constantFrom("", "", "postgresql", "redis"),
  url: fc.constantFrom("", "http://a/b/1", "http://a/b/2", "http://c/d"),
  service: fc.constantFrom("a", "b"),
  kind: fc.constantFrom(1, 2, 3),
  rows: fc.constantFrom(-1, 3, 50_000),
  bodyBytes: fc.constantFrom(0, 3_000_000),
  failed: fc.boolean(),
});
const anyTrace = fc.array(anySpan, { maxLength: 60 }).map((all) =>
  all.map(({ parent, start, length, url, ...more }, place) =>
    span(`s${place}`, parent < 0 ? "" : `s${parent}`, start, start + length, {
      ...more,
      url,
      method: url === "" ? "" : "GET",
    }),
  ),
);

test("the order in which spans arrived changes nothing", () => {
  fc.assert(
    fc.property(anyTrace, fc.integer(), (spans, seed) => {
      const shuffled = spans
        .map((one, n) => [(n * 7919 + seed) % 101, one] as const)
        .toSorted(([a], [b]) => a - b);
      expect(judge(shuffled.map(([, one]) => one))).toEqual(judge(spans));
    }),
    { seed: 1, numRuns: 300 },
  );
});

test("findings name spans of the trace, and save no more than the trace lasted", () => {
  fc.assert(
    fc.property(anyTrace, (spans) => {
      const ids = new Set(spans.map(({ id }) => id));
      const starts = spans.map(({ start }) => start);
      const ends = spans.map(({ end }) => end);
      const lasted = Math.max(0, ...ends) - Math.min(...starts, 0);
      for (const { spanIds, count, savedMs, fingerprint } of judge(spans)) {
        expect(spanIds.every((id) => ids.has(id))).toBe(true);
        expect(new Set(spanIds).size).toBe(Math.min(count, 100));
        expect(savedMs).toBeGreaterThan(0);
        expect(savedMs).toBeLessThanOrEqual(lasted);
        expect(fingerprint).toMatch(/^[0-9a-f]{16}$/);
      }
    }),
    { seed: 2, numRuns: 300 },
  );
});

test("a trace that is later by any time has the same findings", () => {
  fc.assert(
    fc.property(anyTrace, fc.integer({ min: 0, max: 1_000_000 }), (spans, shift) => {
      const later = spans.map((one) => ({ ...one, start: one.start + shift, end: one.end + shift }));
      expect(judge(later)).toEqual(judge(spans));
    }),
    { seed: 3, numRuns: 100 },
  );
});

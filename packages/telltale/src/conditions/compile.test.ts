// Conditions: what holds, what is refused and with which words, and that hostile text takes no time.
import { expect, test, vi } from "vitest";
import { reported } from "../engine/diagnostics/diagnose.ts";
import { compileEnd, compileStart, compileTrace } from "./compile.ts";
import type { SpanFacts, TraceFacts } from "./facts.ts";
import type { EndCondition, StartCondition, TraceCondition } from "./condition.ts";

type Given = Partial<Omit<SpanFacts, "attribute" | "resource" | "baggage">> & {
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly resource?: Readonly<Record<string, unknown>>;
  readonly baggage?: Readonly<Record<string, string>>;
};

function span({ attributes, resource, baggage, ...rest }: Given = {}): SpanFacts {
  return {
    name: "GET /orders",
    kind: "server",
    parent: "none",
    attribute: (key) => attributes?.[key],
    resource: (key) => resource?.[key],
    baggage: (key) => baggage?.[key],
    ...rest,
  };
}

function trace(given: Partial<TraceFacts>, spans: readonly SpanFacts[] = [span()]): TraceFacts {
  return {
    error: false,
    durationMs: 10,
    longestSpanMs: 10,
    spanCount: spans.length,
    logSeverity: 0,
    transactions: [],
    journeys: [],
    root: spans[0],
    bytes: 1000,
    someSpan: (holds) => spans.some(holds),
    ...given,
  };
}

const starts = (condition: StartCondition, given: Given): boolean =>
  compileStart(condition, "when")(span(given));

test.each<[StartCondition, Given, boolean]>([
  [{}, {}, true],
  [{ name: "GET /orders" }, {}, true],
  [{ name: "get /orders" }, {}, false],
  [{ name: ["a", "GET *"] }, {}, true],
  [{ name: "*" }, { name: "" }, true],
  [{ name: "a*b" }, { name: "ab" }, true],
  [{ name: "aa*aa" }, { name: "aaa" }, false],
  [{ name: "*rder*" }, {}, true],
  [{ name: "GET /?rders" }, {}, true],
  [{ name: "G*/*x?" }, {}, false],
  [{ name: "G*/*r?" }, { name: "GET /x/orx" }, true],
  [{ name: "*a*b*" }, { name: "xxbxa" }, false],
  [{ name: "a.c" }, { name: "abc" }, false],
  [{ kind: "server" }, {}, true],
  [{ kind: ["client", "producer"] }, {}, false],
  [{ kind: 1 }, {}, true],
  [{ kind: [0, "client"] }, {}, false],
  [{ parent: "none" }, {}, true],
  [{ parent: ["local", "remote"] }, {}, false],
  [{ name: "GET *", kind: "client" }, {}, false],
  [{ attributes: { a: 1 } }, { attributes: { a: 1 } }, true],
  [{ attributes: { a: 1 } }, { attributes: { a: "1" } }, false],
  [{ attributes: { a: "1*" } }, { attributes: { a: "12" } }, true],
  [{ attributes: { a: { equals: "1*" } } }, { attributes: { a: "12" } }, false],
  [{ attributes: { a: { equals: "1*" } } }, { attributes: { a: "1*" } }, true],
  [{ attributes: { a: ["x", 2, true] } }, { attributes: { a: true } }, true],
  [{ attributes: { a: "x" } }, { attributes: { a: ["y", "x"] } }, true],
  [{ attributes: { a: "x", b: "y" } }, { attributes: { a: "x" } }, false],
  [{ attributes: { a: { exists: true } } }, { attributes: { a: 0 } }, true],
  [{ attributes: { a: { exists: true } } }, {}, false],
  [{ attributes: { a: { exists: false } } }, {}, true],
  [{ attributes: { a: { exists: false } } }, { attributes: { a: "" } }, false],
  [{ attributes: { a: { gte: 500 } } }, { attributes: { a: 500 } }, true],
  [{ attributes: { a: { gt: 500 } } }, { attributes: { a: 500 } }, false],
  [{ attributes: { a: { gte: 500, lt: 600 } } }, { attributes: { a: 600 } }, false],
  [{ attributes: { a: { lte: 600 } } }, { attributes: { a: "600" } }, true],
  [{ attributes: { a: { lte: 600 } } }, { attributes: { a: "" } }, false],
  [{ attributes: { a: { lte: 600 } } }, { attributes: { a: "many" } }, false],
  [
    { resource: { "deployment.environment.name": "prod*" } },
    { resource: { "deployment.environment.name": "production" } },
    true,
  ],
  [{ baggage: { tenant: "acme" } }, { baggage: { tenant: "acme" } }, true],
  [{ route: "/orders" }, {}, true],
  [{ route: "/orders" }, { name: "other", attributes: { "url.path": "/orders/" } }, true],
  [{ route: "/orders" }, { name: "other", attributes: { "http.target": "/orders?x=/health" } }, true],
  [{ route: "/orders" }, { name: "GET /orders", attributes: { "url.path": "/other" } }, false],
  [{ route: "/orders" }, { name: "other", attributes: { "url.full": "https://a.example/orders#x" } }, true],
  [{ route: "/" }, { name: "other", attributes: { "http.url": "https://a.example" } }, true],
  [
    { route: "/orders/:id" },
    { name: "other", attributes: { "http.route": "/orders/:id", "url.path": "/orders/1" } },
    true,
  ],
  [
    { route: "/orders/*" },
    { name: "other", attributes: { "http.route": "/:what/:id", "url.path": "/orders/1" } },
    true,
  ],
  [{ route: "/orders" }, { name: "orders" }, false],
  [{ any: [{ name: "x" }, { kind: "server" }] }, {}, true],
  [{ all: [{ name: "x" }, { kind: "server" }] }, {}, false],
  [{ not: { name: "x" } }, {}, true],
  [{ kind: "server", not: { any: [{ name: "x" }, { name: "GET *" }] } }, {}, false],
  [(one) => one.name.length > 3, {}, true],
  [{ all: [{ kind: "server" }, () => false] }, {}, false],
])("at the start: %j of %j is %s", (condition, given, expected) => {
  expect(starts(condition, given)).toBe(expected);
});

test.each<[EndCondition, Given, boolean]>([
  [{ error: true }, { error: true }, true],
  [{ error: false }, { error: true }, false],
  [{ slowerThanMs: 100 }, { durationMs: 100 }, false],
  [{ slowerThanMs: 100, name: "GET *" }, { durationMs: 100.5 }, true],
])("at the end: %j of %j is %s", (condition, given, expected) => {
  expect(compileEnd(condition, "when")(span(given))).toBe(expected);
});

const purchase = { type: "purchase", outcome: "failed", amount: 500, currency: "EUR" };

test.each<[TraceCondition, Partial<TraceFacts>, boolean]>([
  [{ error: true }, { error: true }, true],
  [{ error: false }, { error: true }, false],
  [{ slowerThanMs: 10 }, {}, false],
  [{ slowerThanMs: 9 }, {}, true],
  [{ anySpanSlowerThanMs: 9, slowerThanMs: 100 }, { durationMs: 50 }, false],
  [{ anySpanSlowerThanMs: 9 }, {}, true],
  [{ minSpans: 2 }, {}, false],
  [{ minSpans: 1 }, {}, true],
  [{ logSeverity: "error" }, { logSeverity: 17 }, true],
  [{ logSeverity: "error" }, { logSeverity: 16 }, false],
  [{ logSeverity: 1 }, {}, false],
  [{ journey: "sign*" }, { journeys: ["other", "signup"] }, true],
  [{ transaction: { type: "purchase" } }, { transactions: [purchase] }, true],
  [
    { transaction: { type: "purchase", outcome: ["failed", "abandoned"], minAmount: 500, currency: "EUR" } },
    { transactions: [purchase] },
    true,
  ],
  [{ transaction: { minAmount: 500.01 } }, { transactions: [purchase] }, false],
  [{ transaction: { minAmount: 1 } }, { transactions: [{ ...purchase, amount: undefined }] }, false],
  [
    { transaction: { outcome: "completed", type: "purchase" } },
    { transactions: [purchase, { ...purchase, outcome: "completed", type: "refund" }] },
    false,
  ],
  [(one) => one.spanCount === 1, {}, true],
])("of a trace: %j of %j is %s", (condition, given, expected) => {
  expect(compileTrace(condition, "when")(trace(given))).toBe(expected);
});

test("what is asked of a span in one object must hold of one and the same", () => {
  const spans = [span({ name: "a", kind: "client" }), span({ name: "b", kind: "server" })];
  const holds = (condition: TraceCondition): boolean => compileTrace(condition, "when")(trace({}, spans));
  expect(holds({ name: "a", kind: "server" })).toBe(false);
  expect(holds({ all: [{ name: "a" }, { kind: "server" }] })).toBe(true);
  expect(holds({ not: { name: "c" } })).toBe(true);
});

test.each<[unknown, string]>([
  [
    { nme: "x" },
    "Cannot use the field `when.nme`: expected one of name, route, kind, attributes, resource, parent, baggage, any, all, not",
  ],
  [{ name: 5 }, "Cannot use `5` as `when.name`: expected a text or a list of texts"],
  [{ name: [] }, "Cannot use `[]` as `when.name`"],
  [
    { kind: "servr" },
    "Cannot use `servr` as `when.kind`: expected one or a list of internal, server, client, producer, consumer",
  ],
  [{ attributes: [1] }, "Cannot use `[1]` as `when.attributes`: expected an object"],
  [
    { attributes: { "http.status": { gtee: 5 } } },
    'Cannot use the field `when.attributes["http.status"].gtee`: expected one of exists, equals, gt',
  ],
  [{ attributes: { a: { gt: "5" } } }, 'Cannot use `"5"` as `when.attributes["a"].gt`: expected a number'],
  [{ attributes: { a: {} } }, "at least one of exists"],
  [{ attributes: { a: null } }, 'Cannot use `null` as `when.attributes["a"]`'],
  [{ attributes: { a: [1, null] } }, 'Cannot use `null` as `when.attributes["a"][1]`'],
  [
    { error: true },
    "Cannot ask for `when.error` here: it is known only when the trace has ended, and a head rule decides when it begins",
  ],
  [{ any: [{ slowerThanMs: 5 }] }, "Cannot ask for `when.any[0].slowerThanMs` here"],
  [{ any: [] }, "Cannot use `[]` as `when.any`: expected a list of conditions"],
  [{ not: [{}] }, "as `when.not`: expected a condition"],
  ["/health", "Cannot use `/health` as `when`: expected a condition such as"],
  [null, "Cannot use `null` as `when`"],
])("a head rule refuses %j", (condition, message) => {
  expect(() => compileStart(condition, "when")).toThrowError(
    expect.objectContaining({ code: "TT_RULE", message: expect.stringContaining(message) }),
  );
});

test.each<[unknown, string]>([
  [{ baggage: { a: "b" } }, "baggage is known only when a span starts"],
  [{ slowerThanMs: "1s" }, "Cannot use `1s` as `when.slowerThanMs`: expected a number of at least 0"],
  [{ error: "yes" }, "Cannot use `yes` as `when.error`: expected true or false"],
  [
    { transaction: { typ: "x" } },
    "Cannot use the field `when.transaction.typ`: expected one of type, outcome, minAmount, currency",
  ],
  [{ transaction: { outcome: "done" } }, "expected one or a list of completed, failed, abandoned"],
  [
    { logSeverity: "bad" },
    "expected one of trace, debug, info, warn, error, fatal, or a whole number from 1 to 24",
  ],
  [{ minSpans: 0 }, "expected a number of at least 1"],
])("a tail rule refuses %j", (condition, message) => {
  expect(() => compileTrace(condition, "when")).toThrowError(
    expect.objectContaining({ message: expect.stringContaining(message) }),
  );
});

test("enrichment refuses what is known of whole traces only", () => {
  expect(() => compileEnd({ minSpans: 5 }, "when")).toThrowError(
    "put it into a rule of `sampling.tail.rules`",
  );
});

test("a cyclic condition is refused", () => {
  const condition: Record<string, unknown> = {};
  condition["not"] = condition;
  expect(() => compileStart(condition, "when")).toThrowError("at most 16 conditions inside each other");
});

test("a bigint is the number of its value", () => {
  expect(starts({ attributes: { a: 1, b: { gt: 1 } } }, { attributes: { a: 1n, b: 2n } })).toBe(true);
});

test("a function that throws says no", () => {
  expect(
    starts(() => {
      throw new Error("no");
    }, {}),
  ).toBe(false);
});

test("a function that is not done yet says no, is counted, and its rejection does no harm", async () => {
  const counted = (): number => reported()["condition_failed"] ?? 0;
  const before = counted();
  const unhandled = vi.fn<() => void>();
  process.on("unhandledRejection", unhandled);
  const late = async (): Promise<boolean> => Promise.reject(new Error("too late"));
  expect(starts(late as never, {})).toBe(false);
  expect(starts((() => "yes") as never, {})).toBe(false);
  expect(starts(((facts: SpanFacts) => facts.attribute("vip")) as never, {})).toBe(false);
  await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", unhandled);
  expect(unhandled).not.toHaveBeenCalled();
  expect(counted() - before).toBe(2);
});

test("a name of a megabyte against many stars takes no time to speak of", () => {
  const holds = compileStart({ name: "*a*a*a*a*a*a*a*b", attributes: { x: "*1*2*3*4" } }, "when");
  const before = process.cpuUsage();
  expect(holds(span({ name: "a".repeat(1_000_000), attributes: { x: "1".repeat(1_000_000) } }))).toBe(false);
  expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
});

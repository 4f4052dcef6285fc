// Attribute values of every kind, as they arrive.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { metrics } from "@opentelemetry/api";
import { logs } from "@opentelemetry/api-logs";
import { counter, log, start, type Telltale, trace, withContext } from "../../src/index.ts";
import { attributesOf, type Receiver, startReceiver, valueOf } from "./receiver.ts";
import type { Plain } from "./official.ts";

let receiver: Receiver;
let telemetry: Telltale;

beforeAll(async () => {
  receiver = await startReceiver();
  telemetry = start({
    service: "values",
    endpoint: receiver.url,
    handleExit: false,
    attributes: {
      "deep.resource": Array.from({ length: 64 }).reduce((inner: unknown) => ({ k: inner }), "bottom"),
    },
    views: [{ instrumentName: "deep.exemplars", attributes: { exclude: ["deep"] } }],
  });
});

afterAll(async () => {
  await telemetry.stop();
  await receiver.close();
});

async function arrives(value: unknown): Promise<unknown> {
  receiver.received.length = 0;
  trace("value", (span) => span.setAttribute("v", value));
  await telemetry.flush();
  return attributesOf(receiver.spans()[0])["v"];
}

const date = new Date(1_700_000_000_000);
const cyclic: Record<string, unknown> = { name: "loop" };
cyclic["self"] = cyclic;

class Money {
  amount = 5;
  #secret = 1;
  get seen(): number {
    return this.#secret;
  }
}

class Decimal {
  toJSON(): string {
    return "12.50";
  }
}

const throwing = {
  good: 1,
  get bad(): never {
    throw new Error("no");
  },
};

const hostile = new Proxy(
  {},
  {
    ownKeys() {
      throw new Error("no");
    },
  },
);

test.each([
  ["text", "ü€😀", "ü€😀"],
  ["long text", "ä".repeat(5000), "ä".repeat(5000)],
  ["lone surrogate", "a\ud800b", "a\ufffdb"],
  ["true", true, true],
  ["whole number", 42, 42n],
  ["negative whole number", -7, -7n],
  ["largest safe", Number.MAX_SAFE_INTEGER, 9007199254740991n],
  ["smallest safe", Number.MIN_SAFE_INTEGER, -9007199254740991n],
  ["beyond safe", 2 ** 60, 2 ** 60],
  ["fraction", 1.5, 1.5],
  ["infinity", Infinity, Infinity],
  ["not a number", NaN, NaN],
  ["bigint", 2n ** 62n, 2n ** 62n],
  ["negative bigint", -(2n ** 63n), -(2n ** 63n)],
  ["bigint beyond int64", 2n ** 64n, "18446744073709551616"],
  ["null", null, null],
  ["date", date, "2023-11-14T22:13:20.000Z"],
  ["invalid date", new Date(NaN), "Invalid Date"],
  ["buffer", Buffer.from([1, 2]), Buffer.from([1, 2])],
  ["array buffer", new Uint8Array([3]).buffer, Buffer.from([3])],
  ["float array", new Float64Array([0.5, 2]), [0.5, 2n]],
  ["array of all kinds", [1, "a", null, undefined, [true]], [1n, "a", null, null, [true]]],
  ["set", new Set(["a", 2]), ["a", 2n]],
  [
    "map",
    new Map<unknown, unknown>([
      ["a", 1],
      [2, "b"],
    ]),
    { a: 1n, "2": "b" },
  ],
  ["object", { a: { b: { c: [1] } }, gone: undefined }, { a: { b: { c: [1n] } } }],
  ["class instance", new Money(), { amount: 5n }],
  ["toJSON", new Decimal(), "12.50"],
  ["regular expression", /a+/g, "/a+/g"],
  ["url", new URL("http://example.com/a"), "http://example.com/a"],
  ["symbol", Symbol("s"), "Symbol(s)"],
  ["function", function go() {}, "[function go]"],
  ["boxed", Object(5), 5n],
  ["cycle", cyclic, { name: "loop", self: "[cyclic]" }],
  ["throwing getter", throwing, { good: 1n, bad: "[unreadable]" }],
  ["hostile proxy", hostile, "[unreadable]"],
  ["empty object", {}, {}],
])("%s", async (_name, value, expected) => {
  expect(await arrives(value)).toEqual(expected);
});

test("an error is a map of its parts", async () => {
  const error = Object.assign(new TypeError("no", { cause: "why" }), { code: "E1" });
  expect(await arrives(error)).toMatchObject({
    type: "TypeError",
    message: "no",
    code: "E1",
    cause: "why",
    stack: expect.any(String),
  });
});

test("secrets do not leave, neither by the attribute's name nor inside a value", async () => {
  receiver.received.length = 0;
  const card = {
    holder: "A",
    cardNumber: 4111111111111111,
    nested: new Map([["api-key", "k"]]),
    hasPassword: true,
  };
  trace("value", (span) => span.setAttributes({ "user.password": "hunter2", card, "remember.token": true }));
  await telemetry.flush();
  expect(attributesOf(receiver.spans()[0])).toEqual({
    "user.password": "[redacted:password]",
    card: {
      holder: "A",
      cardNumber: "[redacted:credit-card]",
      nested: { "api-key": "[redacted:api-key]" },
      hasPassword: true,
    },
    "remember.token": true,
  });
});

describe("values that are nested deep", () => {
  const shapes: readonly (readonly [shape: string, wrap: (inner: unknown) => unknown])[] = [
    ["lists", (inner) => [inner]],
    ["maps", (inner) => ({ k: inner })],
  ];
  const nest = (wrap: (inner: unknown) => unknown, depth: number, bottom: unknown = "bottom"): unknown =>
    Array.from({ length: depth }).reduce((inner) => wrap(inner), bottom);

  // the official decoders refuse a message in which more than 100 messages are in each other, and with it the batch
  test.each(shapes)("%s in every place of all signals reach an official decoder", async (_shape, wrap) => {
    receiver.received.length = 0;
    const deep = nest(wrap, 64);
    const attributes = { deep } as never;
    const scope: [string, string, object] = [`deep ${_shape}`, "1", { attributes }];
    withContext({ inContext: deep }, () =>
      trace("spans", (span) => {
        span.setAttribute("deep", deep);
        span.addEvent("event", attributes);
        span.addLink({ context: span.spanContext(), attributes });
        log.info("body below", { deep });
        logs.getLogger(...scope).emit({ body: deep as never, attributes });
        counter("deep.points").add(1, attributes);
        counter("deep.exemplars").add(1, attributes);
        metrics
          .getMeter(...scope)
          .createCounter("scoped")
          .add(1);
      }),
    );
    await telemetry.flush();
    const [spans] = receiver.spans().filter(({ name }) => name === "spans");
    const record = receiver.logs().find(({ body }) => body["stringValue"] === undefined);
    const point = (name: string): Plain =>
      receiver.metrics().find((metric) => metric["name"] === name)?.["sum"].dataPoints[0];
    const [exemplar] = point("deep.exemplars")["exemplars"];
    const places = {
      resource: attributesOf(spans?.["resource"])["deep.resource"],
      span: attributesOf(spans)["deep"],
      context: attributesOf(spans)["inContext"],
      event: attributesOf(spans?.["events"][0])["deep"],
      link: attributesOf(spans?.["links"][0])["deep"],
      body: valueOf(record?.["body"]),
      record: attributesOf(record)["deep"],
      "scope of records": attributesOf(record?.["scope"])["deep"],
      point: attributesOf(point("deep.points"))["deep"],
      exemplar: attributesOf({ attributes: exemplar.filteredAttributes })["deep"],
      "scope of metrics": attributesOf(receiver.metrics().find(({ name }) => name === "scoped")?.["scope"])[
        "deep"
      ],
    };
    for (const [place, value] of Object.entries(places))
      expect([place, JSON.stringify(value)]).toEqual([place, expect.stringContaining("bottom")]);
  });

  test.each(shapes)("%s arrive as such 30 deep; below is their JSON text", async (_shape, wrap) => {
    expect(await arrives(nest(wrap, 30))).toEqual(nest(wrap, 30));
    expect(await arrives(nest(wrap, 31))).toEqual(nest(wrap, 30, JSON.stringify(wrap("bottom"))));
    const below = { whole: 1, part: 0.5, big: 2n ** 60n, no: NaN, none: null, bytes: Buffer.from([1]) };
    expect(JSON.stringify(await arrives(nest(wrap, 30, below)))).toContain(
      JSON.stringify(
        '{"whole":1,"part":0.5,"big":"1152921504606846976","no":"NaN","none":null,"bytes":"AQ=="}',
      ).slice(1, -1),
    );
    expect(await arrives(nest(wrap, 30, date))).toEqual(nest(wrap, 30, date.toISOString()));
  });

  test.each(shapes)("of %s 64 are kept, what is deeper is an empty value", async (_shape, wrap) => {
    const text = (value: unknown): string => JSON.stringify(value).replaceAll("\\", "");
    expect(text(await arrives(nest(wrap, 64)))).toContain("bottom");
    expect(text(await arrives(nest(wrap, 65)))).not.toContain("bottom");
    expect(text(await arrives(nest(wrap, 65)))).toContain(JSON.stringify(wrap(null)));
    expect(text(await arrives(nest(wrap, 64, date)))).toContain(date.toISOString());
  });

  test("a secret below is taken out before its value becomes a text", async () => {
    const value = JSON.stringify(await arrives(nest((inner) => [inner], 30, { "user.password": "hunter2" })));
    expect(value).toContain("[redacted:password]");
    expect(value).not.toContain("hunter2");
  });
});

test("a value of a million parts is cut, not refused", async () => {
  const parts = (await arrives(Array.from({ length: 1_000_000 }, (_, i) => i))) as unknown[];
  expect(parts.length).toBeLessThanOrEqual(10_001);
  expect(parts.at(-1)).toBe("[truncated]");
});

test("a value is taken as it is when it is set", async () => {
  receiver.received.length = 0;
  const list = [1];
  trace("value", (span) => {
    span.setAttribute("v", list);
    list.push(2);
  });
  await telemetry.flush();
  expect(attributesOf(receiver.spans()[0])["v"]).toEqual([1n]);
});

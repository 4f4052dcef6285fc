// Attribute values of every kind, as they arrive.
import { afterAll, beforeAll, expect, test } from "vitest";
import { start, type Telltale, trace } from "../../src/index.ts";
import { attributesOf, type Receiver, startReceiver } from "./receiver.ts";

let receiver: Receiver;
let telemetry: Telltale;

beforeAll(async () => {
  receiver = await startReceiver();
  telemetry = start({ service: "values", endpoint: receiver.url, handleExit: false });
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

test("depth 64 arrives, lists and maps that are deeper are empty values", async () => {
  const nest = (depth: number): unknown => (depth === 0 ? "bottom" : [nest(depth - 1)]);
  expect(JSON.stringify(await arrives(nest(64)))).toContain("bottom");
  const deeper = JSON.stringify(await arrives(nest(65)));
  expect(deeper).not.toContain("bottom");
  expect(deeper).toContain("[null]");
  const atTheEnd = (value: unknown): unknown => Array.from({ length: 64 }).reduce((inner) => [inner], value);
  expect(JSON.stringify(await arrives(atTheEnd(date)))).toContain(date.toISOString());
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

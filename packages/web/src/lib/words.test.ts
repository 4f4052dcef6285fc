import fc from "fast-check";
import { expect, test } from "vitest";

import { recordLine } from "./business-record.ts";
import { withoutBusinessRecords } from "./without-business-records.ts";
import { many, numeric, one, oneOf, parseSearch, stringifySearch } from "./search-params.ts";
import { severityOf } from "./severity.ts";
import { valueText } from "./value-text.ts";

test("a search survives writing and reading the query string", () => {
  expect(parseSearch("?from=-1h&filter=a%3D1&filter=b%3D%262")).toEqual({
    from: "-1h",
    filter: ["a=1", "b=&2"],
  });
  expect(
    stringifySearch({ from: "2026-11-20T13:00:00Z", filter: ["a=1", "b=2"], empty: "", none: undefined }),
  ).toBe("?from=2026-11-20T13:00:00Z&filter=a%3D1&filter=b%3D2");
  expect(stringifySearch({})).toBe("");
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.string({ minLength: 1 }),
        fc.oneof(
          fc.string({ minLength: 1 }),
          fc.array(fc.string({ minLength: 1 }), { minLength: 2, maxLength: 4 }),
        ),
      ),
      (search) => {
        expect({ ...parseSearch(stringifySearch(search)) }).toEqual({ ...search });
      },
    ),
  );
});

test("accepts parameters named like properties of Object.prototype", () => {
  expect(parseSearch("?constructor=1&toString=2")).toEqual({ constructor: "1", toString: "2" });
  expect(Object.entries(parseSearch("?__proto__=1"))).toEqual([["__proto__", "1"]]);
});

test("drops invalid values", () => {
  expect([one(["a", "b"]), one(""), one(3), one({})]).toEqual(["a", undefined, "3", undefined]);
  expect([many("a"), many(["a", ""]), many(undefined)]).toEqual([["a"], ["a"], undefined]);
  expect([oneOf("b", ["a", "b"]), oneOf("c", ["a", "b"])]).toEqual(["b", undefined]);
  expect([numeric("1.5"), numeric("x"), numeric(undefined)]).toEqual([1.5, undefined, undefined]);
});

test("maps severity numbers to six names", () => {
  expect([0, 1, 4, 5, 9, 12, 13, 17, 21, 24, 99].map(severityOf)).toEqual([
    "info",
    "trace",
    "trace",
    "debug",
    "info",
    "info",
    "warn",
    "error",
    "fatal",
    "fatal",
    "fatal",
  ]);
});

test("renders values of every type as one line of text", () => {
  expect(valueText({ type: "int", value: "9007199254740993" })).toBe("9007199254740993");
  expect(valueText({ type: "bool", value: false })).toBe("false");
  expect(valueText({ type: "empty", value: null })).toBe("");
  expect(
    valueText({
      type: "array",
      value: [
        { type: "int", value: "1" },
        { type: "string", value: "a" },
      ],
    }),
  ).toBe('[1,"a"]');
  expect(valueText({ type: "map", value: { n: { type: "int", value: "9007199254740993" } } })).toBe(
    '{"n":"9007199254740993"}',
  );
});

const line = (eventName: string, attributes: Record<string, string>): string =>
  recordLine({
    text: "",
    eventName,
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([key, value]) => [key, { type: "string", value }]),
    ),
  });

test("renders business records as a sentence", () => {
  expect(
    line("telltale.transaction.ended", {
      "telltale.transaction.type": "purchase",
      "telltale.transaction.id": "order-789",
      "telltale.transaction.outcome": "failed",
      "telltale.transaction.reason": "card declined",
    }),
  ).toBe("purchase order-789 failed (card declined)");
  expect(
    line("telltale.journey.step", {
      "telltale.journey.name": "checkout",
      "telltale.journey.step": "payment",
    }),
  ).toBe("checkout: payment");
  expect(line("exception", { "exception.type": "TypeError", "exception.message": "x is undefined" })).toBe(
    "TypeError: x is undefined",
  );
  expect(line("user.login", {})).toBe("");
  expect(recordLine({ text: "as it is", eventName: "telltale.journey.step", attributes: {} })).toBe(
    "as it is",
  );
  expect(withoutBusinessRecords).toContain("event.name!=telltale.journey.step");
});

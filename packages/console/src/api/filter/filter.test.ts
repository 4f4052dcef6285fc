import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nextUp, parseFilters, readDurationNs, toInterval } from "./filter.ts";

const parse = (filter: string): unknown[] =>
  parseFilters([filter]).map(({ key, operator, value }) => [key, operator, value]);

describe("parseFilters", () => {
  test.each([
    ["tier=gold", ["tier", "=", "gold"]],
    ["tier = gold", ["tier", "=", "gold"]],
    ["tier!=gold", ["tier", "!=", "gold"]],
    ["a>=3", ["a", ">=", "3"]],
    ["a<=3", ["a", "<=", "3"]],
    ["a>3", ["a", ">", "3"]],
    ["a<-1.5e3", ["a", "<", "-1.5e3"]],
    ["url=https://x/?a=b&c!=d", ["url", "=", "https://x/?a=b&c!=d"]],
    ["empty=", ["empty", "=", ""]],
    ["order.id exists", ["order.id", "exists", ""]],
    ["!order.id exists", ["order.id", "!exists", ""]],
    ["! order.id exists", ["order.id", "!exists", ""]],
    ["note=it exists", ["note", "=", "it exists"]],
    ["two words=x", ["two words", "=", "x"]],
    ["a=line\nbreak", ["a", "=", "line\nbreak"]],
    ["service=checkout", ["service.name", "=", "checkout"]],
    ["error", ["error", "is", ""]],
    ["! error", ["error", "!is", ""]],
    ["error exists", ["error", "exists", ""]],
  ])("%s", (filter, condition) => {
    expect(parse(filter)).toEqual([condition]);
  });

  test.each(["gold", "=gold", "exists", "! exists", "!tier", ">3"])("rejects %j", (filter) => {
    expect(() => parseFilters([filter])).toThrow(`\`filter=${filter}\``);
  });

  test.each(["person did pay", "!person has tier=gold", "transaction failed"])(
    "rejects %j: it is not on an attribute",
    (filter) => {
      expect(() => parseFilters([filter])).toThrow("a condition on an attribute");
    },
  );

  test("leaves out empty ones", () => {
    expect(parseFilters(["", "  "])).toEqual([]);
  });

  test("never throws another error than a problem", () => {
    fc.assert(
      fc.property(fc.string(), (filter) => {
        expect(["none", "BAD_PARAMETER"]).toContain(codeOf(filter));
      }),
    );
  });
});

const codeOf = (filter: string): string => {
  try {
    parseFilters([filter]);
    return "none";
  } catch (error) {
    return (error as { code: string }).code;
  }
};

const interval = (filter: string): unknown => toInterval(parseFilters([filter])[0]!);

describe("toInterval", () => {
  test("is closed: strict comparisons begin at the next double", () => {
    expect(interval("a>=3")).toEqual({ low: 3, high: Infinity });
    expect(interval("a>3")).toEqual({ low: 3.0000000000000004, high: Infinity });
    expect(interval("a<=3")).toEqual({ low: -Infinity, high: 3 });
    expect(interval("a<3")).toEqual({ low: -Infinity, high: 2.9999999999999996 });
    expect(interval("a<0")).toEqual({ low: -Infinity, high: -5e-324 });
  });

  test.each(["a>x", "a>", "a>1 OR 1=1", "a>NaN", "a>0x10", "a>1,5"])("rejects %s", (filter) => {
    expect(() => interval(filter)).toThrow("expected a number after `>`");
  });
});

test("nextUp is the next larger double", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const next = nextUp(value);
      expect(next).toBeGreaterThan(value);
      const middle = value + (next - value) / 2;
      expect(middle === value || middle === next || next === Infinity).toBe(true);
    }),
  );
});

test.each([
  ["250", 250e6],
  ["250ms", 250e6],
  ["1.5s", 1.5e9],
  ["2 m", 120e9],
  ["3us", 3000],
  ["7ns", 7],
  ["1h", 3600e9],
  ["fast", NaN],
  ["1x", NaN],
  ["-1s", NaN],
])("a duration of %s", (text, ns) => {
  expect(readDurationNs(text)).toBe(ns);
});

test.each(["=", "person did pay"])("names the parameter that has the mistake `%s`", (condition) => {
  expect(() => parseFilters([condition], "select")).toThrow(/`select=/);
  expect(() => parseFilters([condition])).toThrow(/`filter=/);
});

import { describe, expect, test } from "vitest";
import type { ApiContext, QueryParams } from "../context.ts";
import { parseFilters } from "./filter.ts";
import { logFields, spanFields, toFilterParams } from "./filter-params.ts";

/** A store in which resources have these pairs, and catalogs these attributes. */
function contextWith(
  held: readonly string[],
  asked: string[] = [],
  declared: Readonly<Record<string, string>> = {},
): ApiContext {
  const queries: ApiContext["queries"] = {
    run: async <Row>(name: string) => {
      asked.push(name);
      const rows =
        name === "declared-attributes"
          ? Object.entries(declared).map(([key, type]) => ({
              kind: "catalog.attribute",
              name: key,
              catalogName: "",
              catalogVersion: "",
              type,
              unit: "",
              members: [],
              seenMs: "0",
            }))
          : held.map((pair) => ({ pair }));
      return rows as Row[];
    },
  };
  return { queries, nowMs: () => 0 };
}

/** What is given of the parameters. */
async function paramsOf(
  filters: readonly string[],
  held: readonly string[] = [],
  declared: Readonly<Record<string, string>> = {},
): Promise<QueryParams> {
  const context = contextWith(held, [], declared);
  const params = await toFilterParams(parseFilters(filters), spanFields, context);
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined));
}

describe("toFilterParams", () => {
  test("returns no parameters without conditions", async () => {
    expect(await paramsOf([])).toEqual({});
  });

  test("queries resources only for equality of attributes, and types only for values", async () => {
    const askedFor = async (...filters: readonly string[]): Promise<readonly string[]> => {
      const asked: string[] = [];
      await toFilterParams(parseFilters(filters), spanFields, contextWith([], asked));
      return asked;
    };
    expect(await askedFor("service.name=a", "tier exists", "error")).toEqual([]);
    expect(await askedFor("tier!=gold", "items>1")).toEqual(["declared-attributes"]);
    expect(await askedFor("tier=gold")).toEqual(["declared-attributes", "resource-pairs"]);
  });

  test("answers equality from the index of pairs", async () => {
    expect(await paramsOf(["tier=gold", "plan=pro", "tier!=free"])).toEqual({
      pairs: ["tier=gold", "plan=pro"],
      notPairs: ["tier=free"],
    });
  });

  test("gives a slot to equality that resources have, too", async () => {
    expect(await paramsOf(["tier=gold", "host.name=h1"], ["host.name=h1"])).toEqual({
      pairs: ["tier=gold"],
      pair1: "host.name=h1",
    });
  });

  test("puts comparisons and existence into slots", async () => {
    expect(await paramsOf(["items>=3", "a exists", "!b exists"])).toEqual({
      numberKey1: "items",
      low1: 3,
      high1: Infinity,
      existsKey1: "a",
      exists1: true,
      existsKey2: "b",
      exists2: false,
    });
  });

  test("compares declared numbers without their texts", async () => {
    const declared = { "order.total": "double", zip: "string" };
    expect(await paramsOf(["order.total>=3", "zip>=3"], [], declared)).toEqual({
      typedKey1: "order.total",
      low1: 3,
      high1: Infinity,
      numberKey2: "zip",
      low2: 3,
      high2: Infinity,
    });
  });

  test.each([
    ["double", "12.50", "12.5"],
    ["double", "12.0", "12"],
    ["double", "1e21", "1e21"],
    ["double", "1e-7", "1e-7"],
    ["int", "007", "7"],
    ["int", "+9007199254740993", "9007199254740993"],
    ["boolean", "TRUE", "true"],
    ["boolean", "maybe", "maybe"],
    ["string", "12.50", "12.50"],
    ["double", "twelve", "twelve"],
    ["double", "12345678901234567890", "12345678901234567000"],
    ["double", "1000000000000000000000", "1e21"],
    ["int", "9007199254740993.0", "9007199254740993"],
    ["double", "NaN", "nan"],
    ["double", "+Infinity", "inf"],
    ["double", "-Infinity", "-inf"],
  ])("finds a declared %s written as %s by %s", async (type, written, stored) => {
    expect(await paramsOf([`key=${written}`], [], { key: type })).toEqual({ pairs: [`key=${stored}`] });
  });

  test("leaves fields of spans as they are written, also where an attribute is named like one", async () => {
    const declared = { name: "double", "order.total": "double" };
    expect(await paramsOf(["name=1.0", "order.total=1.0"], [], declared)).toEqual({
      nameIs: ["1.0"],
      pairs: ["order.total=1"],
    });
  });

  test("accepts three of a kind and rejects the fourth", async () => {
    await expect(paramsOf(["a>1", "b>1", "c>1"])).resolves.toBeDefined();
    await expect(paramsOf(["a>1", "b>1", "c>1", "d>1"])).rejects.toThrow(
      "`filter=d>1`: expected at most 3 comparisons",
    );
    await expect(paramsOf(["a exists", "b exists", "c exists", "!d exists"])).rejects.toThrow(
      "`filter=!d exists`",
    );
  });

  test("reads the fields of spans", async () => {
    expect(
      await paramsOf(["status=error", "kind!=server", "name=GET /", "duration>1s", "duration<=2s"]),
    ).toEqual({
      statuses: [2],
      kinds: [0, 1, 3, 4, 5],
      nameIs: ["GET /"],
      spanMinNs: "1000000001",
      spanMaxNs: "2000000000",
    });
  });

  test("the word `error` is the status of spans and the severity of log records", async () => {
    expect(await paramsOf(["error"])).toEqual({ statuses: [2] });
    expect(await paramsOf(["!error", "service=a"])).toEqual({ statuses: [0, 1], serviceIs: ["a"] });
    const levelsOf = async (...filters: string[]): Promise<unknown> =>
      (await toFilterParams(parseFilters(filters), logFields, contextWith([])))["levels"];
    expect(await levelsOf("error")).toEqual([4, 5]);
    expect(await levelsOf("!error", "severity>=INFO", "severity!=info")).toEqual([3]);
    await expect(levelsOf("severity=loud")).rejects.toThrow("a comparison and one of `trace`, `debug`");
  });

  test("leaves no value if a field must equal two values", async () => {
    expect(await paramsOf(["name=a", "name=a"])).toEqual({ nameIs: ["a"] });
    expect(await paramsOf(["name=a", "name=b"])).toEqual({ nameIs: [] });
    expect(await paramsOf(["status=ok", "status=error"])).toEqual({ statuses: [] });
  });

  test("rejects invalid values of a field", async () => {
    await expect(paramsOf(["status=broken"])).rejects.toThrow("one of `unset`, `ok`, `error`");
    await expect(paramsOf(["status>ok"])).rejects.toThrow("`=` or `!=` and one of");
    await expect(paramsOf(["name>a"])).rejects.toThrow("`=` or `!=` after `name`");
    await expect(paramsOf(["duration=1s"])).rejects.toThrow("after `duration`");
    await expect(paramsOf(["duration>soon"])).rejects.toThrow("expected a number after `>`");
  });

  test("reads `name` as an attribute of log records, and `event.name` as their field", async () => {
    const params = await toFilterParams(
      parseFilters(["name=x", "event.name=order.paid"]),
      logFields,
      contextWith([]),
    );
    expect(params).toMatchObject({ pairs: ["name=x"], eventNameIs: ["order.paid"] });
  });
});

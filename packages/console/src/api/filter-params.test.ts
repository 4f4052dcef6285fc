import { describe, expect, test } from "vitest";
import type { ApiContext, QueryParams } from "./context.ts";
import { parseFilters } from "./filter.ts";
import { logFields, spanFields, toFilterParams } from "./filter-params.ts";

/** A store in which the conditions at `places` hold for the resource 7. */
function contextWith(places: readonly number[], asked: QueryParams[] = []): ApiContext {
  const queries: ApiContext["queries"] = {
    run: async <Row>(_name: string, params: QueryParams) => {
      asked.push(params);
      return places.map((place) => ({ place, hashes: ["7"] })) as Row[];
    },
  };
  return { queries, nowMs: () => 0 };
}

const paramsOf = (filters: readonly string[], places: readonly number[] = []): Promise<QueryParams> =>
  toFilterParams(parseFilters(filters), spanFields, contextWith(places));

describe("toFilterParams", () => {
  test("asks nothing about resources when there are no conditions on attributes", async () => {
    const asked: QueryParams[] = [];
    await toFilterParams(parseFilters(["service.name=a"]), spanFields, contextWith([], asked));
    expect(asked).toEqual([]);
  });

  test("answers equality from the index of pairs", async () => {
    expect(await paramsOf(["tier=gold", "plan=pro", "tier!=free"])).toMatchObject({
      pairs: ["tier=gold", "plan=pro"],
      notPairs: ["tier=free"],
      notResources: [],
      pair1: "",
    });
  });

  test("gives equality that resources have, too, a slot with their hashes", async () => {
    expect(await paramsOf(["tier=gold", "host.name=h1"], [1])).toMatchObject({
      pairs: ["tier=gold"],
      pair1: "host.name=h1",
      pairResources1: [7n],
      pair2: "",
    });
  });

  test("leaves out resources that an inequality names", async () => {
    expect(await paramsOf(["host.name!=h1"], [0])).toMatchObject({
      notPairs: ["host.name=h1"],
      notResources: [7n],
    });
  });

  test("puts comparisons and presence into their slots", async () => {
    expect(await paramsOf(["items>=3", "a exists", "!b exists"])).toMatchObject({
      numberKey1: "items",
      low1: 3,
      high1: Infinity,
      numberKey2: "",
      existsKey1: "a",
      exists1: 1,
      existsKey2: "b",
      exists2: 0,
      existsKey3: "",
    });
  });

  test("takes three of a kind and refuses the fourth", async () => {
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
    ).toMatchObject({
      statuses: [2],
      kinds: [0, 1, 3, 4, 5],
      nameIs: ["GET /"],
      spanMinNs: "1000000001",
      spanMaxNs: "2000000000",
      pairs: [],
    });
  });

  test("refuses what a field cannot be", async () => {
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

import fc from "fast-check";
import { expect, test } from "vitest";
import { ClickHouseError } from "../../store/clickhouse-error.ts";
import { ProblemError, type QueryBound } from "../../problem/problem.ts";
import { toStoreError } from "../../store/query/query.ts";
import type { QueryParams } from "../context.ts";
import { askParts, type PeoplePart, scale, shareOfRead, toParts, toSample } from "./people-parts.ts";

const all = 2n ** 64n;
/** A part as parameters of a query: none for all people. */
const widthOf = (part: QueryParams | PeoplePart): bigint => {
  const { first, last } = { first: 0n, last: all - 1n, ...part };
  return last - first + 1n;
};

test("parts hold every hash once", () => {
  fc.assert(
    fc.property(fc.nat(2_000), fc.integer({ min: 10, max: 3_000 }), (size, partSize) => {
      const parts = toParts(size, partSize);
      expect(parts.reduce((sum, part) => sum + widthOf(part), 0n)).toBe(all);
      parts.slice(1).forEach((part, place) => expect(part.first).toBe(parts[place]!.last + 1n));
      expect([parts[0]!.first, parts.at(-1)!.last]).toEqual([0n, all - 1n]);
    }),
    { numRuns: 50 },
  );
});

test("few people are all counted; of many, each counts for the number of parts", () => {
  expect(toSample(30_000)).toEqual({ part: {}, share: 1 });
  const { part, share } = toSample(30_001);
  expect([widthOf(part), share]).toEqual([all / 2n, 2]);
});

function tooBroad(bound: QueryBound): ProblemError {
  return new ProblemError("QUERY_TOO_BROAD", "It needs more.", "Shorten the query.", { bound });
}

test("queries two parts at a time", async () => {
  let running = 0;
  let most = 0;
  const rows = await askParts(toParts(5, 1), async (part) => {
    most = Math.max(most, ++running);
    await Promise.resolve();
    running -= 1;
    return [part];
  });
  expect([most, rows.length]).toEqual([2, 5]);
});

test("queries halves of a part that needs too much memory, up to a limit", async () => {
  const asked = await askParts(toParts(1, 1), (part) =>
    widthOf(part) > all / 4n ? Promise.reject(tooBroad("memory")) : Promise.resolve([widthOf(part)]),
  );
  expect(asked).toEqual([all / 4n, all / 4n, all / 4n, all / 4n]);
  const never = (): Promise<never> => Promise.reject(tooBroad("memory"));
  await expect(askParts(toParts(1, 1), never)).rejects.toMatchObject({ code: "QUERY_TOO_BROAD" });
});

test.each(["User memory limit exceeded", "(total) memory limit exceeded"])(
  "so is what met %s: parts that are asked at the same time may hold it",
  async (message) => {
    const refusal = new ClickHouseError({ code: "241", type: "MEMORY_LIMIT_EXCEEDED", message });
    const cause = toStoreError("funnel-levels", refusal, undefined);
    expect(cause.code).toBe("STORE_BUSY");
    const asked = await askParts(toParts(1, 1), (part) =>
      widthOf(part) > all / 2n ? Promise.reject(cause) : Promise.resolve([part]),
    );
    expect(asked).toHaveLength(2);
  },
);

test("does not retry when too many queries wait", async () => {
  const crowded = new ProblemError("STORE_BUSY", "Too many wait.", "Try again.");
  let times = 0;
  const ask = (): Promise<never> => {
    times += 1;
    return Promise.reject(crowded);
  };
  await expect(askParts(toParts(1, 1), ask)).rejects.toBe(crowded);
  expect(times).toBe(1);
});

test("does not retry a query that takes too long", async () => {
  let times = 0;
  const ask = (): Promise<never> => {
    times += 1;
    return Promise.reject(tooBroad("time"));
  };
  await expect(askParts(toParts(1, 1), ask)).rejects.toMatchObject({ code: "QUERY_TOO_BROAD" });
  expect(times).toBe(1);
});

test("where a query stopped before the end of a part, each person read represents more", () => {
  expect([shareOfRead(4, 300, 200), shareOfRead(4, 200, 200), shareOfRead(4, 0, 0)]).toEqual([6, 4, 4]);
  expect([scale("7", 1.5), scale(7, 3)]).toEqual([11, 21]);
});

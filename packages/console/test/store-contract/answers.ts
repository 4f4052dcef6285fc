// The contract of a store: every question of the API has the answer that the embedded engine gives to it. Half of the rows came twice,
// so far apart that they were no longer remembered.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { apiRoutes } from "../../src/api/routes.ts";
import { hex, openApi, type TestApi } from "../api/harness.ts";
import { pathValues, questions, writeEverything } from "./everything.ts";
import { preparedLocation, type StoreLocation } from "./locations.ts";

const all = [
  ...new Set([
    ...apiRoutes
      .filter(({ method }) => method === "GET")
      .map(({ path }) => path.replace(/:(\w+)/g, (_, name: string) => pathValues[name] ?? "x")),
    ...questions,
    `/api/traces/${hex("trace-3", 16)}`,
  ]),
];

/** Compares the answers of the store of `makeLocation` with those of the embedded engine. */
export function describeAnswers(makeLocation: () => Promise<StoreLocation>): void {
  const open = async (make: () => Promise<StoreLocation>): Promise<TestApi> => {
    const api = await openApi(writeEverything, await make());
    await api.write(writeEverything);
    return api;
  };
  describeSameAnswers(
    () => open(makeLocation),
    () => open(preparedLocation),
  );
}

/** Compares the answers of two stores; `differing` are paths whose answers may differ. */
export function describeSameAnswers(
  openHere: () => Promise<TestApi>,
  openReference: () => Promise<TestApi>,
  differing: readonly string[] = [],
): void {
  describe("answers", () => {
    let here: TestApi;
    let reference: TestApi;

    beforeAll(async () => {
      [here, reference] = await Promise.all([openHere(), openReference()]);
    });
    afterAll(async () => {
      await Promise.all([here?.close(), reference?.close()]);
    });

    test.each(all.filter((path) => !differing.includes(path)))("%s", async (path) => {
      const [is, should] = await Promise.all([here, reference].map((api) => answerOf(api, path)));
      expect(is).toEqual(should);
    });

    test("of lists hold something, so that the same is not nothing", async () => {
      for (const path of [
        "/api/traces",
        "/api/logs",
        "/api/errors",
        "/api/transactions/purchase",
        "/api/workflows",
      ])
        expect([path, ((await here.get(path)) as { items: unknown[] }).items.length > 0]).toEqual([
          path,
          true,
        ]);
    });
  });
}

/** The answer, or what was wrong with the question. Sums of parts differ in the last digits, so numbers have twelve. */
async function answerOf(api: TestApi, path: string): Promise<unknown> {
  try {
    const text = JSON.stringify(await api.get(path));
    return JSON.parse(text, (key, value: unknown) => {
      if (typeof value === "number") return Number(value.toPrecision(12));
      return isReceiveTime(key, value) ? "just now" : value;
    }) as unknown;
  } catch (error) {
    const { name, message } = error as Error;
    return `${name}: ${message}`;
  }
}

/** Whether it is when a metric or a resource came, which the stores do not have in common: each was filled by itself. */
function isReceiveTime(key: string, value: unknown): boolean {
  if (typeof value !== "string") return false;
  const ms = key === "lastNs" ? Number(value) / 1e6 : key === "lastSeen" ? Date.parse(value) : Number.NaN;
  return Math.abs(Date.now() - ms) < 3_600_000;
}

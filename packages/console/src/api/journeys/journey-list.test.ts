import { expect, test } from "vitest";
import type { ApiContext, QueryParams } from "../context.ts";
import { estimateJourneys } from "./journey-list.ts";

test("counts journeys of different sizes one after the other: two queries have memory, no more", async () => {
  const sizes = { small: 9, medium: 50_000, large: 300_000, larger: 3_000_000 };
  let running = 0;
  let most = 0;
  const run = async (name: string, params: QueryParams): Promise<unknown[]> => {
    if (name === "journey-sizes") return Object.entries(sizes).map(([of, size]) => ({ name: of, size }));
    if (name === "journey-size") return [{ size: 9 }];
    if (name === "journey-steps") return [];
    most = Math.max(most, ++running);
    await new Promise(setImmediate);
    running -= 1;
    return (params["names"] as string[]).map((of) => ({ name: of, people: "2", steps: "3", lastNs: "5" }));
  };
  const context = { queries: { run }, nowMs: () => 0 } as unknown as ApiContext;
  const found = await estimateJourneys({}, context);
  expect(most).toBe(1);
  expect(found?.map(({ name, people, steps }) => [name, people, steps])).toEqual([
    ["small", 2, 3],
    ["medium", 8, 12],
    ["large", 32, 48],
    ["larger", 512, 768],
  ]);
});

import { expect, test } from "vitest";
import { waitedShare } from "./waited.ts";

test("nothing is known to be waited for when no trace can be read", async () => {
  const evidence = [{ traceId: "t", startUs: 0, version: "", spanIds: ["s"], totalMs: 90 }];
  expect(await waitedShare({ spans: async () => [] }, "", evidence)).toBe(0);
});

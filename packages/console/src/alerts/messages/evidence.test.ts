import { expect, test } from "vitest";
import type { ApiContext } from "../../api/context.ts";
import { type Evidence, findEvidence } from "./evidence.ts";

/** What is found at risk where so many currencies are. */
async function atRiskOf(currencies: number): Promise<Evidence> {
  const rows = Array.from({ length: currencies }, (_, at) => ({ currency: `C${at}`, amount: "5" }));
  const queries = {
    run: async (name: string) =>
      name === "message-amounts" ? rows : Promise.reject(new Error("not in this test")),
  };
  const context = { queries, nowMs: () => 7_200_000, priority: "background" } as unknown as ApiContext;
  let found: Evidence = {};
  const source = { transaction: "purchase", measure: "failure" } as const;
  const window = { from: 3_600_000, to: 7_200_000 };
  await findEvidence({ source, group: {}, window }, context, (part) => (found = { ...found, ...part }));
  return found;
}

test("amounts at risk beyond the first 200 are counted", async () => {
  const { amountAtRisk, amountAtRiskCount } = await atRiskOf(250);
  expect(amountAtRisk).toHaveLength(200);
  expect(amountAtRiskCount).toBe(250);
  expect(await atRiskOf(200)).not.toHaveProperty("amountAtRiskCount");
  expect(await atRiskOf(0)).toEqual({});
});

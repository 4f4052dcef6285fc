import { expect, test } from "vitest";
import type { ApiContext, QueryParams } from "./context.ts";
import { parseTime } from "./time.ts";
import { summarise } from "./trace-summaries.ts";

const second = 1_000_000_000n;
const base = 1_000_000n * second;
const toSeconds = (time: unknown): number =>
  Number((parseTime(`${String(time).replace(" ", "T")}Z`, 0n)! - base) / second);

/** One trace, from `base` to `lasts` seconds later. */
function storeOf(lasts: number) {
  const asked: (readonly [earliest: number, latest: number] | "roll-up")[] = [];
  const end = String(base + BigInt(lasts) * second);
  const queries: ApiContext["queries"] = {
    run: async <Row>(name: string, params: QueryParams) => {
      if (name === "trace-extents") {
        asked.push("roll-up");
        return [{ traceId: "a", firstNs: String(base), lastNs: end }] as Row[];
      }
      const [earliest, latest] = [toSeconds(params["earliest"]), toSeconds(params["latest"])];
      asked.push([earliest, latest]);
      const found = {
        traceId: "a",
        root: ["checkout", "shop"],
        startNs: String(base),
        endNs: end,
        spanCount: latest >= lasts ? "2" : "1",
        errorCount: "0",
        services: ["shop"],
        roots: "1",
        rootEndNs: end,
        sent: "0",
        taken: "0",
      };
      return [found] as Row[];
    },
  };
  return { asked, context: { queries, nowMs: () => 2e12 } satisfies ApiContext };
}

const seen = [{ traceId: "a", firstNs: String(base), lastNs: String(base + second) }];

test("a minute around what was seen of a trace is read, or less where that is said", async () => {
  const store = storeOf(2);
  await summarise(seen, store.context);
  const [summary] = await summarise(seen, store.context, 2n * second);
  expect(store.asked).toEqual([
    [-60, 61],
    [-2, 3],
  ]);
  expect(summary).toMatchObject({ spanCount: 2, durationNs: "2000000000" });
});

test("a trace that goes on after it is looked up, and read where it was", async () => {
  const store = storeOf(5);
  const [summary] = await summarise(seen, store.context, 2n * second);
  expect(store.asked).toEqual([[-2, 3], "roll-up", [0, 5]]);
  expect(summary).toMatchObject({ spanCount: 2 });
});

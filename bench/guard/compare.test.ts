import { describe, expect, test } from "vitest";
import { compareSides } from "./compare.ts";
import type { Sides } from "./side.ts";
import { linesOf, statusOf, summaryOf } from "./report.ts";
import { judgeCount, judgeFigure, type Judgement, minPairs } from "./verdict.ts";
import type { Workload } from "./workload.ts";

const sides = { base: { name: "base" }, head: { name: "head" } } as Sides;
const bases = { bases: [{ commit: "b".repeat(40), date: "2026-11-01", reason: "first" }], accepted: [] };
const plan = { pairs: minPairs, seed: 1, onProgress: () => undefined };

/** A workload in which this checkout takes `ratio` times what the base takes. */
function workloadOf(ratio: number, more: Partial<Workload> = {}): Workload {
  let run = 0;
  return {
    name: "span",
    kind: "figure",
    figures: ["span"],
    about: "",
    measure: async ({ name }) => {
      const noise = 1 + 0.05 * Math.sin(run++ * 12.9898);
      return [{ name: "span", unit: "ns", value: 1000 * noise * (name === "head" ? ratio : 1) }];
    },
    ...more,
  };
}

async function judge(workload: Workload): Promise<Judgement[]> {
  const judgeOne = workload.kind === "count" ? judgeCount : judgeFigure;
  return (await compareSides(workload, sides, plan)).map((one) => judgeOne(one));
}

describe("the guard", () => {
  test("fails for a figure that is 15 % worse, names it, and says how to accept it", async () => {
    const judgements = await judge(workloadOf(1.15));
    const result = { base: bases.bases[0]!.commit, pairs: minPairs, judgements };
    expect(statusOf(result)).toBe(1);
    expect(linesOf("span", judgements)[0]).toMatch(/^✗ span .* × 1\.1\d\d \(1\.1\d\d – 1\.1\d\d\) {2}worse$/);
    expect(summaryOf(result, bases)).toMatch(/Worse: span\.[\s\S]*guard accept "span" 1\.1\d "the reason"/);
  });

  test("starts what all runs use once, and ends it also when it was not started whole", async () => {
    const calls: string[] = [];
    const shared = (open: () => Promise<void>): Partial<Workload> => ({
      open,
      close: async () => void calls.push("close"),
    });
    const opened = workloadOf(
      1,
      shared(async () => void calls.push("open")),
    );
    expect(await judge(opened)).toMatchObject([{ name: "span" }]);
    expect(calls).toEqual(["open", "close"]);
    const broken = workloadOf(
      1,
      shared(() => Promise.reject(new Error("no port"))),
    );
    expect(await judge(broken)).toMatchObject([{ verdict: "unknown", reason: "both sides: no port" }]);
    expect(calls).toEqual(["open", "close", "close"]);
  });

  test("passes for one that is 5 % worse", async () => {
    const judgements = await judge(workloadOf(1.05));
    expect(statusOf({ base: "", pairs: minPairs, judgements })).toBe(0);
  });

  test("fails when a side cannot be measured, whatever the other gives", async () => {
    const measure: Workload["measure"] = async ({ name }) => {
      if (name === "head") throw new Error("the console ended with 1\nat …");
      return [{ name: "span", unit: "ns", value: 1 }];
    };
    const judgements = await judge(workloadOf(1, { measure }));
    expect(judgements).toMatchObject([
      { verdict: "unknown", reason: "this checkout: the console ended with 1" },
    ]);
    const result = { base: "", pairs: minPairs, judgements };
    expect(statusOf(result)).toBe(1);
    expect(summaryOf(result, bases)).toContain("Not measured: span. That is not a pass");
  });

  test("fails when a workload gives nothing, or nothing was measured at all", async () => {
    for (const kind of ["figure", "count"] as const) {
      const judgements = await judge(workloadOf(1, { kind, measure: async () => [] }));
      expect(judgements).toMatchObject([{ verdict: "unknown", reason: "no run gave a value" }]);
    }
    expect(statusOf({ base: "", pairs: minPairs, judgements: [] })).toBe(1);
  });

  test("gives no verdict for too few pairs, except where counts need none", async () => {
    const judgements = await judge(workloadOf(1));
    expect(statusOf({ base: "", pairs: minPairs - 1, judgements })).toBe(2);
    expect(summaryOf({ base: "", pairs: 10, judgements }, bases)).toContain(
      "No verdict: 10 pairs were run, 30 are needed",
    );
    const counted = await judge({
      ...workloadOf(1),
      kind: "count",
      measure: async () => [{ name: "span", unit: "files", value: 5 }],
    });
    expect(statusOf({ base: "", pairs: 1, judgements: counted })).toBe(0);
  });

  test("compares what is added beyond the run without telemetry", async () => {
    const bare = async (): ReturnType<Workload["measure"]> => [{ name: "span", unit: "µs", value: 900 }];
    const [judged] = await judge(workloadOf(1.1, { bare }));
    expect(judged).toMatchObject({ verdict: "worse" });
    expect(judged!.base).toBeCloseTo(100, -1);
  });
});

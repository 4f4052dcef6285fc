// What the state graph shows of the figures of a type.
import type { WorkflowTransition, WorkflowTypeResult } from "contract";
import { describe, expect, test } from "vitest";

import { kindOf, toGraphModel } from "./graph-model.ts";
import { readTransition, transitionKey } from "./transition-key.ts";

function transition(from: string, to: string, more: Partial<WorkflowTransition> = {}): WorkflowTransition {
  const times = { medianMs: 2000, p90Ms: 3000, p95Ms: 4000, lostMs: 0, lostMedianMs: null };
  return { from, to, count: 10, instances: 10, illegal: 0, beganBefore: 0, returns: 0, ...times, ...more };
}

function result(
  transitions: readonly WorkflowTransition[],
  more: Partial<WorkflowTypeResult> = {},
): WorkflowTypeResult {
  const summary = { transitions, truncatedTransitions: 0 } as unknown as WorkflowTypeResult["summary"];
  const base = { states: [], declaredTransitions: [], ends: [], summary };
  return { ...(base as unknown as WorkflowTypeResult), ...more };
}

describe("the graph of a type", () => {
  test("has each transition once, with its count and median time", () => {
    const { edges } = toGraphModel(
      result([transition("a", "b")], {
        declaredTransitions: [
          { from: "a", to: "b" },
          { from: "b", to: "c" },
        ],
        ends: [
          { from: "b", to: "b", count: 9, medianMs: 1 },
          { from: "b", to: "d", count: 2, medianMs: 1 },
        ],
      }),
    );
    expect(edges.map(({ from, to, kind, label }) => [from, to, kind, label])).toEqual([
      ["a", "b", "legal", ["10", "2.00 s"]],
      ["b", "d", "end", ["2 end", "1 ms"]],
      ["b", "c", "never", []],
    ]);
  });

  test("does not say that a transition never happened where rarer ones are not listed", () => {
    const some = result([transition("a", "b")], { declaredTransitions: [{ from: "b", to: "c" }] });
    expect(toGraphModel(some).edges).toHaveLength(2);
    const summary = { ...some.summary, truncatedTransitions: 1 };
    expect(toGraphModel({ ...some, summary }).edges).toHaveLength(1);
  });

  test("calls a transition illegal when one of them was, and a return only when all are", () => {
    expect(kindOf(transition("a", "b", { illegal: 1, returns: 10 }))).toBe("illegal");
    expect(kindOf(transition("", "b", { beganBefore: 10 }))).toBe("unknown");
    expect(kindOf(transition("a", "b", { returns: 10 }))).toBe("returned");
    expect(kindOf(transition("a", "b", { returns: 9 }))).toBe("legal");
  });

  test("says how many of a transition's ways were illegal", () => {
    const [mixed] = toGraphModel(result([transition("a", "b", { illegal: 3 })])).edges;
    expect(mixed?.label).toEqual(["3 illegal", "of 10", "2.00 s"]);
  });

  test("names a transition in the address so that it can be read back", () => {
    for (const pair of [
      { from: "", to: "a" },
      { from: "in transit", to: "at → door" },
    ])
      expect(readTransition(transitionKey(pair))).toEqual(pair);
  });
});

// Stays of an instance on its time axis.
import type { Workflow, WorkflowStep } from "contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { axisEnd, toShares, toStays } from "./timeline-model.ts";

function step(to: string, ms: number, more: Partial<WorkflowStep> = {}): WorkflowStep {
  return {
    event: to,
    from: "",
    to,
    timeNs: `${ms}000000`,
    sinceMs: null,
    illegal: false,
    beganBefore: false,
    ...more,
  };
}

function instance(steps: readonly WorkflowStep[], lastMs: number, ended: boolean): Workflow {
  const row = { type: "order", id: "o", state: "", eventCount: steps.length, averageIntervalMs: null };
  const times = { startNs: "0", lastNs: `${lastMs}000000`, durationMs: lastMs };
  return { ...row, ...times, ended, stuck: false, beganBefore: false, steps, events: [], truncated: false };
}

describe("stays", () => {
  test("last until the next event, the last one until the end", () => {
    const stays = toStays(instance([step("created", 1), step("paid", 5)], 9, true), 100);
    expect(stays.map(({ state, fromMs, toMs, isOpen }) => [state, fromMs, toMs, isOpen])).toEqual([
      ["created", 1, 5, false],
      ["paid", 5, 9, false],
    ]);
  });

  test("of an open instance go on until now", () => {
    const [last] = toStays(instance([step("created", 1)], 1, false), 100);
    expect([last!.toMs, last!.isOpen]).toEqual([100, true]);
  });

  test("that go on for long take half of the axis", () => {
    const stays = toStays(instance([step("created", 0), step("paid", 10)], 10, false), 1e6);
    expect(axisEnd(stays)).toBe(20);
    expect(toShares(stays).map(({ left, width }) => [left, width])).toEqual([
      [0, 0.5],
      [0.5, 0.5],
    ]);
  });

  test("mark a return to a state", () => {
    const steps = [step("paid", 1), step("packed", 2), step("paid", 3)];
    expect(toStays(instance(steps, 4, true), 4).map(({ returned }) => returned)).toEqual([
      false,
      false,
      true,
    ]);
  });

  test("have bars inside the axis, in order", () => {
    const times = fc.array(fc.integer({ min: 0, max: 1e9 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(times, (ms) => {
        const steps = ms.toSorted((a, b) => a - b).map((at) => step("s", at));
        const shares = toShares(toStays(instance(steps, 1e9, true), 0));
        for (const [at, { left, width }] of shares.entries()) {
          expect(left).toBeGreaterThanOrEqual(shares[at - 1]?.left ?? 0);
          expect(width).toBeGreaterThan(0);
          expect(left + width).toBeLessThanOrEqual(1 + 1e-9);
        }
      }),
    );
  });
});

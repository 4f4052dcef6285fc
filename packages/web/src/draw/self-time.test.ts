import { expect, test } from "vitest";
import { selfTime, selfTimeByService, timeByOperation } from "./self-time.ts";
import { span } from "./spans.fixture.ts";
import { buildTraceTree } from "./trace-tree.ts";

const tree = buildTraceTree([
  span("a", "", 0, 100),
  span("b", "a", 10, 40, { service: "payment" }),
  span("c", "a", 30, 60, { service: "payment", name: "b", status: "error" }),
  span("late", "a", 90, 130, { service: "worker" }),
]);

test("children that overlap count once and are clipped to their parent", () => {
  expect(selfTime(tree.byId.get("a")!)).toBe(40);
  expect(selfTime(tree.byId.get("late")!)).toBe(40);
});

test("shares by service sum to one, largest first", () => {
  const shares = selfTimeByService(tree.nodes);
  expect(shares.map((s) => [s.service, s.selfMs])).toEqual([
    ["payment", 60],
    ["checkout", 40],
    ["worker", 40],
  ]);
  expect(shares.reduce((sum, s) => sum + s.share, 0)).toBeCloseTo(1);
});

test("a trace of no time has shares of zero", () => {
  const still = buildTraceTree([span("a", "", 0, 0)]);
  expect(selfTimeByService(still.nodes)[0]!.share).toBe(0);
  expect(timeByOperation(still.nodes, still.durationMs)[0]!.share).toBe(0);
});

test("operations sum calls, errors, self and total", () => {
  const payment = timeByOperation(tree.nodes, tree.durationMs).find((o) => o.service === "payment")!;
  expect([payment.calls, payment.errors, payment.selfMs, payment.totalMs]).toEqual([2, 1, 60, 60]);
});

import type { LogRecord } from "contract";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { originNs, span } from "./spans.fixture.ts";
import { keysToReveal, spanKey, traceRows, type TraceRow } from "./trace-rows.ts";
import { buildTraceTree } from "./trace-tree.ts";

const none = { toggled: new Set<string>(), logs: new Map<string, LogRecord[]>() };
const label = (row: TraceRow): string =>
  "  ".repeat(row.depth) +
  (row.kind === "span"
    ? `${row.node.span.name}${row.summary === "" ? "" : ` (${row.summary})`}`
    : row.kind === "group"
      ? `${row.nodes.length} × ${row.name}`
      : row.kind === "log"
        ? `- ${row.log.text}`
        : `? ${row.spanId}`);

const selects = Array.from({ length: 6 }, (_, i) =>
  span(`q${i}`, "b", 11 + i, 12 + i, { name: "SELECT price" }),
);

test("similar children of one parent fold into it", () => {
  const tree = buildTraceTree([span("a", "", 0, 100), span("b", "a", 10, 40), ...selects]);
  expect(traceRows(tree, none).map(label)).toEqual(["a", "  b (6 × SELECT price)"]);
  const open = traceRows(tree, { ...none, toggled: new Set([spanKey(tree.byId.get("b")!)]) });
  expect(open).toHaveLength(8);
  expect(open.at(-1)!.depth).toBe(2);
});

test("groups similar siblings among others into one row, without the failed one", () => {
  const failed = span("q9", "b", 30, 31, { name: "SELECT price", status: "error" });
  const tree = buildTraceTree([span("b", "", 10, 40), ...selects, failed, span("c", "b", 32, 33)]);
  expect(traceRows(tree, none).map(label)).toEqual(["b", "  6 × SELECT price", "  SELECT price", "  c"]);
});

test("does not group five similar siblings", () => {
  const tree = buildTraceTree([span("b", "", 10, 40), ...selects.slice(1)]);
  expect(traceRows(tree, none)).toHaveLength(6);
});

test("puts orphans under their missing parent", () => {
  const tree = buildTraceTree([
    span("a", "", 0, 5),
    span("x", "gone", 1, 2),
    span("y", "gone", 2, 3),
    span("z", "lost", 3, 4),
  ]);
  expect(traceRows(tree, none).map(label)).toEqual(["a", "? gone", "  x", "  y", "? lost", "  z"]);
});

test("log records follow their span, even when it is folded", () => {
  const log = { id: "l1", timeNs: String(originNs + 2_000_000n), text: "slow" } as LogRecord;
  const tree = buildTraceTree([span("a", "", 0, 5), span("b", "a", 1, 2)]);
  const rows = traceRows(tree, {
    toggled: new Set([spanKey(tree.byId.get("a")!)]),
    logs: new Map([["a", [log]]]),
  });
  expect(rows.map(label)).toEqual(["a (1 span)", "  - slow"]);
  expect(rows[1]).toMatchObject({ at: 2 });
});

test("every span can be revealed, and unfolded rows contain each span once", () => {
  const spans = fc
    .array(fc.tuple(fc.integer({ min: -1, max: 8 }), fc.constantFrom("x", "y"), fc.boolean()), {
      minLength: 1,
      maxLength: 40,
    })
    .map((all) =>
      all.map(([parent, name, bad], i) =>
        span(`s${i}`, parent < 0 || parent >= i ? "" : `s${parent}`, i, i + 1, {
          name,
          status: bad ? "error" : "unset",
        }),
      ),
    );
  fc.assert(
    fc.property(spans, fc.integer({ min: 0, max: 39 }), (all, pick) => {
      const tree = buildTraceTree(all);
      const node = tree.nodes[pick % tree.nodes.length]!;
      const toggled = new Set(keysToReveal(node, new Set()));
      const rows = traceRows(tree, { ...none, toggled });
      expect(rows.filter((row) => row.kind === "span" && row.node === node)).toHaveLength(1);
      expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length);
      const whole = traceRows(tree, { ...none, gatherAbove: 1000 });
      expect(whole.filter((row) => row.kind === "span")).toHaveLength(all.length);
    }),
  );
});

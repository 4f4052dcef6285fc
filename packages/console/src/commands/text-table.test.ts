import { expect, test } from "vitest";
import { toTextTable } from "./text-table.ts";

test("aligns numbers right and text left, and replaces control characters", () => {
  const text = toTextTable({
    columns: [
      { name: "name", type: "String" },
      { name: "n", type: "UInt64" },
      { name: "list", type: "Array(String)" },
    ],
    rows: [
      ["GET /cart", "7", ["a"]],
      ["a\nb\u001b[2J", "1200", []],
      [null, null, "x".repeat(100)],
    ],
  });
  const [head, rule, first, second, third] = text.split("\n");
  expect(head).toBe("name          n  list");
  expect(rule).toMatch(/^─{9} {2}─{4} {2}─{80}$/);
  expect(first).toBe('GET /cart     7  ["a"]');
  expect(second).toBe("a↵b·[2J    1200  []");
  expect(third).toBe(`NULL       NULL  ${"x".repeat(79)}…`);
});

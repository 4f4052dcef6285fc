import { expect, test } from "vitest";
import type { TypedAttributes } from "../attributes/typed-attributes.ts";
import { mayNameTyped, namesOtherTyped, withTypedColumns } from "./sql-typed.ts";

const attributes: TypedAttributes = new Map(
  (["order.total double", "customer.tier string", "it's int"] as const).map((words) => {
    const [key = "", type] = words.split(" ");
    const column = key === "it's" ? "" : `attr_${key.replace(".", "_")}`;
    return [key, { key, type: type as "double" | "string" | "int", unit: "", members: [], column }];
  }),
);

/** With the expressions left out. */
const typed = (text: string): string =>
  withTypedColumns(text, attributes).replaceAll(
    /(?:multiIf|if|toFloat64OrNull)\((?:[^()]|\([^()]*\))*\) AS /g,
    "… AS ",
  );

const total = "(SELECT *, … AS attr_order_total FROM spans)";

test.each([
  ["SELECT avg(attr_order_total) FROM spans", `SELECT avg(attr_order_total) FROM ${total} AS spans`],
  ["SELECT s.attr_order_total FROM spans AS s", `SELECT s.attr_order_total FROM ${total} AS s`],
  ["SELECT s.attr_order_total FROM spans s", `SELECT s.attr_order_total FROM ${total} s`],
  ["SELECT `attr_order_total` FROM `spans`", `SELECT \`attr_order_total\` FROM ${total} AS spans`],
  [
    "SELECT 1 FROM spans WHERE attr_order_total > 1 AND has(kv, 'a=b')",
    "SELECT 1 FROM (SELECT *, kv, … AS attr_order_total FROM spans) AS spans WHERE attr_order_total > 1 AND has(kv, 'a=b')",
  ],
  [
    "SELECT 1 FROM red JOIN logs USING (service) WHERE attr_customer_tier = 'vip'",
    "SELECT 1 FROM red JOIN (SELECT *, … AS attr_customer_tier FROM logs) AS logs USING (service) WHERE attr_customer_tier = 'vip'",
  ],
  [
    "WITH spans AS (SELECT attr_order_total FROM spans) SELECT * FROM spans",
    `WITH spans AS (SELECT attr_order_total FROM ${total} AS spans) SELECT * FROM spans`,
  ],
  [
    "SELECT attr_order_total\nFROM spans\nLIMIT 1",
    `SELECT attr_order_total\nFROM ${total} AS spans\nLIMIT 1`,
  ],
  ["EXPLAIN SELECT attr_order_total FROM spans", `EXPLAIN SELECT attr_order_total FROM ${total} AS spans`],
])("%s", (written, expected) => {
  expect(typed(written)).toBe(expected);
});

test.each([
  "SELECT attr_unknown FROM spans",
  "SELECT count() FROM spans",
  "SELECT 'attr_order_total' FROM spans",
  "SELECT attr_order_total FROM numbers(1)",
  "SELECT attr_order_total FROM red",
])("leaves %s as it is", (written) => {
  expect(withTypedColumns(written, attributes)).toBe(written);
});

test("rejects FINAL and SAMPLE with their position", () => {
  expect(() => typed("SELECT attr_order_total FROM spans FINAL")).toThrow("`FINAL` cannot be combined");
  expect(() => typed("SELECT attr_order_total FROM spans AS s SAMPLE 0.1")).toThrow("(line 1, column 41)");
});

test("rejects PREWHERE of a query that reads such columns, with its position", () => {
  expect(() => typed("SELECT attr_order_total FROM spans PREWHERE status = 2")).toThrow(
    "(line 1, column 36)",
  );
  const other =
    "SELECT attr_order_total FROM spans WHERE service IN (SELECT service FROM red PREWHERE spans > 1)";
  expect(typed(other)).toContain("FROM red PREWHERE spans > 1");
});

test("columns of `--typed-attribute` stay columns of spans", () => {
  const query = "SELECT attr_order_total, attr_region_1f2e3d FROM spans, logs";
  expect(namesOtherTyped(query, attributes)).toBe(true);
  expect(namesOtherTyped("SELECT attr_order_total FROM spans", attributes)).toBe(false);
  expect(withTypedColumns(query, attributes, ["attr_region_1f2e3d", "attr_other_1f2e3d"])).toMatch(
    /FROM \(SELECT \*, attr_region_1f2e3d, multiIf.* FROM spans\) AS spans, \(SELECT \*, multiIf/,
  );
});

test("rejects a query that becomes longer than the store reads, before it is written", () => {
  const query = `SELECT attr_order_total FROM spans${" UNION ALL SELECT 1 FROM spans".repeat(3000)}`;
  expect(() => withTypedColumns(query, attributes)).toThrow("more than 250000 characters");
});

test("only queries with such a name need the declarations", () => {
  expect(mayNameTyped("SELECT attr_order_total FROM spans")).toBe(true);
  expect(mayNameTyped("SELECT sattr['a'], attributes FROM spans")).toBe(false);
});

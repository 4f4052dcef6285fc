import fc from "fast-check";
import { expect, test } from "vitest";
import { columnsOf } from "./typed-attributes.ts";

test("names columns after their keys", () => {
  expect(Object.fromEntries(columnsOf(["order.total", "http.response.status_code", "app:tier"]))).toEqual({
    "order.total": "attr_order_total",
    "http.response.status_code": "attr_http_response_status_code",
    "app:tier": "attr_app_tier",
  });
});

test("keys that look alike as columns have different names, which do not depend on the order of the keys", () => {
  const columns = columnsOf(["order_total", "order.total", "order-total"]);
  expect([...columns]).toEqual([
    ["order-total", "attr_order_total"],
    ["order.total", expect.stringMatching(/^attr_order_total_[0-9a-f]{8}$/)],
    ["order_total", expect.stringMatching(/^attr_order_total_[0-9a-f]{8}$/)],
  ]);
  expect(columnsOf(["order-total", "order.total", "order_total"])).toEqual(columns);
});

test("gives no column to keys that cannot be part of a query", () => {
  expect(columnsOf(["it's", "a b", "", "x".repeat(129), "ключ", "a\\", "a\n"]).size).toBe(0);
});

test("a key that is named like the column of another does not share it", () => {
  const suffix = columnsOf(["order.total", "order_total"]).get("order_total")!.slice("attr_".length);
  const columns = columnsOf(["order.total", "order_total", suffix.replace("_", ".")]);
  expect(new Set(columns.values()).size).toBe(3);
});

test("names are short words, one for each key", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.stringMatching(/^[\w.:/-]{1,128}$/), { maxLength: 30 }), (keys) => {
      const columns = columnsOf(keys);
      expect(new Set(columns.values()).size).toBe(keys.length);
      for (const column of columns.values()) expect(column).toMatch(/^attr_\w{1,55}$/);
    }),
  );
});

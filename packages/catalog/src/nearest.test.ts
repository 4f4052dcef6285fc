import { expect, test } from "vitest";
import { editDistance, longestCompared } from "./name-distance.ts";
import { nearest } from "./nearest.ts";

test.each([
  ["severty", ["name", "severity"], "severity"],
  ["evrey", ["every", "severity"], "every"],
  ["orderId", ["order.state", "order.id"], "order.id"],
  ["order.total", ["order.state"], undefined],
  ["threshold", ["thresholdMs", "maxBytes"], "thresholdMs"],
  ["charge crad", ["charge card", "refund card"], "charge card"],
  ["OTEL_SERVICE_NAMExxx", ["OTEL_SERVICE_NAME"], "OTEL_SERVICE_NAME"],
  ["OTEL_SERVICE_NAMExxxx", ["OTEL_SERVICE_NAME"], undefined],
  ["cart", ["card", "cart"], "card"],
  ["a", ["b", "c"], undefined],
  ["ab", ["abc"], "abc"],
  ["anything", [], undefined],
])("%s among %j is %s", (name, known, found) => {
  expect(nearest(name, known)).toBe(found);
});

test("of equally near names the first one counts, and fewer edits more than the order", () => {
  expect(nearest("cars", ["card", "cart"])).toBe("card");
  expect(nearest("payment.provder", ["payment.provers", "payment.provider"])).toBe("payment.provider");
});

test("longer names are not compared", () => {
  expect(nearest("a".repeat(longestCompared), ["a".repeat(longestCompared - 1)])).toBeDefined();
  expect(nearest("a".repeat(longestCompared + 1), ["a".repeat(longestCompared)])).toBeUndefined();
  expect(editDistance("a".repeat(longestCompared), "b".repeat(longestCompared))).toBe(longestCompared);
});

test("two letters that are exchanged are one edit", () => {
  expect(editDistance("crad", "card")).toBe(1);
  expect(editDistance("ordre", "order")).toBe(1);
  expect(editDistance("", "abc")).toBe(3);
});

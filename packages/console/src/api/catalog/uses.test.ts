import { expect, test } from "vitest";
import { usesOfViews } from "./uses.ts";

const usesOf = (path: string, search: string) => usesOfViews([{ name: "v", path, search }])[0]!.uses;

test.each([
  ["/metrics/shop.orders", "", [{ kind: "metric", name: "shop.orders" }]],
  ["/metrics/a%2Fb", "?from=-1h", [{ kind: "metric", name: "a/b" }]],
  ["/metrics", "", []],
  ["/traces", "?filter=name%3Dcharge+card", [{ kind: "span", name: "charge card" }]],
  [
    "/traces",
    `?filter=${encodeURIComponent('["name=charge card","tier=gold","name!=refund"]')}`,
    [{ kind: "span", name: "charge card" }],
  ],
  ["/logs", "?filter=event.name%3Dcart.emptied", [{ kind: "event", name: "cart.emptied" }]],
  ["/traces", "?filter=%5Bnot+json", []],
])("a saved view of %s%s uses what its address names", (path, search, uses) => {
  expect(usesOf(path, search)).toEqual(uses);
});

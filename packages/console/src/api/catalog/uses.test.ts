import { expect, test } from "vitest";
import { thingKey } from "./arrived.ts";
import { findUses, usesOfViews } from "./uses.ts";

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

test("views are uses of what their addresses name, however many names there are", () => {
  const views = Array.from({ length: 500 }, (_, at) => ({
    name: `v${at}`,
    path: "/traces",
    search: `?filter=n${at}=7`,
  }));
  const names = Array.from({ length: 50_000 }, (_, at) => ["attribute", `n${at}`] as const);
  const more = [...names, ["metric", "n20"], ["span", "n7"]] as const;
  const uses = findUses([], more, { views, funnels: [] });
  const use = { kind: "view", name: "v20", path: "/traces?filter=n20=7" };
  expect(uses.get(thingKey("attribute", "n20"))).toEqual([use]);
  expect(uses.get(thingKey("metric", "n20"))).toEqual([use]);
  // Two letters name nothing.
  expect(uses.get(thingKey("span", "n7"))).toBeUndefined();
});

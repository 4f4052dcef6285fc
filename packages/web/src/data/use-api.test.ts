import { expect, test } from "vitest";

import { hasSameStart } from "./use-api.ts";

const key = (path: string, params: object | null, query: object | null): readonly unknown[] => [
  path,
  params,
  query,
];
const asked = key("/api/funnels/:name", { name: "checkout" }, { from: "-1h", to: "14:33", service: "shop" });

test.each([
  [
    "another end",
    key("/api/funnels/:name", { name: "checkout" }, { from: "-1h", to: "14:34", service: "shop" }),
    true,
  ],
  [
    "another beginning",
    key("/api/funnels/:name", { name: "checkout" }, { from: "-6h", to: "14:33", service: "shop" }),
    false,
  ],
  ["another service", key("/api/funnels/:name", { name: "checkout" }, { from: "-1h", to: "14:33" }), false],
  [
    "another funnel",
    key("/api/funnels/:name", { name: "signup" }, { from: "-1h", to: "14:33", service: "shop" }),
    false,
  ],
  ["no query", key("/api/funnels/:name", { name: "checkout" }, null), false],
])("of a request with %s: whether its result may stand in", (_, before, isSame) => {
  expect(hasSameStart(before, asked)).toBe(isSame);
});

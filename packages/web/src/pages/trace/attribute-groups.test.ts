import type { TypedValue } from "contract";
import { expect, test } from "vitest";

import { groupAttributes } from "./attribute-groups.ts";

const text = (value: string): TypedValue => ({ type: "string", value });

test("groups attributes by business, request and process, and prefers the span's over the resource's", () => {
  const span = {
    "order.id": text("order-789"),
    "http.route": text("/checkout"),
    "error.type": text("Timeout"),
    "host.name": text("own"),
  };
  const groups = groupAttributes(span, { "service.version": text("2.41.0"), "host.name": text("node-14") });
  expect(groups.map((g) => [g.name, Object.keys(g.attributes)])).toEqual([
    ["Business", ["order.id"]],
    ["Request", ["http.route", "error.type"]],
    ["Process", ["host.name", "service.version"]],
  ]);
  expect(groups[2]!.attributes["host.name"]).toEqual(text("own"));
});

test("filters by key and value", () => {
  const span = { "order.id": text("order-789"), "user.tier": text("gold") };
  expect(Object.keys(groupAttributes(span, {}, "GOLD")[0]!.attributes)).toEqual(["user.tier"]);
  expect(groupAttributes(span, {}, "nothing")).toEqual([]);
});

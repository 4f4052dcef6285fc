import { expect, test } from "vitest";
import type { CatalogFinding } from "contract";
import { thingKey } from "./arrived.ts";
import { keysOf } from "./things.ts";

const finding = (about: Partial<CatalogFinding>): CatalogFinding =>
  ({
    attribute: "",
    signalType: "",
    signalName: "",
    context: {},
    id: "unexpected_attribute",
    ...about,
  }) as CatalogFinding;

test("a finding is about its attribute, and the metric, event or span that its context names", () => {
  expect(keysOf(finding({ attribute: "order.id", context: { event_name: "order placed" } }))).toEqual([
    thingKey("attribute", "order.id"),
    thingKey("event", "order placed"),
  ]);
});

test("without an attribute it is about its signal, once", () => {
  const about = { signalType: "metric", signalName: "orders", context: { metric_name: "orders" } } as const;
  expect(keysOf(finding(about))).toEqual([thingKey("metric", "orders")]);
});

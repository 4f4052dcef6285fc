// Skeletons of records while they are added: what has one, and how many different ones an hour has.
import { expect, test } from "vitest";
import { overflow } from "../../patterns/overflow.ts";
import type { LogRow } from "../rows.ts";
import { createSkeletons } from "./skeletons.ts";

const row = (body: LogRow["body"], more: Partial<LogRow> & { tenant?: string } = {}): LogRow =>
  ({
    body,
    eventName: "",
    attributes: new Map(),
    ...more,
    resource: { tenant: more.tenant ?? "" },
  }) as LogRow;

test("bodies of all kinds, exceptions without a body, no business records", () => {
  const skeletonOf = createSkeletons(() => 0);
  expect(skeletonOf(row("order-5 left"))).toBe("order-* left");
  expect(skeletonOf(row(new Map([["msg", "order-5 left"]])))).toBe("{msg: order-* left}");
  expect(skeletonOf(row(null))).toBe("");
  expect(skeletonOf(row(12n))).toBe("*");
  const attributes = new Map([
    ["exception.type", "TypeError"],
    ["exception.message", "no total of order-5"],
  ]);
  expect(skeletonOf(row("", { eventName: "exception", attributes }))).toBe("TypeError: no total of order-*");
  expect(skeletonOf(row("", { eventName: "telltale.journey.step" }))).toBe("");
});

test("an hour has so many different ones of a tenant, and the next hour as many again", () => {
  let nowMs = 0;
  const skeletonOf = createSkeletons(() => nowMs, 2);
  const texts = ["a", "b", "c", "a", "c"].map((text) => skeletonOf(row(text)));
  expect(texts).toEqual(["a", "b", overflow, "a", overflow]);
  expect(skeletonOf(row("c", { tenant: "bank" }))).toBe("c");
  nowMs = 3_600_000;
  expect(skeletonOf(row("c"))).toBe("c");
});

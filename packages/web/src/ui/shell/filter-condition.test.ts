import { describe, expect, test } from "vitest";
import { findSteepText } from "../../../../../tools/slow-texts.ts";
import { conditionOf, draftOf } from "./filter-condition.ts";

describe("draftOf", () => {
  test.each([
    ["tier", { key: "tier", relation: undefined, value: "" }],
    [" tier = gold ", { key: "tier", relation: "=", value: "gold" }],
    ["a>=3", { key: "a", relation: ">=", value: "3" }],
    ["tier is gold", { key: "tier", relation: "=", value: "gold" }],
    ["tier not gold", { key: "tier", relation: "!=", value: "gold" }],
    ["tier exists", { key: "tier", relation: "exists", value: "" }],
    ["!  tier exists", { key: "tier", relation: "!exists", value: "" }],
    ["tier gold", { key: "", relation: undefined, value: "" }],
    ["=gold", { key: "", relation: undefined, value: "" }],
    ["tier=is", { key: "tier", relation: "=", value: "is" }],
  ])("%j", (typed, draft) => {
    expect(draftOf(typed)).toEqual(draft);
  });

  test("takes linear time for typed text and for a link", async () => {
    const reader = {
      name: "conditions",
      largest: 64 * 1024,
      read: conditionOf,
      pieces: ["!", " ", "i", "is", "not", "exists", "=", ">", "a"],
      known: [{ front: "i", middle: " ", back: "\n" }],
    };
    const found = await findSteepText(reader, { shapes: 10, longest: 8 * 1024, seed: 7 });
    expect(JSON.stringify(found ?? "none")).toBe('"none"');
  });
});

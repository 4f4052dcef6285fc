import type { SignalFact } from "catalog";
import { expect, test } from "vitest";
import { attributesOf, unknownThing } from "./catalog-thing.ts";

const metric = { kind: "metric", name: "orders" } as const;
const fact = (count: number, keys: readonly string[], type: "string" | "int" = "string"): SignalFact => ({
  ...metric,
  count,
  attributes: keys.map((key) => ({ key, types: [type] })),
});

test("declared attributes come first, then the most frequent, with the types of all versions", () => {
  const content = { name: "orders", attributes: [{ key: "gone", level: "required" }] } as never;
  const signals = [fact(1, ["rare", "both"]), fact(3, ["both"], "int"), { ...fact(9, ["x"]), name: "other" }];
  expect(attributesOf(metric, { content }, { signals })).toEqual([
    { key: "gone", level: "required", type: "", share: 0 },
    { key: "both", level: "", type: "string, int", share: 1 },
    { key: "rare", level: "", type: "string", share: 0.25 },
  ]);
});

test("the attributes of very many rows are read once", () => {
  const keys = Array.from({ length: 200 }, (_, at) => `k${at}`);
  let read = 0;
  const signals = Array.from({ length: 1_000 }, () => {
    const { attributes, ...one } = fact(1, keys);
    return {
      ...one,
      get attributes() {
        read++;
        return attributes;
      },
    };
  });
  expect(attributesOf(metric, undefined, { signals })).toHaveLength(200);
  expect(read).toBe(1_000);
});

test("a name beyond those that were read is not said to have never arrived", () => {
  const all = { arrivals: { cut: { parts: new Set<never>(), partial: new Set<never>() } }, cut: [] };
  expect(unknownThing("journey", "checkout", all).message).toContain("none arrived");
  const some = { ...all, arrivals: { cut: { ...all.arrivals.cut, partial: new Set(["journey"] as const) } } };
  expect(unknownThing("journey", "checkout", some).message).toContain("not known");
  expect(unknownThing("span", "GET /cart", some).message).toContain("none arrived");
  const { message } = unknownThing("attribute", "app.key", { ...all, cut: ["attributes"] });
  expect(message).toContain("not known");
});

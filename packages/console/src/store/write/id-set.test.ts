import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createIdSet } from "./id-set.ts";

const words = (width: number) =>
  fc
    .array(fc.integer({ min: 0, max: 3 }), { minLength: width, maxLength: width })
    .map((list) => Uint32Array.from(list));

describe("createIdSet", () => {
  test.each([2, 4, 6])("holds what a Set of texts holds, ids of %i words", (width) => {
    fc.assert(
      fc.property(fc.array(words(width), { maxLength: 600 }), words(width), (ids, probe) => {
        const set = createIdSet(width);
        const model = new Set<string>();
        for (const id of ids) {
          expect(set.add(id)).toBe(!model.has(id.join()));
          model.add(id.join());
        }
        expect(set.size).toBe(model.size);
        expect(set.has(probe)).toBe(model.has(probe.join()));
        const copied: string[] = [];
        set.copyTo({ add: (id) => copied.push(id.join()) });
        expect(copied).toEqual([...model]);
      }),
    );
  });

  test("grows and empties", () => {
    const set = createIdSet(2);
    for (let n = 0; n < 10_000; n++) set.add(Uint32Array.of(n, n * 7));
    expect(set.size).toBe(10_000);
    expect(set.has(Uint32Array.of(9999, 69_993))).toBe(true);
    set.clear();
    expect(set.size).toBe(0);
    expect(set.has(Uint32Array.of(9999, 69_993))).toBe(false);
    expect(set.add(Uint32Array.of(9999, 69_993))).toBe(true);
  });
});

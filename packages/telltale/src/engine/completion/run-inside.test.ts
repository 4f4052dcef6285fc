import { expect, test } from "vitest";
import { rootScope } from "../context/scope.ts";
import { PassiveSpan } from "../recording/passive-span.ts";
import { runInside } from "./run-inside.ts";

const identity = { t0: 1, t1: 1, t2: 1, t3: 1, s0: 1, s1: 1, flags: 0, traceState: undefined, remote: false };
const span = new PassiveSpan(identity);

function watched(): { readonly reported: unknown[]; done(): void; broken(error: unknown): void } {
  const reported: unknown[] = [];
  return { reported, done: () => reported.push("done"), broken: (error) => reported.push(error) };
}

test("tells the ending once, when the work is through", async () => {
  const plain = watched();
  expect(runInside(rootScope, span, () => 7, plain)).toBe(7);
  expect(plain.reported).toEqual(["done"]);

  const later = watched();
  const promise = runInside(rootScope, span, async () => 8, later);
  expect(later.reported).toEqual([]);
  expect(await promise).toBe(8);
  expect(later.reported).toEqual(["done"]);

  const error = new Error("no");
  const broken = watched();
  await expect(runInside(rootScope, span, async () => Promise.reject(error), broken)).rejects.toBe(error);
  expect(broken.reported).toEqual([error]);
});

test("a mistake in the telling never comes in between", async () => {
  const mistaken = {
    done() {
      throw new Error("mistake");
    },
    broken() {
      throw new Error("mistake");
    },
  };
  const error = new Error("the program's own");
  expect(runInside(rootScope, span, () => 7, mistaken)).toBe(7);
  expect(await runInside(rootScope, span, async () => 8, mistaken)).toBe(8);
  expect(() =>
    runInside(
      rootScope,
      span,
      () => {
        throw error;
      },
      mistaken,
    ),
  ).toThrow(error);
  await expect(runInside(rootScope, span, async () => Promise.reject(error), mistaken)).rejects.toBe(error);
});

import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { createIdFilter } from "./id-filter.ts";

const width = 3;
const ids = (count: number): Uint32Array[] =>
  Array.from({ length: count }, () => new Uint32Array(new Uint8Array(randomBytes(width * 4)).buffer));

test("knows all that was added, and next to nothing else", () => {
  const filter = createIdFilter(width, 20_000);
  const [added, others] = [ids(20_000), ids(20_000)];
  for (const id of added) filter.add(id);
  expect(added.every((id) => filter.has(id))).toBe(true);
  expect(filter.size).toBeGreaterThan(19_900);
  // two are expected
  expect(others.filter((id) => filter.has(id)).length).toBeLessThan(30);
});

test("knows nothing once it is emptied", () => {
  const filter = createIdFilter(width, 100);
  const added = ids(100);
  for (const id of added) filter.add(id);
  filter.clear();
  expect(filter.size).toBe(0);
  expect(added.some((id) => filter.has(id))).toBe(false);
});

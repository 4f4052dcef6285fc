import { expect, test } from "vitest";
import { worstOfEach } from "./worst-of-each.ts";

const candidates = (tenant: string, count: number, loss: number) =>
  Array.from({ length: count }, (_, n) => ({ row: { tenant }, loss: loss + n }));

test("the worst of each tenant come first, at most twenty of a tenant", () => {
  const chosen = worstOfEach([...candidates("acme", 200, 1_000), ...candidates("zeta", 2, 1)]);
  expect(chosen.slice(0, 4).map(({ row: { tenant }, loss }) => [tenant, loss])).toEqual([
    ["acme", 1_199],
    ["zeta", 2],
    ["acme", 1_198],
    ["zeta", 1],
  ]);
  expect(chosen).toHaveLength(22);
});

test("of very many tenants each has its worst", () => {
  const tenants = Array.from({ length: 400 }, (_, n) => candidates(`tenant-${n}`, 3, n));
  const chosen = worstOfEach(tenants.flat());
  expect(new Set(chosen.map(({ row }) => row.tenant)).size).toBe(400);
  expect(chosen).toHaveLength(500);
});

import { expect, test } from "vitest";
import type { ApiContext } from "../context.ts";
import { getServiceBusiness } from "./service-business.ts";

const businessOf = (count: number, nameLength: number) => {
  const name = (at: number): string => `${at} ${"n".repeat(nameLength)}`;
  const row = { transactions: 1, amounts: {}, looked: 1 };
  const rows = Array.from({ length: count }, (_, at) => [
    { callerId: name(at), calleeId: "", ...row },
    { callerId: name(at), calleeId: name(at + 1), ...row },
  ]).flat();
  const run = async (): Promise<unknown[]> => [{ callerId: "", calleeId: "", ...row }, ...rows];
  return getServiceBusiness({}, { queries: { run }, nowMs: () => 1e12 } as unknown as ApiContext);
};

test("nodes and calls are limited in number and in bytes, and it says so", async () => {
  const few = await businessOf(10, 10);
  expect([few.nodes.length, few.edges.length, few.truncated]).toEqual([10, 10, false]);
  const many = await businessOf(4_500, 10);
  expect([many.nodes.length, many.edges.length, many.truncated]).toEqual([4_000, 4_000, true]);
  const long = await businessOf(200, 60_000);
  expect(JSON.stringify(long).length).toBeLessThan(4_100_000);
  expect([long.nodes.length < 200, long.truncated]).toEqual([true, true]);
});

import { expect, test } from "vitest";
import { createTestLimit, type TestLimit } from "./test-limit.ts";

const minutes = 60_000;
const of = (tenant: string) => ({ scope: "alerts", tenant }) as const;
const operator = { scope: "admin", tenant: "" } as const;

/** How many tests are allowed now, 50 at most. */
function spend(limit: TestLimit, channel: string, caller: Parameters<TestLimit["take"]>[1]): number {
  let sent = 0;
  for (; sent < 50 && limit.waitMs(channel, caller) === 0; sent++) limit.take(channel, caller);
  return sent;
}

test("a tenant tests a channel five times in ten minutes, whatever it has sent elsewhere", () => {
  let now = 0;
  const limit = createTestLimit(() => now);
  expect(spend(limit, "mail", of("acme"))).toBe(5);
  expect(limit.waitMs("mail", of("acme"))).toBe(10 * minutes);
  expect(spend(limit, "chat", of("acme"))).toBe(5);
  now = 10 * minutes - 1;
  expect(limit.waitMs("mail", of("acme"))).toBe(1);
  now += 1;
  expect(spend(limit, "mail", of("acme"))).toBe(5);
});

test("all tenants together test a channel twenty times, and the operator still can", () => {
  const limit = createTestLimit(() => 0);
  const sent = ["a", "b", "c", "d", "e", "f"].map((tenant) => spend(limit, "mail", of(tenant)));
  expect(sent).toEqual([5, 5, 5, 5, 0, 0]);
  expect(spend(limit, "mail", operator)).toBe(5);
});

test("other tokens without a tenant do not use up the operator's tests", () => {
  const limit = createTestLimit(() => 0);
  expect(spend(limit, "mail", of(""))).toBe(5);
  expect(spend(limit, "mail", operator)).toBe(5);
});

import { expect, test } from "vitest";
import { createLoginLimit } from "./login-limit.ts";

function limitAt(): { limit: ReturnType<typeof createLoginLimit>; later: (ms: number) => void } {
  let now = 1_000_000;
  const limit = createLoginLimit({
    perAddress: 3,
    all: 5,
    windowMs: 60_000,
    maxAddresses: 100,
    nowMs: () => now,
  });
  return { limit, later: (ms) => void (now += ms) };
}

test("as many tries as are allowed, then a reported pause, then one more", () => {
  const { limit, later } = limitAt();
  for (let tries = 0; tries < 2; tries++) limit.failed("192.0.2.1");
  expect(limit.waitSeconds("192.0.2.1")).toBe(0);
  limit.failed("192.0.2.1");
  expect(limit.waitSeconds("192.0.2.1")).toBe(20);
  expect(limit.waitSeconds("192.0.2.2")).toBe(0);
  later(19_000);
  expect(limit.waitSeconds("192.0.2.1")).toBe(1);
  later(1_000);
  expect(limit.waitSeconds("192.0.2.1")).toBe(0);
  limit.failed("192.0.2.1");
  expect(limit.waitSeconds("192.0.2.1")).toBeGreaterThan(0);
});

test("many addresses together are bounded as well", () => {
  const { limit } = limitAt();
  for (let place = 0; place < 5; place++) limit.failed(`192.0.2.${place}`);
  expect(limit.waitSeconds("198.51.100.1")).toBeGreaterThan(0);
});

test("who was right starts anew", () => {
  const { limit } = limitAt();
  for (let tries = 0; tries < 3; tries++) limit.failed("192.0.2.1");
  limit.succeeded("192.0.2.1");
  expect(limit.waitSeconds("192.0.2.1")).toBe(0);
});

test.each([
  ["2001:db8:1:2::1", "2001:db8:1:2:ffff::2", true],
  ["2001:db8:1:2::1", "2001:db8:1:3::1", false],
  ["::ffff:192.0.2.1", "192.0.2.1", true],
  ["fe80::1%eth0", "fe80::2", true],
  ["::1", "::2", true],
  ["192.0.2.1", "192.0.2.2", false],
])("%s and %s are one: %s", (one, other, same) => {
  const { limit } = limitAt();
  for (let tries = 0; tries < 3; tries++) limit.failed(one);
  expect(limit.waitSeconds(other) > 0).toBe(same);
});

test("memory is bounded, however many addresses try", () => {
  const { limit } = limitAt();
  for (let place = 0; place < 1_000; place++) limit.failed(`10.0.${place >> 8}.${place & 255}`);
  expect(limit.size).toBe(100);
});

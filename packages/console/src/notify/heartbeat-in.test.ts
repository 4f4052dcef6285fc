import { expect, test } from "vitest";
import {
  arrive,
  type HeartbeatState,
  isHeartbeatName,
  mostHeartbeats,
  newHeartbeatState,
  readHeartbeat,
} from "./heartbeat-in.ts";

const hour = 3_600_000;
const read = (state: HeartbeatState, to: number, expectedSince = 0): number | undefined =>
  readHeartbeat(state, { tenant: "acme", name: "backup", from: to - hour, to, expectedSince });

test("a heartbeat that arrived in the window is there, one that did not is missing", () => {
  const state = arrive(newHeartbeatState, "acme", "backup", 10 * hour)!;
  expect(read(state, 10 * hour)).toBe(1);
  expect(read(state, 11 * hour - 1)).toBe(1);
  expect(read(state, 11 * hour)).toBe(0);
  expect(read(state, 50 * hour)).toBe(0);
});

test("a heartbeat that never arrived is missing once its window has passed", () => {
  expect(read(newHeartbeatState, 10 * hour, 9.5 * hour)).toBeUndefined();
  expect(read(newHeartbeatState, 10.5 * hour, 9.5 * hour)).toBe(0);
});

test("tenants have heartbeats of their own, and arrivals may come out of order", () => {
  const state = arrive(arrive(newHeartbeatState, "other", "backup", 10 * hour)!, "acme", "backup", 5 * hour)!;
  expect(read(arrive(state, "acme", "backup", 3 * hour)!, 5 * hour)).toBe(1);
  expect(read(state, 10 * hour)).toBe(0);
  expect(JSON.parse(JSON.stringify(state))).toEqual(state);
});

test("a client can neither fill the store nor use names of objects", () => {
  let state: HeartbeatState | undefined = newHeartbeatState;
  for (let index = 0; index < mostHeartbeats; index++) state = arrive(state!, "acme", `n${index}`, 1);
  expect(arrive(state!, "acme", "one more", 1)).toBeUndefined();
  expect(arrive(state!, "acme", "n0", 2)).toBeDefined();
  expect(arrive(newHeartbeatState, "constructor", "toString", 1)).toEqual({
    last: { constructor: { toString: 1 } },
  });
  expect(["backup", "db.backup-1", "a".repeat(100)].every(isHeartbeatName)).toBe(true);
  expect(["", ".", "a/b", "a b", "a\n", "a".repeat(101), "../x"].some(isHeartbeatName)).toBe(false);
});

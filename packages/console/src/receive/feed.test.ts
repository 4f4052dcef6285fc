import type { Arrival } from "contract";
import { expect, test } from "vitest";
import { createFeed } from "./feed.ts";
import { localSender } from "./sender.ts";

const arrival: Arrival = {
  time: "2026-11-20T09:00:00.000Z",
  kind: "trace",
  title: "GET /cart",
  service: "shop",
  traceId: "",
  status: "ok",
};

test("wants nothing without listeners", () => {
  const feed = createFeed(() => 0);
  expect(feed.wanted()).toBe(false);
  const stop = feed.onArrival(() => undefined);
  expect(feed.wanted()).toBe(true);
  stop();
  expect(feed.wanted()).toBe(false);
});

test("ten a second are heard, and ten again in the next", () => {
  let nowMs = 5_000;
  const feed = createFeed(() => nowMs);
  let heard = 0;
  feed.onArrival(() => heard++);
  for (let at = 0; at < 50; at++) feed.publish(arrival, localSender);
  expect([heard, feed.wanted()]).toEqual([10, false]);
  nowMs = 6_000;
  expect(feed.wanted()).toBe(true);
  for (let at = 0; at < 50; at++) feed.publish(arrival, localSender);
  expect(heard).toBe(20);
});

import { expect, onTestFinished, test } from "vitest";
import { createHeartbeats, type Heartbeats } from "../../src/notify/heartbeat-out.ts";
import { answer, createClock, startEndpoint, type TestClock } from "./endpoint.ts";

function heartbeatsOf(url: string): {
  readonly heartbeats: Heartbeats;
  readonly clock: TestClock;
  readonly warnings: string[];
} {
  const clock = createClock();
  const warnings: string[] = [];
  const target = { name: "watchdog", url: { env: "URL" }, every: 60_000, timeout: 10_000 };
  const heartbeats = createHeartbeats({
    channels: { channels: [], heartbeats: [target], folder: "/" },
    clock,
    fetch: (to, init) => fetch(to, init),
    env: { URL: `${url}/hunter2-token` },
    log: { warn: (...entry: unknown[]) => void warnings.push(JSON.stringify(entry)) } as never,
  });
  onTestFinished(() => heartbeats.stop());
  return { heartbeats, clock, warnings };
}

test("the URL is called at its interval while evaluation works, and not without it", async () => {
  const endpoint = await startEndpoint();
  const { heartbeats, clock } = heartbeatsOf(endpoint.url);
  for (let second = 0; second < 180; second += 10) {
    heartbeats.beat();
    await heartbeats.settled();
    clock.advance(10_000);
  }
  expect(endpoint.calls.map(({ method, path }) => `${method} ${path}`)).toEqual(
    Array(3).fill("GET /hunter2-token"),
  );
  clock.advance(3_600_000);
  await heartbeats.settled();
  expect(endpoint.calls).toHaveLength(3);
});

test("a failed call is made again with the next round, and its secret URL is not logged", async () => {
  const endpoint = await startEndpoint();
  endpoint.behave(answer(500, "no hunter2-token here"));
  const { heartbeats, warnings } = heartbeatsOf(endpoint.url);
  heartbeats.beat();
  await heartbeats.settled();
  heartbeats.beat();
  await heartbeats.settled();
  expect(endpoint.calls).toHaveLength(2);
  expect(warnings).toHaveLength(2);
  expect(warnings.join("")).not.toContain("hunter2");
});

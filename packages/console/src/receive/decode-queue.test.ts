import { expect, test } from "vitest";
import { createDecodeQueue } from "./decode-queue.ts";

/** A queue whose rounds the test starts, on a clock that only decoding moves. */
function setUp(costMs: number) {
  const rounds: (() => void)[] = [];
  const done: number[] = [];
  let nowMs = 0;
  const queue = createDecodeQueue({ yieldTo: (next) => void rounds.push(next), clockMs: () => nowMs });
  const decode = (request: number) =>
    queue.run(async () => {
      nowMs += costMs;
      done.push(request);
      return request;
    });
  return { queue, rounds, done, decode, runRound: () => rounds.shift()!() };
}

test("lets other work have its turn after each request that takes long", async () => {
  const { rounds, done, decode, runRound } = setUp(12);
  const all = Promise.all([1, 2, 3].map(decode));
  expect(done).toEqual([]);
  runRound();
  expect(done).toEqual([1]);
  runRound();
  expect(done).toEqual([1, 2]);
  runRound();
  expect(await all).toEqual([1, 2, 3]);
  expect(rounds).toEqual([]);
});

test("decodes small requests together", async () => {
  const { rounds, done, decode, runRound } = setUp(0.5);
  const all = Promise.all([1, 2, 3, 4, 5].map(decode));
  runRound();
  expect(done).toEqual([1, 2, 3, 4]);
  runRound();
  expect(await all).toEqual([1, 2, 3, 4, 5]);
  expect(rounds).toEqual([]);
});

test("starts again when a request arrives after the queue was empty, and while one is decoded", async () => {
  const { queue, rounds, done, decode, runRound } = setUp(12);
  const first = decode(1);
  runRound();
  await first;
  let inner: Promise<number> | undefined;
  const second = queue.run(async () => {
    inner = decode(3);
  });
  while (rounds.length > 0) runRound();
  await second;
  expect(await inner).toBe(3);
  expect(done).toEqual([1, 3]);
});

test("rejects with what decoding throws, and decodes the next", async () => {
  const { queue, decode, runRound } = setUp(0);
  const broken = queue.run(() => {
    throw new Error("not protobuf");
  });
  const next = decode(2);
  runRound();
  await expect(broken).rejects.toThrow("not protobuf");
  expect(await next).toBe(2);
});

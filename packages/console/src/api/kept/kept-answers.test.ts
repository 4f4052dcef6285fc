import { expect, test } from "vitest";
import type { ApiContext } from "../context.ts";
import { createKeptAnswers } from "./kept-answers.ts";

const minute = 60_000;

function openTenant(clock: { nowMs: number }): ApiContext {
  return { queries: { run: async () => [] }, nowMs: () => clock.nowMs };
}

test("keeps an answer for ten minutes, for its tenant only", async () => {
  const clock = { nowMs: 0 };
  const [one, other] = [openTenant(clock), openTenant(clock)];
  const answers = createKeptAnswers();
  let reads = 0;
  const ask = (context: ApiContext) => answers.read("a", context, async () => [++reads]);
  expect([await ask(one), await ask(one), await ask(other)]).toEqual([[1], [1], [2]]);
  clock.nowMs = 10 * minute - 1;
  expect(await ask(one)).toEqual([1]);
  clock.nowMs = 10 * minute;
  expect(await ask(one)).toEqual([3]);
});

test("a caller waits for an answer that is being read, and reads it again only where the first caller left", async () => {
  const clock = { nowMs: 0 };
  const [left, other] = [new AbortController(), openTenant(clock)];
  const leaving: ApiContext = { ...other, signal: left.signal };
  const answers = createKeptAnswers();
  let reads = 0;
  const ask = (context: ApiContext, key: string) =>
    answers.read(key, context, async () => {
      reads++;
      await new Promise((done) => setImmediate(done));
      context.signal?.throwIfAborted();
      if (key === "fails") throw new Error("busy");
      return [key];
    });
  expect(await Promise.all([ask(other, "a"), ask(leaving, "a"), ask(other, "a")])).toEqual([
    ["a"],
    ["a"],
    ["a"],
  ]);
  expect(reads).toBe(1);
  reads = 0;
  const failed = await Promise.allSettled([ask(other, "fails"), ask(other, "fails")]);
  expect([failed.map(({ status }) => status), reads]).toEqual([["rejected", "rejected"], 1]);
  reads = 0;
  const asked = [ask(leaving, "b"), ask(other, "b"), ask(other, "b")];
  left.abort();
  const statuses = (await Promise.allSettled(asked)).map(({ status }) => status);
  expect([statuses, reads]).toEqual([["rejected", "fulfilled", "fulfilled"], 2]);
});

test("drops answers that are too old when another one is kept", async () => {
  const clock = { nowMs: 0 };
  const context = openTenant(clock);
  const answers = createKeptAnswers();
  for (let at = 0; at < 50; at++) await answers.read(`environment ${at}`, context, async () => []);
  const [before] = [answers.bytes];
  clock.nowMs = 10 * minute;
  await answers.read("last", context, async () => []);
  expect(answers.bytes).toBeLessThan(before / 40);
});

test("needs no more memory than it may, whatever the number and size of answers", async () => {
  const context = openTenant({ nowMs: 0 });
  const most = 20_000;
  const answers = createKeptAnswers(most);
  let reads = 0;
  const ask = (key: string, length: number) =>
    answers.read(key, context, async () => {
      reads++;
      return ["x".repeat(length)];
    });
  for (let at = 0; at < 500; at++) await ask(`empty ${at}`, 0);
  for (let at = 0; at < 20; at++) await ask(`large ${at}`, 3000);
  expect(answers.bytes).toBeGreaterThan(most / 2);
  expect(answers.bytes).toBeLessThanOrEqual(most);
  reads = 0;
  await ask("large 19", 3000);
  await ask("large 0", 3000);
  expect(reads).toBe(1);
  await ask("too large", most);
  expect(answers.bytes).toBe(0);
});

test("what only helps is what was read last where reading fails, unless the caller left", async () => {
  const clock = { nowMs: 0 };
  const left = new AbortController();
  const context = openTenant(clock);
  const answers = createKeptAnswers(20_000, 10 * minute, 60 * minute);
  let reads = 0;
  const fail = async (): Promise<readonly string[]> => {
    reads++;
    throw new Error("busy");
  };
  await answers.readOrLast("known", context, async () => ["good"]);
  clock.nowMs = 11 * minute;
  const ask = () => Promise.all(["known", "new"].map((key) => answers.readOrLast(key, context, fail)));
  expect(await ask()).toEqual([["good"], []]);
  clock.nowMs = 20 * minute;
  expect(await ask()).toEqual([["good"], []]);
  expect(reads).toBe(2);
  clock.nowMs = 22 * minute;
  expect(await ask()).toEqual([["good"], []]);
  expect(reads).toBe(4);
  left.abort();
  await expect(answers.readOrLast("other", { ...context, signal: left.signal }, fail)).rejects.toThrow(
    "busy",
  );
});

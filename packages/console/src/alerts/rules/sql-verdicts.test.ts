import { expect, test } from "vitest";
import { ProblemError } from "../../problem/problem.ts";
import { createSqlVerdicts } from "./sql-verdicts.ts";

const unknownColumn = (): never => {
  throw new ProblemError("SQL_INVALID", "Unknown expression identifier `nothing`.", "Correct the query.");
};
const away = (): never => {
  throw new ProblemError("STORE_UNAVAILABLE", "The store did not answer the query.");
};
const query = "SELECT nothing AS value FROM spans";
const { signal } = new AbortController();

function verdicts(answers: (() => void)[], timeout?: (ms: number) => AbortSignal) {
  const asked: string[] = [];
  const clock = { ms: 1_000_000 };
  const created = createSqlVerdicts({
    async check(text) {
      asked.push(text);
      answers.shift()?.();
    },
    nowMs: () => clock.ms,
    ...(timeout !== undefined && { timeout }),
  });
  return { created, asked, clock };
}

test("a query that the engine refuses is a mistake, and is asked about again after a minute", async () => {
  const { created, asked, clock } = verdicts([unknownColumn]);
  expect(created.judge(query)).toBeUndefined();
  await created.learn([query, query], signal);
  expect(created.version).toBe(1);
  expect(created.judge(query)).toEqual({
    message: "cannot run: Unknown expression identifier `nothing`.",
    fix: "Correct the query.",
  });
  clock.ms += 59_000;
  await created.learn([query], signal);
  expect(asked).toHaveLength(1);
  clock.ms += 1_000;
  await created.learn([query], signal);
  expect(asked).toHaveLength(2);
  expect([created.judge(query), created.version]).toEqual([undefined, 2]);
  clock.ms += 3_600_000;
  await created.learn([query], signal);
  expect(asked).toHaveLength(2);
});

test("while the store is away a query stays as it was, and is checked later", async () => {
  const { created, clock } = verdicts([away, unknownColumn, away]);
  await created.learn([query], signal);
  expect([created.judge(query), created.version]).toEqual([undefined, 0]);
  clock.ms += 60_000;
  await created.learn([query], signal);
  expect(created.judge(query)).toBeDefined();
  clock.ms += 60_000;
  await created.learn([query], signal);
  expect(created.judge(query)).toBeDefined();
  expect(created.version).toBe(1);
});

test("answers that take too long hold up no evaluation: the rest is asked about a minute later", async () => {
  let limit = new AbortController();
  const { created, asked, clock } = verdicts([() => limit.abort()], () => limit.signal);
  const queries = [query, `${query} LIMIT 1`];
  await created.learn(queries, signal);
  await created.learn(queries, signal);
  expect(asked).toEqual([query]);
  limit = new AbortController();
  clock.ms += 60_000;
  await created.learn(queries, signal);
  expect(asked).toEqual([query, queries[1]]);
});

test("a query whose text is wrong is not sent to the engine", async () => {
  const { created, asked } = verdicts([]);
  await created.learn(["DROP TABLE spans"], signal);
  expect(asked).toEqual([]);
  expect(created.judge("DROP TABLE spans")?.message).toMatch(/^cannot run: Only queries that read/);
});

// Revocation across two consoles on one ClickHouse server: live streams and SQL that are open in either end, and the
// queries in the store with them.
// @module-tag extended
import type { MadeToken, Problem, ProgressResult } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ClickHouseServers, startServers } from "../support/clickhouse-servers.ts";
import { type ConsoleProcess, makeDataDir, startConsoleProcess } from "../support/console-process.ts";

const ownToken = "made-up-token-of-the-test";
const page = "0123456789abcdef".repeat(2);
/** It would run into the limit of time. */
const slow = "SELECT countIf(sipHash64(repeat(toString(number), 50)) = 1) FROM numbers(400000000)";

let servers: ClickHouseServers;
const consoles: ConsoleProcess[] = [];
const cleanups: (() => unknown)[] = [];

beforeAll(async () => {
  servers = await startServers(1);
  for (const _ of ["first", "second"]) {
    const directory = makeDataDir();
    cleanups.push(() => directory.remove());
    const started = await startConsoleProcess(directory.path, [], {
      TELLTALE_CONSOLE_CLICKHOUSE: `${servers.urls[0]}/revoked`,
      TELLTALE_TOKEN: ownToken,
    });
    consoles.push(started);
    cleanups.push(async () => {
      started.child.kill("SIGKILL");
      await started.ended;
    });
  }
}, 300_000);
afterAll(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
  await servers?.stop();
});

async function ask(
  at: number,
  method: string,
  path: string,
  token: string,
  body?: object,
): Promise<Response> {
  return fetch(new URL(path, consoles[at]!.addresses.page), {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      "x-telltale-page": page,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** Resolves when the stream has ended. */
async function untilEnd(response: Response): Promise<void> {
  const chunks = response.body!.getReader();
  while (!(await chunks.read().catch(() => ({ done: true }))).done);
}

test("what a revoked token has open ends in both consoles, its queries in the store too", async () => {
  const { token, info } = (await (
    await ask(0, "POST", "/api/tokens", ownToken, { name: "reader", scope: "read" })
  ).json()) as MadeToken;
  const streams = await Promise.all([0, 1].map((at) => ask(at, "GET", "/api/live", token)));
  const ends = streams.map(untilEnd);
  const queries = [0, 1].map(async (at) => {
    const response = await ask(at, "POST", "/api/sql", token, { query: slow });
    return ((await response.json()) as Problem).code;
  });
  const running = async (): Promise<number> =>
    ((await (await ask(0, "GET", `/api/progress?page=${page}`, ownToken)).json()) as ProgressResult).queries;
  await expect.poll(running, { timeout: 60_000 }).toBe(2);

  expect((await ask(0, "DELETE", `/api/tokens/${info.id}`, ownToken)).status).toBe(200);
  expect(await Promise.all(queries)).toEqual(["ACCESS_ENDED", "ACCESS_ENDED"]);
  await Promise.all(ends);
  await expect.poll(running, { timeout: 60_000 }).toBe(0);
});

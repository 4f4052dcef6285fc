// A console on a store in which one tenant has 200,000 of everything that has a name (nightly; half of it otherwise), and what a test asks
// it: answers are limited, and /healthz answers meanwhile.
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { type Route, type RouteName, routes } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { command } from "../../src/store/client.ts";
import { openBackend } from "../../src/store/open-backend.ts";
import { type RouteRequests, trace } from "./many-names-requests.ts";
import { chosenTier } from "../../../../tools/testing/tiers.ts";
import { slowness } from "./slowness.ts";
import { type ConsoleProcess, makePreparedDir, startConsoleProcess } from "./console-process.ts";

export const count = chosenTier() === "nightly" ? 200_000 : 100_000;
const maxBytes = 8_000_000;

/** The address of the console, which runs while the tests of the file do; `fits`: which tables have rows. */
export function runManyNames(fits: (table: string) => boolean = () => true): (path: string) => URL {
  let directory: Awaited<ReturnType<typeof makePreparedDir>>;
  let running: ConsoleProcess;

  beforeAll(async () => {
    directory = await makePreparedDir();
    const backend = await openBackend({ directory: directory.path }, () => undefined);
    const sql = readFileSync(new URL("many-names.sql", import.meta.url), "utf8");
    // small blocks, because names of 20,000 characters stand together
    const settings = {
      max_block_size: "20000",
      max_threads: 1,
      min_insert_block_size_rows: "40000",
      max_memory_usage: "700000000",
    };
    for (const statement of sql.split("\n--\n"))
      if (fits(/INSERT INTO (\w+)/.exec(statement)![1]!))
        await command(backend.writer, statement, { count, trace }, settings);
    await backend.close();
    running = await startConsoleProcess(directory.path);
  });
  afterAll(async () => {
    running?.child.kill("SIGTERM");
    await running?.ended;
    directory?.remove();
  });
  return (path) => new URL(path, running.addresses.page);
}

/** A test for each path. */
export function testAnswers(asked: RouteRequests, urlOf: (path: string) => URL): void {
  const reported = Object.entries(asked).flatMap(([name, paths]) => paths.map((path) => [path, name]));
  test.each(reported)("%s", async (path, name) => {
    const route: Route = routes[name as RouteName];
    const answering = fetch(urlOf(path!));
    let isAnswered = false;
    const ended = answering.catch(() => undefined).finally(() => (isAnswered = true));
    const waits: number[] = [];
    while (!isAnswered || waits.length === 0) {
      const begun = performance.now();
      expect((await fetch(urlOf("/healthz"))).status).toBe(200);
      waits.push(performance.now() - begun);
      // one that comes while the console is busy waits until it is not: more of them would be a load themselves
      await Promise.race([ended, pause(100)]);
    }
    const answer = await answering;
    const text = await answer.text();
    // a limit of the engine's memory is an answer, too; a list that is too long is not
    const isLimit = [422, 503].includes(answer.status) && !text.includes("ANSWER_TOO_LARGE");
    expect(answer.status === 200 || isLimit ? "" : text).toBe("");
    const most = route.isLong === true ? Number.POSITIVE_INFINITY : maxBytes;
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(most);
    const longest = Math.round(Math.max(...waits));
    console.log(`${path}: ${answer.status}, ${Buffer.byteLength(text)} bytes, /healthz within ${longest} ms`);
    // on an idle machine 45 s before there were limits, and 1.2 s at most since
    expect(longest).toBeLessThan(6_000 * slowness());
  });
}

// @module-tag extended
// With a gigabyte of memory the console takes 5,000 spans a second while pages are open and rules are evaluated: five minutes, an hour in
// `npm run test:nightly`. `TELLTALE_MEMORY_MINUTES` says how many. On a machine that is slower than that of 2020, fewer spans.
import path from "node:path";
import type { AlertsResult } from "contract";
import { expect, onTestFinished, test } from "vitest";
import { type ConsoleProcess, createFolder, startConsole } from "../../tools/console-process.ts";
import { limitMemory } from "../../tools/memory-limit.ts";
import { patience, slowness } from "../../tools/testing/patience.ts";
import { sendTo } from "../ingest.ts";
import { answerMs, fill, spanLoad } from "../pages.ts";
import type { PageRoute } from "../workload/page-routes.ts";

const minutes = Number(process.env["TELLTALE_MEMORY_MINUTES"] ?? 5);
/** Whole batches of 500 spans a minute, so that as many are sent as are wanted. */
const rate = 25 * Math.round(200 / slowness(undefined, 0));
const rules = 20;
const tabs = 3;
const root = path.join(import.meta.dirname, "../..");
const cli = process.env["TELLTALE_BUILT_CONSOLE"] ?? path.join(root, "packages/console/dist/cli.js");

test(
  "a gigabyte is enough for 5,000 spans a second, open pages and twenty rules",
  async ({ skip }) => {
    const limit = limitMemory(1024 ** 3);
    if (typeof limit === "string") return skip(`memory cannot be limited here: ${limit}`);
    const { folder, remove } = createFolder();
    onTestFinished(() => {
      remove();
      limit.remove();
    });
    if (rate < 5_000) console.log(`${rate} spans a second, for this machine is slow`);
    const running = await startConsole(folder, undefined, [], {}, { cli, launcher: limit.launcher });
    onTestFinished(() => running.stop().then(() => undefined));

    for (let n = 0; n < rules; n++) await saveRule(running, n);
    const routes = await fill(running, { spanSeconds: 1, otherSeconds: 1, people: 500 });
    const over = new AbortController();
    const open = Array.from({ length: tabs }, () => lookOn(running, routes, over.signal));
    const sent = await sendTo(running, { ...spanLoad, rate, seconds: minutes * 60 });
    over.abort();
    const answers = (await Promise.all(open)).reduce((sum, count) => sum + count, 0);

    // `sendTo` has compared what was acknowledged with what is stored
    expect({ refused: sent.refused, kills: limit.kills() }).toEqual({ refused: 0, kills: 0 });
    expect(sent.acknowledged).toBe(rate * minutes * 60);
    expect(answers).toBeGreaterThan(routes.length);
    // a query may have been too slow on a busy machine; afterwards each page has its answer, and each rule
    const later = { timeout: patience(180_000), interval: 5_000 };
    await expect.poll(() => unanswered(running, routes), later).toEqual([]);
    await expect.poll(() => evaluation(running), later).toMatchObject({ rules, failing: 0 });
    expect([running.child.exitCode, limit.kills()]).toEqual([null, 0]);
  },
  patience((minutes + 10) * 60_000),
);

/** Asks what pages ask, one route after the other, as a tab that is looked through. Gives the number of answers. */
async function lookOn(
  running: ConsoleProcess,
  routes: readonly PageRoute[],
  over: AbortSignal,
): Promise<number> {
  let answers = 0;
  while (!over.aborted)
    for (const one of routes) {
      if (over.aborted) break;
      if ((await answerMs(running, one)) !== undefined) answers++;
      await new Promise((resolve) => setTimeout(resolve, 400));
    }
  return answers;
}

async function unanswered(running: ConsoleProcess, routes: readonly PageRoute[]): Promise<string[]> {
  const missing: string[] = [];
  for (const one of routes) if ((await answerMs(running, one)) === undefined) missing.push(one.path);
  return missing;
}

async function evaluation({ addresses }: ConsoleProcess): Promise<AlertsResult["evaluation"]> {
  return ((await (await fetch(`${addresses.page}/api/alerts`)).json()) as AlertsResult).evaluation;
}

async function saveRule({ addresses }: ConsoleProcess, n: number): Promise<void> {
  const content = {
    name: `rule ${n}`,
    on: { service: `service-${n % 12}`, measure: n % 2 === 0 ? "errors" : "rate" },
    when: { above: (n + 1) / 100 },
  };
  const answer = await fetch(`${addresses.page}/api/alert-rules`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ content }),
  });
  expect(answer.ok).toBe(true);
}

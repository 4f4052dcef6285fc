// @module-tag extended
// With a gigabyte of memory the console takes 5,000 spans a second while pages are open and rules are evaluated. Five minutes;
// `TELLTALE_MEMORY_MINUTES` says how many.
import path from "node:path";
import type { AlertsResult } from "contract";
import { expect, onTestFinished, test } from "vitest";
import { type ConsoleProcess, createFolder, startConsole } from "../../tools/console-process.ts";
import { limitMemory } from "../../tools/memory-limit.ts";
import { patience } from "../../tools/testing/patience.ts";
import { sendTo } from "../ingest.ts";
import { answerMs, fill, spanLoad } from "../pages.ts";
import type { PageRoute } from "../workload/page-routes.ts";

const minutes = Number(process.env["TELLTALE_MEMORY_MINUTES"] ?? 5);
const rate = 5_000;
const rules = 20;
const tabs = 3;
const root = path.join(import.meta.dirname, "../..");
const cli = process.env["TELLTALE_CONSOLE_CLI"] ?? path.join(root, "packages/console/dist/cli.js");

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
    const running = await startConsole(folder, undefined, [], {}, { cli, launcher: limit.launcher });
    onTestFinished(() => running.stop().then(() => undefined));

    for (let n = 0; n < rules; n++) await saveRule(running, n);
    const routes = await fill(running, { spanSeconds: 1, otherSeconds: 1, people: 500 });
    const over = new AbortController();
    const open = Array.from({ length: tabs }, () => lookOn(running, routes, over.signal));
    const sent = await sendTo(running, { ...spanLoad, rate, seconds: minutes * 60 });
    over.abort();
    const missing = (await Promise.all(open)).flat();
    const { evaluation } = (await (
      await fetch(`${running.addresses.page}/api/alerts`)
    ).json()) as AlertsResult;

    expect({ refused: sent.refused, missing, kills: limit.kills() }).toEqual({
      refused: 0,
      missing: [],
      kills: 0,
    });
    expect(sent.acknowledged).toBe(rate * minutes * 60);
    expect(evaluation).toMatchObject({ rules, failing: 0 });
    expect(running.child.exitCode).toBe(null);
  },
  patience((minutes + 10) * 60_000),
);

/** Asks what pages ask, one route after the other, as a tab that is looked through. Gives the routes without an answer. */
async function lookOn(
  running: ConsoleProcess,
  routes: readonly PageRoute[],
  over: AbortSignal,
): Promise<string[]> {
  const missing = new Set<string>();
  while (!over.aborted)
    for (const one of routes) {
      if (over.aborted) break;
      if ((await answerMs(running, one)) === undefined) missing.add(one.path);
      await new Promise((resolve) => setTimeout(resolve, 400));
    }
  return [...missing];
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

// @module-tag nightly
// A console and an instrumented shop under load for long: nothing grows, and figures equal what was sent. Ten minutes by itself,
// twelve hours in `npm run test:nightly`. `TELLTALE_LONG_RUN_MINUTES` says how many. On a machine that is slower than that of 2020, fewer
// spans.
import { existsSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { createFolder } from "../../tools/console-process.ts";
import { buildShiftedClock } from "../../tools/shifted-clock.ts";
import { patience, slowness } from "../../tools/testing/patience.ts";
import { faultsOf, readRun } from "./result.ts";
import { runForLong } from "./run.ts";

const minutes = Number(process.env["TELLTALE_LONG_RUN_MINUTES"] ?? 10);
const rate = Math.round(5_000 / slowness(undefined, 0));

test(
  `${minutes} minutes under load with restarts leave memory, disk and times as they were, and lose nothing`,
  async ({ skip }) => {
    const named = process.env["TELLTALE_SHIFTED_CLOCK"] ?? "";
    const clockLibrary = existsSync(named) ? named : buildShiftedClock();
    if (clockLibrary === undefined) return skip("clocks cannot be shifted here");
    const { folder, remove } = createFolder();
    onTestFinished(remove);
    if (rate < 5_000) console.log(`${rate} spans a second, for this machine is slow`);
    const rates = { traces: rate, logs: rate / 10, metrics: rate / 10 };
    await runForLong({
      minutes,
      rates,
      clockLibrary,
      folder,
      ...(process.env["TELLTALE_BUILT_CONSOLE"] && { cli: process.env["TELLTALE_BUILT_CONSOLE"] }),
    });
    const result = readRun(folder);
    expect(result.figures.length).toBeGreaterThan(8);
    expect(result.events.length).toBe(6);
    expect(faultsOf(result)).toEqual([]);
  },
  patience((minutes + 10) * 60_000),
);

// How long do patterns of log records take over ten million of them, and what do they cost when records arrive? TELLTALE_BENCH_RECORDS asks
// for another number. The store is made once and kept in the folder for temporary files.
import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import type { LogPatternsResult } from "contract";

import { startConsole } from "../tools/console-process.ts";
import { iso, measureAnswers } from "./answers.ts";
import { answer, figureOf } from "./figure.ts";
import { run } from "./process.ts";

const records = Number(process.env["TELLTALE_BENCH_RECORDS"] ?? 10_000_000);
const folder = path.join(tmpdir(), `telltale-bench-logs-${records}`);
mkdirSync(folder, { recursive: true });
const { endMs, skeletonMs } = await run<{ endMs: number; skeletonMs: readonly number[] }>(
  "../packages/console/test/support/fill-logs.ts",
  [folder, String(records)],
  ["--conditions=telltale-source"],
);

const hourMs = 3_600_000;
const day = { from: iso(endMs - 24 * hourMs), to: iso(endMs) };
const running = await startConsole(folder);
try {
  const figures = await measureAnswers(
    running,
    "/api/logs/patterns",
    [
      ["a day", day],
      ["a day, one service", { ...day, service: "payment" }],
      ["the last twelve hours and the twelve before", { ...day, from: iso(endMs - 12 * hourMs) }],
      ["a day, records with a word", { ...day, text: "declined" }],
      ["a day, errors", { ...day, severity: "error" }],
      ["an hour and the one before", { ...day, from: iso(endMs - hourMs) }],
    ],
    (body) => {
      if ((body as LogPatternsResult).items.length === 0)
        throw new Error("Cannot measure: there are no patterns");
    },
  );
  answer({
    question: "Patterns of log records, and what they cost when records arrive",
    method:
      `${records.toLocaleString("en")} log records of one day: lines of a hundred templates with values of twenty kinds, six services, two in a hundred errors. ` +
      "Asked over HTTP of a console of its own without other load, warm, median of 7, with the CPU time of console and engine. " +
      "Ranges of six hours and more come from the roll-up unless a filter needs the records. The skeleton of each record is found when it arrives, ten times of 100,000 lines.",
    figures: [...figures, figureOf("skeletons of a million records as they arrive", "ms CPU", skeletonMs)],
  });
} finally {
  await running.stop();
}

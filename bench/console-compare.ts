// How long does a comparison take over ten million spans, and over ten million business events? The stores are those of console-queries and
// console-business, kept in the folder for temporary files; TELLTALE_BENCH_ROWS and TELLTALE_BENCH_DAYS ask for other sizes.
import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import type { CompareResult } from "contract";

import { startConsole } from "../tools/console-process.ts";
import { iso, measureAnswers, type Parameters } from "./answers.ts";
import { answer, type Figure } from "./figure.ts";
import { run } from "./process.ts";

const rows = Number(process.env["TELLTALE_BENCH_ROWS"] ?? 10_000_000);
const days = Number(process.env["TELLTALE_BENCH_DAYS"] ?? 30);
const hourMs = 3_600_000;

answer({
  question: "Compare, over ten million spans and ten million business events",
  method:
    `${rows.toLocaleString("en")} spans of one day with eleven attributes, and business events of ${days} days, a third of a million a day; each store is asked over HTTP through a console of its own without other load, ` +
    "warm, median of 7, with the CPU time of console and engine. Two times come from the roll-ups; values of an attribute from the spans, all of the day.",
  figures: [...(await ofSpans()), ...(await ofBusiness())],
});

async function ofSpans(): Promise<Figure[]> {
  const folder = folderOf(`store-${rows}`);
  const { endMs } = await fill<{ endMs: number }>("fill-spans.ts", [folder, String(rows)]);
  const day = { from: iso(endMs - 24 * hourMs), to: iso(endMs) };
  return measure(folder, [
    ["spans: half a day with the half before", { ...day, from: iso(endMs - 12 * hourMs) }],
    ["spans: the same of one service", { ...day, from: iso(endMs - 12 * hourMs), service: "payment" }],
    [
      "spans: two values of an attribute, a day",
      { ...day, by: "customer.tier", value: "vip", baseValue: "standard" },
    ],
    [
      "spans: two versions of a service, a day",
      { ...day, by: "service.version", value: "1.7.1", baseValue: "1.7.0", service: "payment" },
    ],
  ]);
}

async function ofBusiness(): Promise<Figure[]> {
  const folder = folderOf(`business-${days}`);
  const { today } = await fill<{ today: number }>("business-figures.ts", [folder, String(days), "fill"]);
  const to = today * 24 * hourMs;
  const [half, middle] = [(days / 2) * 24 * hourMs, to - (days / 2) * 24 * hourMs];
  return measure(folder, [
    [
      "funnels: half of the days with the half before",
      { from: iso(middle), to: iso(to), baseFrom: iso(middle - half), baseTo: iso(middle) },
    ],
    ["funnels: a day with the one before", { from: iso(to - 24 * hourMs), to: iso(to) }],
  ]);
}

function folderOf(name: string): string {
  const folder = path.join(tmpdir(), `telltale-bench-${name}`);
  mkdirSync(folder, { recursive: true });
  return folder;
}

function fill<Result>(file: string, args: readonly string[]): Promise<Result> {
  return run(`../packages/console/test/support/${file}`, args, ["--conditions=telltale-source"]);
}

async function measure(
  folder: string,
  questions: readonly (readonly [string, Parameters])[],
): Promise<Figure[]> {
  const running = await startConsole(folder);
  try {
    return await measureAnswers(running, "/api/compare", questions, (body) => {
      const { steady, changes, failed } = body as CompareResult;
      if (steady + changes.length === 0 || failed.length > 0)
        throw new Error(`Cannot measure: nothing was compared ${JSON.stringify(failed)}`);
    });
  } finally {
    await running.stop();
  }
}

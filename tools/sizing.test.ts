// The figures of docs/guide/sizing.md that name `bench` are those of docs/benchmarks.md, rounded to three or four digits.
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

import { root } from "./source-files.ts";

const read = (file: string): string => readFileSync(path.join(root, file), "utf8");
const benchmarks = read("docs/benchmarks.md");
const sizing = read("docs/guide/sizing.md");

/** The median of a row in the section of a benchmark, with its unit. */
function measured(section: string, row: string): { readonly value: number; readonly unit: string } {
  const [, text = ""] = benchmarks.split(`<!-- ${section} -->`);
  const [own = ""] = text.split("\n<!-- ");
  const line = own.split("\n").find((one) => one.startsWith(`| ${row} | `)) ?? "";
  const [, value = "", unit = ""] = /\| ([\d,.]+) ([^|]*?) \| [^|]*\|$/.exec(line) ?? [];
  return { value: Number(value.replaceAll(",", "")), unit };
}

/** As a guide may write it. */
const rounded = (value: number): string =>
  [3, 4].map((digits) => Number(value.toPrecision(digits)).toLocaleString("en")).join("|");

test.each([
  ["console-ingest", "acknowledged, HTTP", "spans over OTLP/HTTP"],
  ["console-ingest", "acknowledged, gRPC", "spans over OTLP/HTTP"],
  ["console-ingest-realistic", "acknowledged, 64 senders", "the same, **values that hardly repeat**"],
  ["console-ingest-realistic", "answer, 64 senders, p99", "the same, **values that hardly repeat**"],
  ["console-ingest-realistic", "acknowledged, 16 senders", "the same, **values that hardly repeat**"],
  ["console-ingest-realistic", "answer, 16 senders, p99", "the same, **values that hardly repeat**"],
  ["console-ingest-logs", "acknowledged, HTTP", "log records; metric points"],
  ["console-ingest-metrics", "acknowledged, HTTP", "log records; metric points"],
  ["console-ingest", "rows into the store alone", "rows into the store alone"],
  ["console-ingest", "resident at rest, console and engine", "memory of console and engine without load"],
  [
    "console-ingest",
    "resident at 20,000 spans/s and answering, console and engine",
    "memory at 20,000 spans per second",
  ],
])("%s, %s is in sizing as it was measured", (section, row, line) => {
  const { value } = measured(section, row);
  expect(value).toBeGreaterThan(0);
  const stated = sizing.split("\n").find((one) => one.startsWith(`| ${line}`)) ?? "";
  expect(stated).toMatch(new RegExp(`(?<![\\d,])(?:${rounded(value)})(?![\\d,]*\\d)`));
});

test("no figure that was measured otherwise is claimed", () => {
  // two cores receive less, and memory at rest is more than a benchmark on a fresh store shows
  expect(sizing).not.toMatch(/two cores (?:receive|hold) 46,000/);
  expect(sizing).toMatch(/memory of console and engine without load, empty store \| 335 to 370 MB/);
});

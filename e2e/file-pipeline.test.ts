// @module-tag extended
// The exercises of the guide: what each adds appears in the console and in Prometheus, and did not before.
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import type { MetricsResult, Trace, TracesResult } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";

import { end } from "../tools/child.ts";
import { createFolder, startConsole, type ConsoleProcess } from "../tools/console-process.ts";
import { findPrometheus } from "../tools/prometheus.ts";
import { root } from "../tools/source-files.ts";
import { all, get, until } from "./api.ts";

const source = path.join(root, "examples/file-pipeline/src");
const hour = { from: "-1h", to: "now" };
const { folder, remove } = createFolder();
let running: ConsoleProcess;
let page: string;

beforeAll(async () => {
  running = await startConsole(path.join(folder, "data"));
  page = running.addresses.page;
  const made = pipeline("generate", path.join(folder, "in"), "--count", "3", "--size", "12", "--broken", "1");
  if ((await exitOf(made)) !== 0) throw new Error(made.output());
});

afterAll(async () => {
  await running.stop();
  remove();
});

interface Run {
  readonly child: ChildProcess;
  output(): string;
}

function pipeline(...args: string[]): Run {
  const child = spawn(process.execPath, [path.join(source, "main.ts"), ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return { child, output: () => output };
}

async function exitOf({ child }: Run): Promise<number | null> {
  return child.exitCode ?? new Promise((resolve) => child.once("exit", resolve));
}

/** The start of the processing, and the metrics at its end. */
interface Processed {
  readonly sinceMs: number;
  readonly metrics: string;
}

/** Processes the volumes, with the solution of `exercise` if given. */
async function processed(out: string, exercise?: string): Promise<Processed> {
  const sinceMs = Date.now();
  const given =
    exercise === undefined ? [] : ["--with", path.join(source, "exercises", exercise, "start.ts")];
  const way = ["--otlp", running.addresses.otlpHttp, "--prometheus", "0", "--stay", ...given];
  const run = pipeline("process", path.join(folder, "in"), "-o", path.join(folder, out), ...way);
  const said = await until(
    async () => run.output(),
    (output) => /metrics at \S+\s/.test(output) || run.child.exitCode !== null,
  );
  const url = /metrics at (\S+)/.exec(said)?.[1];
  if (url === undefined) throw new Error(said);
  const metrics = await (await fetch(url)).text();
  expect(await end(run.child)).toBe(1);
  expect(said).toContain("2 of 3 files processed (67 %)");
  return { sinceMs, metrics };
}

/** The trace of a file that was processed without an error since `sinceMs`. */
async function traceOf({ sinceMs }: Processed): Promise<Trace> {
  const query = { ...hour, service: "file-pipeline" };
  const isWhole = ({ startNs, errorCount }: TracesResult["items"][number]): boolean =>
    errorCount === 0 && Number(BigInt(startNs) / 1_000_000n) >= sinceMs;
  const traces = await until(
    () => all<TracesResult["items"][number]>(page, "/api/traces", query),
    (seen) => seen.some(isWhole),
  );
  // its spans may come in several requests
  return until(async () => get<Trace>(page, `/api/traces/${traces.find(isWhole)?.traceId}`), hasAllParents);
}

function hasAllParents({ spans }: Trace): boolean {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  return spans.every(({ parentSpanId }) => parentSpanId === "" || ids.has(parentSpanId));
}

const namesOf = ({ spans }: Trace): string[] => spans.map(({ name }) => name);

test("1: the console shows a span of the metadata file", async () => {
  const before = await traceOf(await processed("one-before", "metadata-span"));
  expect(namesOf(before)).not.toContain("write metadata");
  const trace = await traceOf(await processed("one-after"));
  const byId = new Map(trace.spans.map((span) => [span.spanId, span]));
  const span = trace.spans.find(({ name }) => name === "write metadata");
  expect(byId.get(span?.parentSpanId ?? "")?.name).toBe("process file");
  expect(span?.attributes["file.size"]?.type).toBe("int");
});

test("2: Prometheus and the console count stages", async () => {
  const { metrics: before } = await processed("two-before", "stage-counter");
  expect(before).toMatch(/pipeline_stage_duration_seconds_count\{/);
  expect(before).not.toContain("pipeline_stage_runs_total");
  const { metrics: after } = await processed("two-after");
  expect(after).toMatch(/pipeline_stage_runs_total\{[^}]*stage_name="normalize"[^}]*\} 2\n/);
  expect(after).toMatch(/pipeline_files_failed_total\{[^}]*error_type="NiftiError"[^}]*\} 1\n/);
  expectJudged(after);
  const { metrics } = await until(
    () => get<MetricsResult>(page, "/api/metrics", { ...hour, search: "pipeline." }),
    (seen) => seen.metrics.some(({ name }) => name === "pipeline.stage.runs"),
  );
  expect(metrics.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["pipeline.file.size", "pipeline.files.failed", "pipeline.voxels"]),
  );
});

test("3: loading writes a log record with attributes on its span", async () => {
  const before = await traceOf(await processed("three-before", "load-log"));
  expect(before.logs.map(({ text }) => text)).not.toContain("volume loaded");
  const trace = await traceOf(await processed("three-after"));
  const record = trace.logs.find(({ text }) => text === "volume loaded");
  expect(trace.spans.find(({ spanId }) => spanId === record?.spanId)?.name).toBe("load volume");
});

/** Checks the text with Prometheus' own tool, where it is installed. */
function expectJudged(metrics: string): void {
  const bin = findPrometheus();
  if (bin === undefined || !existsSync(path.join(bin, "promtool"))) {
    if (process.env["TELLTALE_SERVICES"] === "required") throw new Error("no promtool");
    console.log("skipped: no promtool");
    return;
  }
  const judged = spawnSync(path.join(bin, "promtool"), ["check", "metrics"], {
    input: metrics,
    encoding: "utf8",
  });
  expect(`${judged.stdout}${judged.stderr}`).toBe("");
}

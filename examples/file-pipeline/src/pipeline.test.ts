// What the pipeline records of its work: spans and their places, attributes, counts of errors, traces that have nothing to do with each other.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Collection, collect } from "telltale/testing";
import { afterEach, beforeEach, expect, test } from "vitest";

import { processBatch } from "./batch.ts";
import { generateVolume } from "./generate.ts";
import { readNifti, writeNifti } from "./nifti.ts";
import { findOverwritten, type Job, processFile } from "./process-file.ts";

let telemetry: Collection;
let folder: string;
let job: Job;

beforeEach(async () => {
  telemetry = collect();
  folder = await mkdtemp(path.join(tmpdir(), "file-pipeline-"));
  job = { outputFolder: folder, stages: ["normalize", "resample"], gzip: false };
});
afterEach(async () => {
  telemetry.stop();
  await rm(folder, { recursive: true });
});

async function volume(name: string, bytes = writeNifti(generateVolume(8, 1), false)): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, bytes);
  return file;
}

const broken = new Uint8Array(400);

test("a file is one trace: load, each stage, write, metadata, in this order and all directly below it", async () => {
  await processFile(await volume("head.nii"), job);
  const parent = "process file";
  expect(telemetry).toHaveSpan(parent, {
    parent: null,
    status: "unset",
    attributes: { "file.name": "head.nii", "pipeline.stages": ["normalize", "resample"] },
  });
  const names = ["load volume", "stage normalize", "stage resample", "write volume", "write metadata"];
  for (const name of names) expect(telemetry).toHaveSpan(name, { parent, times: 1 });
  expect(telemetry.spans().map(({ name }) => name)).toEqual([...names, parent]);
  expect(telemetry).toHaveNoOpenSpans();
});

test("spans and metrics carry the figures: bytes, voxels, how long", async () => {
  await processFile(await volume("head.nii"), job);
  const bytes = 352 + 8 ** 3 * 4;
  expect(telemetry).toHaveSpan("load volume", { attributes: { "file.size": bytes, "volume.voxels": 512 } });
  expect(telemetry).toHaveSpan("stage resample", {
    attributes: { "stage.name": "resample", "volume.voxels": 64 },
  });
  expect(telemetry).toHaveEmittedMetric("pipeline.file.size", { count: 1, sum: bytes, unit: "By" });
  expect(telemetry).toHaveEmittedMetric("pipeline.file.duration", { count: 1, unit: "s" });
  expect(telemetry).toHaveEmittedMetric("pipeline.stage.duration", { count: 2 });
  expect(telemetry).toHaveEmittedMetric("pipeline.voxels", { sum: 1024 });
  expect(telemetry).toHaveEmittedMetric("pipeline.voxels", {
    sum: 512,
    attributes: { "stage.name": "resample" },
  });
  expect(telemetry).toHaveEmittedMetric("pipeline.files.processed", { sum: 1 });
  expect(telemetry).not.toHaveEmittedMetric("pipeline.files.failed");
});

test("the metadata beside an output leads to the trace that made it", async () => {
  const output = await processFile(await volume("head.nii.gz", writeNifti(generateVolume(8, 1), true)), job);
  const metadata = JSON.parse(await readFile(`${output}.json`, "utf8")) as Record<string, unknown>;
  const [root] = telemetry.spans("process file");
  expect(metadata).toMatchObject({
    source: "head.nii.gz",
    stages: ["normalize", "resample"],
    dimensions: [4, 4, 4],
    spacing: [2, 2, 2],
    traceId: root?.traceId,
  });
  expect(readNifti(await readFile(output)).dimensions).toEqual([4, 4, 4]);
});

test("a batch goes on after failures, counts them by error, and reports the success rate", async () => {
  const files = [
    await volume("one.nii"),
    await volume("two.nii", broken),
    path.join(folder, "none.nii"),
    await volume("three.nii"),
  ];
  const seen: (string | undefined)[] = [];
  const result = await processBatch(files, job, ({ output }) => seen.push(output && path.basename(output)));
  expect(result).toEqual({ processed: 2, failed: 2, successRate: 0.5 });
  expect(seen).toEqual(["one.nii", undefined, undefined, "three.nii"]);
  expect(telemetry).toHaveEmittedMetric("pipeline.files.processed", { sum: 2 });
  expect(telemetry).toHaveEmittedMetric("pipeline.files.failed", { sum: 2 });
  expect(telemetry).toHaveEmittedMetric("pipeline.files.failed", {
    sum: 1,
    attributes: { "error.type": "NiftiError" },
  });
  expect(telemetry).toHaveEmittedMetric("pipeline.success_rate", { value: 0.5 });
  expect(telemetry).toHaveSpan("process file", { status: "error", times: 2 });
  expect(telemetry).toHaveSpan("load volume", {
    status: "error",
    attributes: { "error.type": "NiftiError" },
  });
  expect(telemetry).toHaveLogged("file failed", { level: "error", span: "process file", times: 2 });
  expect(telemetry).toHaveLogged("batch finished", {
    attributes: { "batch.files": 4, "batch.failed": 2, "batch.success_rate": 0.5 },
  });
});

test("what would overwrite an input or another output is found before anything is done", () => {
  expect(findOverwritten(["in/a.nii", "in/b.nii.gz"], job)).toBeUndefined();
  expect(findOverwritten([path.join(folder, "a.nii")], job)).toMatch(/a\.nii is an input, and the output of/);
  expect(findOverwritten(["one/a.nii", "two/a.nii.gz"], job)).toMatch(
    /of both one\/a\.nii and two\/a\.nii\.gz/,
  );
});

test("a stage that fails is counted as such, and what comes after it is not done", async () => {
  const flat = { dimensions: [2, 2, 2], spacing: [1, 1, 1], voxels: new Float32Array(8) } as const;
  const file = await volume("flat.nii", writeNifti(flat, false));
  await expect(processFile(file, job)).rejects.toThrow("every voxel is 0");
  const failed = { "stage.name": "normalize", outcome: "failed" };
  expect(telemetry).toHaveEmittedMetric("pipeline.stage.runs", { sum: 1, attributes: failed });
  expect(telemetry).toHaveSpan("stage normalize", { status: "error", message: /every voxel/ });
  expect(telemetry).not.toHaveSpan("stage resample");
  expect(telemetry).not.toHaveSpan("write volume");
});

test("each file is a trace of its own, whatever runs beside it", async () => {
  const files = await Promise.all(["a.nii", "b.nii", "c.nii"].map(async (name) => volume(name)));
  await Promise.all(files.map(async (file) => processFile(file, job)));
  const roots = telemetry.spans("process file");
  expect(new Set(roots.map(({ traceId }) => traceId)).size).toBe(3);
  for (const { traceId, spanId } of roots) {
    const own = telemetry.spans().filter((span) => span.traceId === traceId);
    expect(own).toHaveLength(6);
    expect(own.filter(({ parentSpanId }) => parentSpanId === spanId)).toHaveLength(5);
  }
});

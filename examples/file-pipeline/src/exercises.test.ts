// Every exercise does its work before and after it is solved; only the solution records it.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Collection, collect } from "telltale/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import * as loadLogSolution from "./exercises/load-log/solution.ts";
import * as loadLogStart from "./exercises/load-log/start.ts";
import * as metadataSolution from "./exercises/metadata-span/solution.ts";
import * as metadataStart from "./exercises/metadata-span/start.ts";
import * as counterSolution from "./exercises/stage-counter/solution.ts";
import * as counterStart from "./exercises/stage-counter/start.ts";
import { generateVolume } from "./generate.ts";
import { writeNifti } from "./nifti.ts";
import { type Parts, processFile } from "./process-file.ts";

let telemetry: Collection;
let folder: string;

beforeEach(async () => {
  telemetry = collect();
  folder = await mkdtemp(path.join(tmpdir(), "exercises-"));
});
afterEach(async () => {
  telemetry.stop();
  await rm(folder, { recursive: true });
});

async function runWith(parts: Partial<Parts>): Promise<void> {
  const file = path.join(folder, "head.nii");
  await writeFile(file, writeNifti(generateVolume(8, 1), false));
  const output = await processFile(
    file,
    { outputFolder: path.join(folder), stages: ["smooth"], gzip: true },
    parts,
  );
  expect(JSON.parse(await readFile(`${output}.json`, "utf8"))).toMatchObject({ dimensions: [8, 8, 8] });
}

describe("1: a span for the metadata file", () => {
  test("before: there is none", async () => {
    await runWith(metadataStart);
    expect(telemetry).not.toHaveSpan("write metadata");
  });
  test("solved", async () => {
    await runWith(metadataSolution);
    const attributes = { "file.size": (size: number) => size > 100 };
    expect(telemetry).toHaveSpan("write metadata", { parent: "process file", attributes });
  });
});

describe("2: a counter per stage", () => {
  test("before: there is none", async () => {
    await runWith(counterStart);
    expect(telemetry).toHaveSpan("stage smooth");
    expect(telemetry).not.toHaveEmittedMetric("pipeline.stage.runs");
  });
  test("solved", async () => {
    await runWith(counterSolution);
    const attributes = { "stage.name": "smooth", outcome: "completed" };
    expect(telemetry).toHaveEmittedMetric("pipeline.stage.runs", { sum: 1, attributes });
  });
});

describe("3: a structured log record at load", () => {
  test("before: there is none", async () => {
    await runWith(loadLogStart);
    expect(telemetry).toHaveSpan("load volume");
    expect(telemetry).not.toHaveLogged("volume loaded");
  });
  test("solved", async () => {
    await runWith(loadLogSolution);
    expect(telemetry).toHaveLogged("volume loaded", {
      span: "load volume",
      attributes: { "file.name": "head.nii", "volume.voxels": 512, "volume.dimensions": "8 × 8 × 8" },
    });
  });
});

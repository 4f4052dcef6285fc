// One file, from disk to disk: the way is the same for all, and so is its telemetry.
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { counter, log, timer, trace } from "telltale";

import { loadVolume } from "./load-volume.ts";
import { writeNifti } from "./nifti.ts";
import { runStage } from "./run-stage.ts";
import { stages } from "./stages.ts";
import type { Volume } from "./volume.ts";
import { writeMetadata } from "./write-metadata.ts";

const processed = counter("pipeline.files.processed", {
  unit: "{file}",
  description: "Files that came through.",
});
const failed = counter("pipeline.files.failed", {
  unit: "{file}",
  description: "Files that did not, by error.",
});
const durations = timer("pipeline.file.duration", { description: "From reading a file to its output." });

/** Where the output goes, and what is done before. */
export interface Job {
  readonly outputFolder: string;
  readonly stages: readonly string[];
  readonly gzip: boolean;
}

/** The parts of the way that can be exchanged, as the exercises do. */
export interface Parts {
  readonly loadVolume: typeof loadVolume;
  readonly runStage: typeof runStage;
  readonly writeMetadata: typeof writeMetadata;
}

const ownParts: Parts = { loadVolume, runStage, writeMetadata };

/** Processes `file` and gives the name of the output. Each file is a trace of its own. Records an error, and throws it on. */
export async function processFile(file: string, job: Job, parts: Partial<Parts> = {}): Promise<string> {
  const name = path.basename(file);
  const attributes = { "file.name": name, "pipeline.stages": job.stages };
  return trace("process file", { root: true, attributes }, async () => {
    try {
      const output = await durations.time(() => goThrough(file, job, { ...ownParts, ...parts }));
      processed.add(1);
      return output;
    } catch (error) {
      const type = error instanceof Error ? error.name : typeof error;
      failed.add(1, { "error.type": type });
      log.error("file failed", { "file.name": name, "error.type": type, "error.message": String(error) });
      throw error;
    }
  });
}

/** Which of `files` would be overwritten, as a sentence; undefined where none would. */
export function findOverwritten(files: readonly string[], job: Job): string | undefined {
  const inputs = new Set(files.map((file) => path.resolve(file)));
  const outputs = new Map<string, string>();
  for (const file of files) {
    const output = outputOf(file, job);
    if (inputs.has(path.resolve(output))) return `${output} is an input, and the output of ${file}.`;
    const other = outputs.get(output);
    if (other !== undefined) return `${output} is the output of both ${other} and ${file}.`;
    outputs.set(output, file);
  }
  return undefined;
}

async function goThrough(file: string, job: Job, parts: Parts): Promise<string> {
  let volume = await parts.loadVolume(file);
  for (const name of job.stages) volume = await parts.runStage(name, stageNamed(name), volume);
  const output = outputOf(file, job);
  await writeVolume(output, volume, job.gzip);
  await parts.writeMetadata(output, volume, { source: path.basename(file), stages: job.stages });
  return output;
}

async function writeVolume(output: string, volume: Volume, gzip: boolean): Promise<void> {
  await trace("write volume", async (span) => {
    const bytes = writeNifti(volume, gzip);
    span.setAttribute("file.size", bytes.length);
    await writeFile(output, bytes);
  });
}

function stageNamed(name: string): (typeof stages)[string] {
  const stage = Object.hasOwn(stages, name) ? stages[name] : undefined;
  if (stage === undefined)
    throw new RangeError(`Cannot run the stage ${name}: there are ${Object.keys(stages).join(", ")}.`);
  return stage;
}

function outputOf(file: string, { outputFolder, gzip }: Job): string {
  const name = path.basename(file).replace(/\.nii(\.gz)?$/, "");
  return path.join(outputFolder, `${name}.nii${gzip ? ".gz" : ""}`);
}

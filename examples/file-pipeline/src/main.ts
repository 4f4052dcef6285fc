// The command. Parses, calls, prints; what is done with files lives elsewhere.
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { Command, InvalidArgumentError } from "commander";
import { start, type StartOptions, type Telltale } from "telltale";

import { type FileResult, processBatch } from "./batch.ts";
import { findVolumes } from "./files.ts";
import { generateVolume } from "./generate.ts";
import { writeNifti } from "./nifti.ts";
import { findOverwritten, type Parts } from "./process-file.ts";
import { stages } from "./stages.ts";

interface ProcessFlags {
  readonly output: string;
  readonly stages: readonly string[];
  readonly gzip: boolean;
  readonly quiet: boolean;
  readonly otlp?: string;
  readonly prometheus?: number | true;
  readonly stay: boolean;
  readonly report: boolean;
  readonly with?: string;
}

interface GenerateFlags {
  readonly count: number;
  readonly size: number;
  readonly seed: number;
  readonly gzip: boolean;
  readonly broken: number;
}

const names = Object.keys(stages);

const program = new Command("file-pipeline")
  .description("Processes volume files (NIfTI-1) in stages, and tells what it did.")
  .showHelpAfterError("(see --help)");

program
  .command("process", { isDefault: true })
  .description("process volumes and write each, with its metadata, to a folder")
  .argument("<in...>", "files (.nii, .nii.gz) or folders of such")
  .requiredOption("-o, --output <folder>", "folder of the results; made where there is none")
  .option("--stages <names>", `what to do, in this order, of ${names.join(", ")}`, toStages, ["normalize"])
  .option("--gzip", "write .nii.gz", false)
  .option("--quiet", "no line for each file", false)
  .option("--otlp <url>", "send telemetry there (OTEL_EXPORTER_OTLP_ENDPOINT, else http://localhost:4318)")
  .option("--prometheus [port]", "show metrics at /metrics of that port (9464)", toWhole(0))
  .option("--stay", "stay until Ctrl-C, so that Prometheus can come by", false)
  .option("--report", "print what was recorded", false)
  .option("--with <module>", "exchange parts of the pipeline for those that this module exports")
  .action(async (given: string[], flags: ProcessFlags) => {
    process.exitCode = await run(given, flags);
  });

program
  .command("generate")
  .description("make volumes to try it on")
  .argument("<folder>", "where to; made where there is none")
  .option("--count <n>", "how many", toWhole(1), 4)
  .option("--size <n>", "voxels along each edge", toWhole(2), 32)
  .option("--seed <n>", "the same volumes for the same seed", toWhole(0), 1)
  .option("--broken <n>", "how many of them cannot be read", toWhole(0), 0)
  .option("--gzip", "write .nii.gz", false)
  .action(generate);

await program.parseAsync();

async function run(given: readonly string[], flags: ProcessFlags): Promise<number> {
  const files = await findVolumes(given);
  if (files.length === 0) {
    console.error(`No volumes (.nii, .nii.gz) in ${given.join(", ")}.`);
    return 1;
  }
  const job = { outputFolder: flags.output, stages: flags.stages, gzip: flags.gzip };
  const overwritten = findOverwritten(files, job);
  if (overwritten !== undefined) {
    console.error(overwritten);
    return 1;
  }
  const parts = flags.with === undefined ? {} : await importParts(flags.with);
  const telltale = start(telemetryOptions(flags));
  await mkdir(flags.output, { recursive: true });
  const print = flags.quiet
    ? undefined
    : (result: FileResult, index: number) => showFile(result, index, files.length);
  const { processed, failed, successRate } = await processBatch(files, job, print, parts);
  console.log(`${processed} of ${files.length} files processed (${Math.round(successRate * 100)} %)`);
  if (flags.report) console.log(telltale.report());
  if (flags.stay) await untilAsked(telltale);
  await endTelemetry(telltale);
  return failed === 0 ? 0 : 1;
}

function telemetryOptions({ otlp, prometheus, report }: ProcessFlags): StartOptions {
  return {
    service: { name: "file-pipeline", version: "0.1.0" },
    endpoint: otlp,
    recorder: report,
    prometheus: prometheus === undefined ? undefined : prometheus === true ? true : { port: prometheus },
  };
}

async function importParts(module: string): Promise<Partial<Parts>> {
  return (await import(pathToFileURL(path.resolve(module)).href)) as Partial<Parts>;
}

function showFile({ file, output, error, ms }: FileResult, index: number, all: number): void {
  const what = output ?? `failed: ${error instanceof Error ? error.message : String(error)}`;
  console.error(`[${index + 1}/${all}] ${path.basename(file)} → ${what} (${ms.toFixed(0)} ms)`);
}

/** Sends what is left, for two seconds at most: a command should not hang because no receiver listens. */
async function endTelemetry(telltale: Telltale): Promise<void> {
  await telltale.stop(2000);
  const lost = Object.values(telltale.stats().traces.dropped).reduce((sum, count) => sum + count, 0);
  if (lost > 0)
    console.error(`No receiver took the telemetry: ${lost} spans are lost (--otlp says where it is).`);
}

async function untilAsked(telltale: Telltale): Promise<void> {
  await telltale.flush();
  const { prometheus } = telltale.stats();
  console.log(`staying until Ctrl-C${prometheus?.url === undefined ? "" : `; metrics at ${prometheus.url}`}`);
  // a timer keeps the process up, a signal's listener does not
  const awake = setInterval(() => {}, 60_000);
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => resolve());
  });
  clearInterval(awake);
}

async function generate(folder: string, { count, size, seed, gzip, broken }: GenerateFlags): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (let index = 0; index < count; index++) {
    const bytes = writeNifti(generateVolume(size, seed + index), gzip);
    const name = `volume-${index + 1}.nii${gzip ? ".gz" : ""}`;
    // half a file is what a copy that was broken off leaves
    const whole = index >= broken;
    await writeFile(path.join(folder, name), whole ? bytes : bytes.subarray(0, bytes.length / 2));
  }
  console.log(`${count} volumes of ${size} × ${size} × ${size} voxels in ${folder}`);
}

function toStages(text: string): string[] {
  const wanted = text.split(",").map((name) => name.trim());
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length > 0)
    throw new InvalidArgumentError(`There is no stage ${unknown.join(", ")}; there are ${names.join(", ")}.`);
  return wanted;
}

function toWhole(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < least)
      throw new InvalidArgumentError(`Expected a whole number from ${least}.`);
    return value;
  };
}

// Many files: one that fails does not stop the others, and at the end it is said how many did.
import { gauge, log } from "telltale";

import { type Job, type Parts, processFile } from "./process-file.ts";

const successRate = gauge("pipeline.success_rate", {
  unit: "1",
  description: "Share of the last batch that came through.",
});

/** What became of one file. */
export interface FileResult {
  readonly file: string;
  readonly output?: string;
  readonly error?: unknown;
  readonly ms: number;
}

/** What became of all. */
export interface BatchResult {
  readonly processed: number;
  readonly failed: number;
  /** From 0 to 1. */
  readonly successRate: number;
}

/** Processes `files` one after the other and calls `onFile` for each. Never rejects because of a file. */
export async function processBatch(
  files: readonly string[],
  job: Job,
  onFile: (result: FileResult, index: number) => void = () => {},
  parts: Partial<Parts> = {},
): Promise<BatchResult> {
  let processed = 0;
  for (const [index, file] of files.entries()) {
    const began = performance.now();
    const took = (): number => performance.now() - began;
    try {
      const output = await processFile(file, job, parts);
      processed++;
      onFile({ file, output, ms: took() }, index);
    } catch (error) {
      onFile({ file, error, ms: took() }, index);
    }
  }
  const failed = files.length - processed;
  const rate = files.length === 0 ? 1 : processed / files.length;
  successRate.set(rate);
  log.info("batch finished", {
    "batch.files": files.length,
    "batch.failed": failed,
    "batch.success_rate": rate,
    "pipeline.stages": job.stages,
  });
  return { processed, failed, successRate: rate };
}

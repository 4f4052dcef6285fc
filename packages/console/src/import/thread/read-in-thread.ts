// Reads a file in a thread of its own: whatever it holds, the console goes on answering others meanwhile, and a file that takes too much
// memory ends the thread alone.
import { existsSync } from "node:fs";
import { Worker } from "node:worker_threads";
import type { InputFile } from "../open-file.ts";
import type { ReadReport } from "../tables/table.ts";
import { inMiB } from "../lines.ts";
import { ProblemError } from "../../problem/problem.ts";
import { createMailbox } from "./mailbox.ts";
import type { EncodedBatch, FromThread, Reported, ThreadFile, ThreadNews, ThreadTask } from "./messages.ts";

const entries = [
  new URL("./thread.ts", import.meta.url),
  new URL("./import-thread.js", import.meta.url),
] as const;

/** Of objects and texts: what the largest value takes that `readJsonText` lets pass. */
const maxMemoryMiB = 1_024;

type Occurred = ThreadNews | { readonly error: unknown };

/** For tests. */
export interface ThreadSettings {
  readonly maxMemoryMiB?: number | undefined;
}

/**
 * Reads `file` as requests, of which one waits to be taken.
 *
 * @param signal aborted, with a problem as reason, when the caller has stopped waiting.
 * @throws {ProblemError} as `readInput`, and for a file that takes too much memory.
 */
export async function* readInThread(
  file: InputFile,
  nowMs: number,
  report: ReadReport,
  signal: AbortSignal,
  settings: ThreadSettings = {},
): AsyncGenerator<EncodedBatch> {
  if (file.kind === "empty") return;
  const news = createMailbox<Occurred>();
  const onAbort = (): void => news.put({ error: signal.reason });
  const worker = startThread({ file: withoutStream(file), nowMs }, settings.maxMemoryMiB ?? maxMemoryMiB);
  const feed = feederOf(file, worker, (error) => news.put({ error }));
  worker.on("message", ({ reported, about }: FromThread) => {
    for (const one of reported) repeat(one, report);
    if (about === "wants") feed();
    else if (about !== undefined) news.put(about);
  });
  worker.on("error", (error) => news.put({ error }));
  worker.on("exit", (code) => news.put({ error: new Error(`the thread of an import ended with ${code}`) }));
  signal.addEventListener("abort", onAbort);
  try {
    signal.throwIfAborted();
    for (;;) {
      const batch = batchOf(await news.take(), settings.maxMemoryMiB ?? maxMemoryMiB);
      if (batch === undefined) return;
      worker.postMessage("taken", []);
      yield batch;
    }
  } finally {
    signal.removeEventListener("abort", onAbort);
    if ("stream" in file) file.stream.destroy();
    await worker.terminate();
  }
}

function startThread(task: ThreadTask, maxOldGenerationSizeMb: number): Worker {
  return new Worker(entries.find((entry) => existsSync(entry)) ?? entries[0], {
    name: "import",
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb },
    // A limit of memory is an answer, and must not end the process.
    stderr: true,
  });
}

function withoutStream(file: Exclude<InputFile, { readonly kind: "empty" }>): ThreadFile {
  if (file.kind === "Parquet") return file;
  return file.kind === "CSV" ? { kind: "CSV", firstLine: file.firstLine } : { kind: "JSON" };
}

/** Each call sends the next chunk of the file. */
function feederOf(file: InputFile, worker: Worker, onError: (error: unknown) => void): () => void {
  if (!("stream" in file)) return () => {};
  const chunks = (file.stream as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  return () =>
    void chunks
      .next()
      .then(
        ({ done, value }) => worker.postMessage({ chunk: done === true ? undefined : value }, []),
        onError,
      );
}

function repeat(one: Reported, report: ReadReport): void {
  if (one[0] === "detected") report.detected(one[1]);
  else if (one[0] === "note") report.note(one[1]);
  else report.badRow(one[1], one[2], one[3]);
}

/** Absent at the end. */
function batchOf(news: Occurred, memoryMiB: number): EncodedBatch | undefined {
  if (typeof news === "string") return undefined;
  if ("batch" in news) return news.batch;
  if ("problem" in news) throw new ProblemError(news.problem.code, news.problem.message, news.problem.fix);
  if ("failed" in news) throw new Error(`Reading the file failed: ${news.failed}`);
  const { error } = news;
  throw isOutOfMemory(error) ? tooMuchMemory(memoryMiB) : error;
}

function isOutOfMemory(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ERR_WORKER_OUT_OF_MEMORY";
}

function tooMuchMemory(memoryMiB: number): ProblemError {
  return new ProblemError(
    "FILE_NOT_READ",
    `Reading the file takes more than ${inMiB(memoryMiB * 1024 * 1024)} of memory.`,
    "Write JSON with one record a line, or Parquet with smaller row groups.",
  );
}

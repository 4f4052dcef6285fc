// The thread that reads one file: it makes requests in OTLP's protobuf of it, which the console takes in pieces
// (docs/adr/112-take-large-requests-in-pieces.md).
import { Readable } from "node:stream";
import { parentPort, workerData } from "node:worker_threads";
import { encodeBatch } from "../batch.ts";
import { coalesce } from "../coalesce.ts";
import { uploadLimits } from "../limits.ts";
import type { InputFile } from "../open-file.ts";
import { readInput } from "../read-batches.ts";
import type { ReadReport } from "../tables/table.ts";
import { timeSpanOf } from "../time-span.ts";
import { ProblemError } from "../../problem/problem.ts";
import { createMailbox } from "./mailbox.ts";
import type { FromThread, Reported, ThreadFile, ThreadNews, ThreadTask, ToThread } from "./messages.ts";

/** As many are reported in one message. */
const maxReported = 1_000;

const chunks = createMailbox<Uint8Array | undefined>();
const takings = createMailbox<"taken">();
let reported: Reported[] = [];

parentPort?.on("message", (message: ToThread) =>
  message === "taken" ? takings.put(message) : chunks.put(message.chunk),
);

async function read({ file, nowMs }: ThreadTask): Promise<void> {
  post(await outcomeOf(() => readAll(inputOf(file), nowMs)));
  parentPort?.removeAllListeners("message");
}

async function readAll(input: InputFile, nowMs: number): Promise<void> {
  let waitsForTaking = false;
  for await (const { batch } of coalesce(readInput(input, nowMs, report, uploadLimits))) {
    const bytes = encodeBatch(batch);
    if (waitsForTaking) await takings.take();
    waitsForTaking = true;
    post({ batch: { signal: batch.signal, items: batch.items, span: timeSpanOf(batch), bytes } });
  }
}

function inputOf(file: ThreadFile): InputFile {
  if (file.kind === "Parquet") return file;
  return { ...file, stream: Readable.from(arriving(), { objectMode: false }) };
}

async function* arriving(): AsyncGenerator<Uint8Array> {
  // One is on its way while another is read.
  post("wants");
  for (;;) {
    post("wants");
    const chunk = await chunks.take();
    if (chunk === undefined) return;
    yield chunk;
  }
}

const report: ReadReport = {
  detected: (format) => note(["detected", format]),
  badRow: (...row) => note(["badRow", ...row]),
  note: (text) => note(["note", text]),
};

function note(one: Reported): void {
  // Each value is said to be detected.
  if (one[0] === "detected" && isLastDetected(one[1])) return;
  reported.push(one);
  if (reported.length >= maxReported) post();
  // The next message may be long in coming: the thread may wait for its sender.
  else if (reported.length === 1) setImmediate(postReported);
}

function postReported(): void {
  if (reported.length > 0) post();
}

let lastDetected = "";
function isLastDetected(format: string): boolean {
  const isLast = format === lastDetected;
  lastDetected = format;
  return isLast;
}

function post(about?: ThreadNews): void {
  const message: FromThread = about === undefined ? { reported } : { reported, about };
  reported = [];
  parentPort?.postMessage(message, []);
}

async function outcomeOf(act: () => Promise<void>): Promise<ThreadNews> {
  try {
    await act();
    return "done";
  } catch (error) {
    if (!(error instanceof ProblemError)) return { failed: (error as Error).stack ?? String(error) };
    const { code, message, fix } = error;
    return { problem: { code, message, fix } };
  }
}

if (parentPort !== null) void read(workerData as ThreadTask);

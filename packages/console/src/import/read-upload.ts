// Reads a file that is sent, into the intake, while it arrives: what is in the memory is a few requests, and the sender waits for the
// store. Parquet, which is read from its end, is a file in the data directory for that time.
import { randomBytes } from "node:crypto";
import { mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { maxImportBytes } from "contract";
import { deliver, type Delivery } from "./deliver.ts";
import { forEachInFlight } from "./in-flight.ts";
import { uploadLimits } from "./limits.ts";
import { openInput } from "./open-file.ts";
import { sum } from "./tally.ts";
import { readInThread } from "./thread/read-in-thread.ts";
import type { Upload } from "./uploads.ts";
import { ProblemError } from "../problem/problem.ts";

/** Requests of a file at a time. */
const maxInFlight = 2;

export interface ReadUploadOptions extends Delivery {
  /** For files that are read from their end. */
  readonly folder: string;
  /** Of the file, as it is sent; for tests. */
  readonly maxBytes?: number | undefined;
  /** What relative times are counted from. */
  readonly nowMs: number;
}

/** Reads `content` to its end; the upload has its result. Rejects only for a mistake of this program. */
export async function readUpload(
  upload: Upload,
  content: AsyncIterable<Buffer>,
  options: ReadUploadOptions,
): Promise<void> {
  const { folder, maxBytes = maxImportBytes, nowMs } = options;
  const { tally } = upload;
  const path = join(folder, randomBytes(8).toString("hex"));
  const toFile = async (bytes: AsyncIterable<Buffer>, isPacked: boolean): Promise<string> => {
    if (isPacked) throw packedParquet;
    await mkdir(folder, { recursive: true });
    // Opened first: a stream that opens its file itself may make it after an early error has removed it.
    const file = await open(path, "wx", 0o600).catch(explainFull);
    await pipeline(admitted(bytes, options), file.createWriteStream()).catch(explainFull);
    return path;
  };
  try {
    const file = await openInput(counted(content, upload, maxBytes), toFile, uploadLimits);
    const batches = readInThread(file, nowMs, tally.report, options.signal);
    await forEachInFlight(batches, maxInFlight, async (batch) =>
      tally.delivered(batch, await deliver(batch, options)),
    );
    if (file.kind === "empty") throw emptyFile;
    if (sum(tally.sent) === sum(tally.refused)) throw nothingTaken(upload);
    noteName(upload, file.kind);
    upload.state = "done";
  } catch (error) {
    upload.state = options.signal.aborted ? "cancelled" : "failed";
    if (!(error instanceof ProblemError)) {
      upload.problem = internal;
      throw error;
    }
    upload.problem = ofFile(error);
  } finally {
    await rm(path, { force: true });
  }
}

/** What is wrong with a request elsewhere is wrong with a file here, and has a fix. */
function ofFile(error: ProblemError): ProblemError {
  if (!["FORMAT_INVALID", "FILE_NOT_READ"].includes(error.code)) return error;
  const fix = error.fix === "" ? "Check the file, and import it again." : error.fix;
  return new ProblemError("FILE_NOT_READ", error.message, fix, { cause: error });
}

async function* counted(
  content: AsyncIterable<Buffer>,
  upload: Upload,
  maxBytes: number,
): AsyncGenerator<Buffer> {
  for await (const chunk of content) {
    upload.bytes += chunk.length;
    if (upload.bytes > maxBytes) throw tooLarge(maxBytes);
    yield chunk;
  }
}

const waitedFor: ReadonlySet<string> = new Set<ProblemError["code"]>(["WRITE_QUEUE_FULL", "SHARE_USED_UP"]);

/** Ends what is written to the disk when telemetry is refused, as when the disk fills up. */
async function* admitted(
  content: AsyncIterable<Buffer>,
  { intake, sender }: Pick<Delivery, "intake" | "sender">,
): AsyncGenerator<Buffer> {
  for await (const chunk of content) {
    try {
      intake.admit(sender);
    } catch (error) {
      // A full queue has nothing to do with the disk, and is waited for when the rows are sent.
      if (!(error instanceof ProblemError) || !waitedFor.has(error.code)) throw error;
    }
    yield chunk;
  }
}

/** The error for a file that is larger than one import takes. */
export function tooLarge(maxBytes: number): ProblemError {
  return new ProblemError(
    "BODY_TOO_LARGE",
    `The file has more than ${maxBytes / 1e6} MB, the most that one import takes.`,
    "Compress it with gzip, split it, or use `telltale-console import FILE`, which has no limit.",
  );
}

const emptyFile = new ProblemError(
  "FILE_NOT_READ",
  "The file is empty.",
  "Expected OTLP JSON, Zipkin, Jaeger, OpenSearch, CSV or Parquet.",
);

/** A few MB of gzip may become many GB on the disk. */
const packedParquet = new ProblemError(
  "FILE_NOT_READ",
  "Cannot read Parquet out of gzip.",
  "Unpack it: Parquet is compressed already.",
);

const internal = new ProblemError(
  "INTERNAL",
  "The console failed to read the file.",
  "The console's log has the reason.",
);

function nothingTaken({ tally: { unread, refused, rejectedRows } }: Upload): ProblemError {
  const rows = unread + sum(refused);
  if (rows === 0)
    return new ProblemError(
      "FILE_NOT_READ",
      "The file has no spans, log records or metric points.",
      "Check that it is the file you meant.",
    );
  const { where, reason } = rejectedRows[0]!;
  const first = where === "" ? reason : `${where}: ${reason}`;
  return new ProblemError(
    "FILE_NOT_READ",
    `${rows === 1 ? "The only row of the file cannot" : `None of the ${rows} rows of the file can`} be stored. ${first}`,
    "Correct the rows, and import the file again.",
  );
}

const endings: Readonly<Record<"JSON" | "CSV" | "Parquet", RegExp>> = {
  JSON: /\.(json|jsonl|ndjson|txt|log)$/i,
  CSV: /\.(csv|tsv|txt)$/i,
  Parquet: /\.(parquet|pq)$/i,
};

/** The format is that of the content; a name that promises another one is worth a remark. */
function noteName({ name, tally }: Upload, kind: keyof typeof endings): void {
  const plain = name.replace(/\.gz$/i, "");
  const promised = Object.entries(endings).some(([, ending]) => ending.test(plain));
  if (promised && !endings[kind].test(plain))
    tally.report.note(`The name \`${name}\` promises another format than the content, which is ${kind}.`);
}

function explainFull(cause: NodeJS.ErrnoException): never {
  if (cause instanceof ProblemError || cause.code !== "ENOSPC") throw cause;
  throw new ProblemError(
    "STORE_DISK_FULL",
    "The disk of the data directory has no room for the file.",
    "Free some space, or import it with `telltale-console import FILE`.",
    { cause },
  );
}

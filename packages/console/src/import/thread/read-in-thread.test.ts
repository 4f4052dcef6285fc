import { Readable } from "node:stream";
import { decodeLogs } from "otlp";
import { expect, test } from "vitest";
import { nowMs } from "../../../test/support/messages.ts";
import { ProblemError } from "../../problem/problem.ts";
import type { InputFile } from "../open-file.ts";
import { createTally } from "../tally.ts";
import { readInThread } from "./read-in-thread.ts";

const timeMs = Date.parse("2026-11-20T12:00:00Z");
const logLine = (at: number): string =>
  JSON.stringify({
    resourceLogs: [
      {
        scopeLogs: [
          { logRecords: [{ timeUnixNano: `${timeMs + at}000000`, body: { stringValue: `line ${at}` } }] },
        ],
      },
    ],
  });

const json = (chunks: Iterable<Buffer> | AsyncIterable<Buffer>): InputFile => ({
  kind: "JSON",
  stream: Readable.from(chunks, { objectMode: false }),
});

const forEver = new AbortController().signal;

async function read(file: InputFile, signal = forEver, maxMemoryMiB?: number) {
  const tally = createTally(10);
  const batches = [];
  for await (const batch of readInThread(file, nowMs, tally.report, signal, { maxMemoryMiB }))
    batches.push(batch);
  return { batches, tally };
}

test("requests come with when they were, and what was noticed", async () => {
  const lines = Array.from({ length: 6_000 }, (_, at) => (at === 7 ? "nonsense" : logLine(at)));
  const { batches, tally } = await read(json(lines.map((line) => Buffer.from(`${line}\n`))));
  expect(batches.map(({ signal, items, span }) => [signal, items, span.firstMs - timeMs])).toEqual([
    ["logs", 5_000, 0],
    ["logs", 999, 5_001],
  ]);
  const bodies = batches.flatMap(({ bytes }) =>
    decodeLogs(bytes).flatMap(({ scopeLogs }) =>
      scopeLogs.flatMap(({ logRecords }) => logRecords.map(({ body }) => body)),
    ),
  );
  expect([bodies.length, bodies[0], bodies.at(-1)]).toEqual([5_999, "line 0", "line 5999"]);
  expect([tally.format, tally.unread]).toEqual(["OTLP JSON", 1]);
  expect(tally.rejectedRows[0]).toMatchObject({ where: "Line 8" });
});

test("a table comes with its first line", async () => {
  const firstLine = "trace_id,span_id,name,start_time,duration_ns";
  const row = "5b8efff798038103d269b633813fc60c,eee19b7ec3c1b174,GET /,2026-11-20T12:00:00Z,5";
  const stream = Readable.from([Buffer.from(`${firstLine}\n${row}\n`)], { objectMode: false });
  const { batches, tally } = await read({ kind: "CSV", firstLine, stream });
  expect(batches.map(({ signal, items }) => [signal, items])).toEqual([["traces", 1]]);
  expect(tally.format).toBe("CSV");
});

test("a problem of the file is one here, and what fails of its content is the same error", async () => {
  const unreadable = read(json([Buffer.from("[1, 2")]));
  await expect(unreadable).rejects.toBeInstanceOf(ProblemError);
  await expect(unreadable).rejects.toMatchObject({
    code: "FILE_NOT_READ",
    fix: expect.stringMatching(/^Expected one JSON/) as string,
  });
  const gone = new ProblemError("BAD_BODY", "gone");
  async function* cutOff(): AsyncGenerator<Buffer> {
    yield Buffer.from(`${logLine(1)}\n`);
    throw gone;
  }
  await expect(read(json(cutOff()))).rejects.toBe(gone);
});

test("ends at once when the caller stops waiting, also while its content is silent", async () => {
  const left = new AbortController();
  const reason = new ProblemError("BAD_BODY", "left");
  async function* silent(): AsyncGenerator<Buffer> {
    yield Buffer.from(`${logLine(1)}\n`);
    left.abort(reason);
    await new Promise(() => {});
  }
  const file = json(silent());
  await expect(read(file, left.signal)).rejects.toBe(reason);
  expect("stream" in file && file.stream.destroyed).toBe(true);
  await expect(read(json([]), AbortSignal.abort(reason))).rejects.toBe(reason);
});

test("a file that takes too much memory is refused, and this process goes on", async () => {
  const list = Buffer.from(`[${Array.from({ length: 400_000 }, (_, at) => `{"a${at}":[${at}]}`).join()}]`);
  await expect(read(json([list]), forEver, 64)).rejects.toMatchObject({
    code: "FILE_NOT_READ",
    message: "Reading the file takes more than 64 MiB of memory.",
  });
});

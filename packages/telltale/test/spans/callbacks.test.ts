// Work that ends otherwise than by a promise: callbacks of Node, event emitters, streams.
import { EventEmitter, once } from "node:events";
import { readFile } from "node:fs";
import { finished, pipeline, Readable, Transform, Writable } from "node:stream";
import { pipeline as piped } from "node:stream/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { activeSpan, addAttribute, startSpan, trace, withContext } from "../../src/index.ts";
import { collect, type Collected, type SentSpan } from "../collect.ts";

let sent: Collected;

beforeAll(() => {
  sent = collect();
});

afterAll(async () => sent.stop());

async function spanNamed(name: string): Promise<SentSpan | undefined> {
  await sent.flush();
  return sent.spans(name)[0];
}

/** Calls `work` with a callback and waits until it is called. */
async function called<Result>(work: (done: (...results: unknown[]) => Result) => void): Promise<unknown[]> {
  return new Promise((resolve) => work((...results) => resolve(results) as Result));
}

test("a callback of Node ends the span; it runs where it was made, with what it is called with", async () => {
  const [error, text] = await trace("around", async (around) =>
    called((done) => {
      const span = startSpan("read file");
      readFile(
        new URL(import.meta.url),
        "utf8",
        span.callback((failure, content) => {
          expect(activeSpan()).toBe(around);
          expect(span.isRecording()).toBe(false);
          done(failure, content);
        }),
      );
    }),
  );
  expect(error).toBe(null);
  expect(text).toContain("a callback of Node ends the span");
  const [around, read] = [await spanNamed("around"), await spanNamed("read file")];
  expect(read).toMatchObject({ parentId: around?.spanId, status: 0 });
});

test("a callback's error is the span's, and the very same reaches the callback", async () => {
  const [error] = await called((done) => {
    readFile("/nowhere/at/all", startSpan("read nothing").callback(done));
  });
  expect(error).toMatchObject({ code: "ENOENT" });
  expect(await spanNamed("read nothing")).toMatchObject({
    status: 2,
    attributes: { "error.type": "ENOENT" },
    events: [{ name: "exception" }],
  });
});

test("an exit code of 0, and `false` of a socket, are not errors; another code is", async () => {
  for (const first of [0, false, 3]) startSpan(`first ${first}`).callback()(first);
  expect(await spanNamed("first 0")).toMatchObject({ status: 0 });
  expect(await spanNamed("first false")).toMatchObject({ status: 0 });
  expect(await spanNamed("first 3")).toMatchObject({ status: 2, message: "3" });
});

test("`this`, what is returned and what is thrown pass through; called again nothing is counted twice", async () => {
  const span = startSpan("methods");
  const owner = {
    base: 2,
    add: span.callback(function add(this: { base: number }, _error: null, more: number) {
      if (more < 0) throw new RangeError("negative");
      return this.base + more;
    }),
  };
  expect(owner.add(null, 3)).toBe(5);
  expect(owner.add(null, 4)).toBe(6);
  expect(() => owner.add(null, -1)).toThrow(RangeError);
  await sent.flush();
  expect(sent.spans("methods")).toHaveLength(1);
});

test("an emitter: the listeners run in the span, `end` and `error` end it", async () => {
  for (const [name, ending] of [
    ["job done", "end"],
    ["job broken", "error"],
  ] as const) {
    const job = new EventEmitter();
    const span = startSpan(name);
    job.on("progress", (share: number) => span.run(() => addAttribute("job.share", share)));
    job.once("end", span.callback()).once("error", span.callback());
    withContext({ elsewhere: true }, () => job.emit("progress", 0.5));
    job.emit(ending, ...(ending === "error" ? [new TypeError("bad part")] : []));
  }
  expect(await spanNamed("job done")).toMatchObject({ status: 0, attributes: { "job.share": 0.5 } });
  expect(await spanNamed("job broken")).toMatchObject({ status: 2, message: "bad part" });
});

test("an emitter that is awaited needs nothing of its own", async () => {
  const job = new EventEmitter();
  const done = trace("awaited", async () => once(job, "end"));
  job.emit("end", 42);
  expect(await done).toEqual([42]);
  expect(await spanNamed("awaited")).toMatchObject({ status: 0 });
});

const upper = (): Transform =>
  new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (String(chunk) === "bad") done(new RangeError("bad chunk"));
      else done(null, String(chunk).toUpperCase());
    },
  });

test("streams: a pipeline that is awaited, one with a callback, and one stream by itself", async () => {
  const kept: string[] = [];
  const sink = (): Writable =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        kept.push(String(chunk));
        done();
      },
    });
  await trace("awaited pipeline", async () => piped(Readable.from(["a", "b"]), upper(), sink()));
  const [error] = await called((done) => {
    const span = startSpan("pipeline");
    pipeline(Readable.from(["c", "bad"]), upper(), sink(), span.callback(done));
  });
  expect(error).toBeInstanceOf(RangeError);
  const stream = Readable.from(["x"]);
  finished(stream, startSpan("stream").callback());
  for await (const _ of stream);
  expect(kept).toEqual(["A", "B", "C"]);
  expect(await spanNamed("awaited pipeline")).toMatchObject({ status: 0 });
  expect(await spanNamed("pipeline")).toMatchObject({ status: 2, message: "bad chunk" });
  expect(await spanNamed("stream")).toMatchObject({ status: 0 });
});

test("`fail` marks a span that goes on; after the end it is counted", async () => {
  const span = startSpan("kept open");
  expect(span.fail(new Error("first try")).isRecording()).toBe(true);
  span.end();
  span.fail(new Error("too late"));
  expect(await spanNamed("kept open")).toMatchObject({ status: 2, message: "first try" });
});

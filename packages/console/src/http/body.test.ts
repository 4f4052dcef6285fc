import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { expect, test, vi } from "vitest";
import type { ProblemError } from "../problem/problem.ts";
import { createAdmitter } from "../receive/admit.ts";
import { readBody } from "./body.ts";

function request(chunks: readonly Uint8Array[], headers: Record<string, string> = {}): IncomingMessage {
  return Object.assign(
    Readable.from(
      chunks.map((chunk) => Buffer.from(chunk)),
      { objectMode: true },
    ),
    { headers },
  ) as unknown as IncomingMessage;
}

test("chunks are joined, and their bytes are reserved while they are held", async () => {
  const admitter = createAdmitter();
  const admission = admitter.open();
  const body = await readBody(request([Uint8Array.of(1, 2), Uint8Array.of(3)]), admission);
  expect([...body]).toEqual([1, 2, 3]);
  expect(admitter.bytes).toBe(3);
  admission.release();
  expect(admitter.bytes).toBe(0);
});

test("when others use up the budget, reading stops", async () => {
  const admitter = createAdmitter(10);
  admitter.open().reserve(9);
  await expect(readBody(request([Uint8Array.of(1), Uint8Array.of(2)]), admitter.open())).rejects.toThrow(
    expect.objectContaining({ code: "RECEIVER_BUSY" }),
  );
});

test("zstd is read where this Node has it", async () => {
  const admission = createAdmitter().open();
  const body = await readBody(
    request([zstdCompressSync(Uint8Array.of(7, 7, 7))], { "content-encoding": "zstd" }),
    admission,
  );
  expect([...body]).toEqual([7, 7, 7]);
});

test.each([
  ["gzip", gzipSync],
  ["deflate", deflateSync],
  ["zstd", zstdCompressSync],
] as const)("%s is unpacked no further than the budget reaches", async (encoding, compress) => {
  const bomb = compress(Buffer.alloc(4_000_000));
  // Whoever came so far would find that it is broken.
  bomb.fill(0xff, Math.floor(bomb.length * 0.75), bomb.length - 8);
  const admitter = createAdmitter(200_000);
  admitter.open().reserve(1);
  await expect(readBody(request([bomb], { "content-encoding": encoding }), admitter.open())).rejects.toThrow(
    expect.objectContaining({ code: "RECEIVER_BUSY" }),
  );
});

test("what is unpacked is asked for at its own size, in one part or several", async () => {
  const text = Buffer.from("order-789 paid ".repeat(20_000));
  const half = gzipSync(text.subarray(0, 150_000));
  for (const [encoding, packed] of [
    ["gzip", gzipSync(text)],
    ["gzip", Buffer.concat([half, gzipSync(text.subarray(150_000))])],
    ["deflate", deflateSync(text)],
    ["zstd", zstdCompressSync(text)],
  ] as const) {
    const admitter = createAdmitter();
    const body = await readBody(request([packed], { "content-encoding": encoding }), admitter.open());
    expect(Buffer.from(body).equals(text)).toBe(true);
    expect(admitter.bytes).toBe(packed.length + text.length);
  }
});

test("of many bombs at once as many are held as the budget has room for, and what is small is read beside them", async () => {
  const admitter = createAdmitter(1_000_000);
  const bomb = gzipSync(Buffer.alloc(300_000));
  const small = gzipSync(Buffer.from("small"));
  let most = 0;
  const read = async (bytes: Uint8Array): Promise<string> => {
    const admission = admitter.open();
    const counted = {
      ...admission,
      reserve(length: number) {
        admission.reserve(length);
        most = Math.max(most, admitter.bytes);
      },
    };
    try {
      await readBody(request([bytes], { "content-encoding": "gzip" }), counted);
      return "read";
    } catch (error) {
      return (error as ProblemError).code;
    } finally {
      admission.release();
    }
  };
  const outcomes = await Promise.all([...Array.from({ length: 40 }, () => read(bomb)), read(small)]);
  expect(new Set(outcomes.slice(0, 40))).toEqual(new Set(["read", "RECEIVER_BUSY"]));
  expect(most).toBeLessThanOrEqual(1_000_000);
  expect(admitter.bytes).toBe(0);
  expect(await read(small)).toBe("read");
});

test.each([
  ["cut short", gzipSync("whole").subarray(0, 20)],
  ["something else", Buffer.from("no gzip at all")],
])("gzip that is %s is a bad request", async (_what, bytes) => {
  await expect(
    readBody(request([bytes], { "content-encoding": "gzip" }), createAdmitter().open()),
  ).rejects.toMatchObject({ status: 400 });
});

test("a client that goes away in the middle is a bad request, not our mistake", async () => {
  const broken = new Readable({
    read() {
      this.destroy(Object.assign(new Error("aborted"), { code: "ECONNRESET" }));
    },
  });
  const incoming = Object.assign(broken, { headers: {} }) as unknown as IncomingMessage;
  await expect(readBody(incoming, createAdmitter().open())).rejects.toThrow(
    "The connection was closed before the whole body arrived.",
  );
});

test("of a sender who falls silent nothing is kept: 408 after ten seconds, which begin anew with each byte", async () => {
  vi.useFakeTimers();
  try {
    const incoming = Object.assign(new Readable({ read() {} }), {
      headers: {},
    }) as unknown as IncomingMessage & Readable;
    const failed = readBody(incoming, createAdmitter().open()).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(9_999);
    incoming.push(Buffer.of(1));
    await vi.advanceTimersByTimeAsync(9_999);
    expect(incoming.isPaused()).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await failed).toMatchObject({ status: 408, message: "No more of the body arrived for 10 s." });
  } finally {
    vi.useRealTimers();
  }
});

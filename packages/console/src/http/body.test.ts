import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { zstdCompressSync } from "node:zlib";
import { expect, test, vi } from "vitest";
import { BusyError, createAdmitter } from "../receive/admit.ts";
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
    BusyError,
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

test("a client that goes away in the middle is a bad request, not our mistake", async () => {
  const broken = new Readable({
    read() {
      this.destroy(Object.assign(new Error("aborted"), { code: "ECONNRESET" }));
    },
  });
  const incoming = Object.assign(broken, { headers: {} }) as unknown as IncomingMessage;
  await expect(readBody(incoming, createAdmitter().open())).rejects.toThrow(
    "The connection was closed before the whole body had come.",
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
    expect(await failed).toMatchObject({ status: 408, message: "Nothing more of the body came for 10 s." });
  } finally {
    vi.useRealTimers();
  }
});

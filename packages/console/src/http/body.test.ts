import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { expect, test, vi } from "vitest";
import type { ProblemError } from "../problem/problem.ts";
import { type Admission, createAdmitter, senderGone } from "../receive/admit.ts";
import { readBody, type ReadBodyOptions } from "./body.ts";
import { inflaters } from "./unpack.ts";

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
  // Reading this far would show that it is broken.
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

/** What `readBody` made of gzip, and what it reserved at most. */
async function outcomeOf(packed: Uint8Array, encoding = "gzip", options: ReadBodyOptions = {}) {
  const admitter = createAdmitter();
  const admission = admitter.open();
  let pieces = 0;
  const counted: Admission = {
    ...admission,
    reserve(length) {
      pieces++;
      admission.reserve(length);
    },
  };
  const incoming = request([packed], { "content-encoding": encoding });
  const result = await readBody(incoming, counted, options).then(
    (body) => body.length,
    (error: ProblemError) => error.code,
  );
  return { result, pieces, reserved: admitter.bytes };
}

/** `packed` says that it is empty. */
function withFalseSize(packed: Buffer): Buffer {
  packed.writeUInt32LE(0, packed.length - 4);
  return packed;
}

test.each([
  ["gzip", gzipSync],
  ["zstd", zstdCompressSync],
] as const)(
  "%s that declares more than a request may have is not decompressed",
  async (encoding, compress) => {
    const packed = compress(Buffer.alloc(2_000_000));
    const { result, reserved } = await outcomeOf(packed, encoding, { maxBytes: 1_000_000 });
    expect([result, reserved]).toEqual(["BODY_TOO_LARGE", packed.length]);
  },
);

test("a bomb is refused by its declared ratio, and a false size after a few pieces", async () => {
  const zeros = Buffer.alloc(60_000_000);
  const honest = gzipSync(zeros);
  expect(await outcomeOf(honest)).toEqual({
    result: "BODY_TOO_COMPRESSED",
    pieces: 1,
    reserved: honest.length,
  });
  for (const [packed, encoding] of [
    [withFalseSize(gzipSync(zeros)), "gzip"],
    [deflateSync(zeros), "deflate"],
  ] as const) {
    const { result, reserved } = await outcomeOf(packed, encoding);
    expect(result).toBe("BODY_TOO_COMPRESSED");
    expect(reserved).toBeLessThan(9_000_000);
  }
});

test("the most repetitive requests that measure something are read", async () => {
  const points = Array.from({ length: 40_000 }, (_, at) => ({
    startTimeUnixNano: "1795521600000000000",
    timeUnixNano: "1795521610000000000",
    count: "0",
    sum: 0,
    bucketCounts: Array(16).fill("0"),
    explicitBounds: [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000],
    attributes: [{ key: "http.route", value: { stringValue: `/orders/${at}` } }],
  }));
  const text = Buffer.from(JSON.stringify(points));
  const [gzip, zstd] = [gzipSync(text), zstdCompressSync(text)];
  expect(text.length / gzip.length).toBeGreaterThan(80);
  expect(text.length / zstd.length).toBeGreaterThan(150);
  expect((await outcomeOf(gzip)).result).toBe(text.length);
  expect((await outcomeOf(zstd, "zstd")).result).toBe(text.length);
});

test("a large body is decompressed in a few pieces: each costs a turn of the event loop", async () => {
  const content = randomBytes(16_000_000);
  const { result, pieces } = await outcomeOf(deflateSync(content, { level: 0 }), "deflate");
  expect(result).toBe(content.length);
  // One of them is the body as it was sent.
  expect(pieces).toBeLessThanOrEqual(7);
});

test("a declared size that is too small does not make the pieces small", async () => {
  const parts = [randomBytes(3_000_000), Buffer.alloc(13_000_000, "order-789 paid "), Buffer.from("end")];
  const packed = Buffer.concat(parts.map((part) => gzipSync(part, { level: 1 })));
  const { result, pieces } = await outcomeOf(packed);
  expect(result).toBe(16_000_003);
  expect(pieces).toBeLessThanOrEqual(15);
});

test("when the sender leaves, or it takes too long, decompressing ends", async () => {
  const packed = deflateSync(randomBytes(32_000_000), { level: 0 });
  const gone = new AbortController();
  const inflate = inflaters.get("deflate")!;
  const bounds = { maxBytes: 64_000_000, reserve: () => gone.abort(senderGone()), signal: gone.signal };
  await expect(inflate(packed, bounds)).rejects.toThrow("closed before the request was answered");
  await expect(
    inflate(packed, { maxBytes: 64_000_000, reserve: () => undefined, withinMs: 1 }),
  ).rejects.toMatchObject({ code: "RECEIVER_BUSY", retryAfterSeconds: 5 });
});

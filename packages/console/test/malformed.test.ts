// What strangers send: mutations of real payloads of every protocol, and connections that do not behave. The console must not end,
// answer with a status of its own fault, or let its memory grow; and well-behaved clients are served meanwhile. A small number by default;
// `TELLTALE_MALFORMED=100000` for the long form, `TELLTALE_MALFORMED_SEED` for another seed.
// @module-tag extended
import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { encodeTraces } from "otlp";
import snappy from "snappyjs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { attackGrpc } from "./hostile/send-grpc.ts";
import { type Answers, attackHttp, send } from "./hostile/send-http.ts";
import { makeSeeds, type Protocol, type Seed } from "./hostile/seeds.ts";
import { misbehave } from "./hostile/sockets.ts";
import { type ConsoleProcess, makePreparedDir, startConsoleProcess } from "./support/console-process.ts";
import { makeSpan, makeTraces } from "./support/messages.ts";

const payloads = Number(process.env["TELLTALE_MALFORMED"] ?? 150);
const seed = Number(process.env["TELLTALE_MALFORMED_SEED"] ?? 1);
const timeoutMs = 180_000 + payloads * 20;

/** Bytes of floods of nothing; all that is taken in the long form. */
const flood = payloads >= 10_000 ? 60_000_000 : 4_000_000;

/** Of the console alone, without the engine. */
const maxResidentMiB = 900;

const directory = await makePreparedDir();
let running: ConsoleProcess;
let seeds: Readonly<Record<Protocol, readonly Seed[]>>;
let good: GoodSender;

beforeAll(async () => {
  seeds = await makeSeeds();
  running = await startConsoleProcess(directory.path, ["--zipkin-port", "0", "--jaeger-port", "0"]);
  good = startGoodSender(running.addresses.otlpHttp);
});

afterAll(async () => {
  await good.stop();
  running.child.kill("SIGKILL");
  await running.ended;
  directory.remove();
});

interface GoodSender {
  /** Milliseconds until each request was stored, since the last time: a busy console may ask a sender to try again (503). */
  take(): Promise<readonly number[]>;
  stop(): Promise<void>;
}

/** One good request after the other, all the time. */
function startGoodSender(url: string): GoodSender {
  let took: number[] = [];
  let stopped = false;
  let failure: unknown;
  let number = 0;
  const work = (async () => {
    while (!stopped) {
      const spanId = new Uint8Array(8);
      new DataView(spanId.buffer).setUint32(4, ++number);
      const now = BigInt(Date.now()) * 1_000_000n;
      const body = encodeTraces(
        makeTraces([makeSpan({ spanId, startTimeUnixNano: now, endTimeUnixNano: now + 1n })]),
      );
      const begun = performance.now();
      const ask = async () =>
        send(url, {
          path: "/v1/traces",
          body: Buffer.from(body),
          headers: { "content-type": "application/x-protobuf" },
        });
      let status = await ask();
      while (status === 503 && !stopped) {
        await setTimeout(100);
        status = await ask();
      }
      if (status !== 200) failure = new Error(`A good request was answered with ${status}.`);
      took.push(performance.now() - begun);
    }
  })();
  return {
    async take() {
      await expect.poll(() => took.length).toBeGreaterThan(0);
      if (failure !== undefined) throw failure;
      const result = took.toSorted((a, b) => a - b);
      took = [];
      return result;
    },
    async stop() {
      stopped = true;
      await work;
    },
  };
}

/** Peak and present memory of the console's process, in MiB. */
function memory(): { readonly peak: number; readonly now: number } {
  const status = readFileSync(`/proc/${running.child.pid}/status`, "utf8");
  const of = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
  return { peak: of("VmHWM"), now: of("VmRSS") };
}

async function judge(what: string, answers: Answers, allowed: readonly (number | "closed")[]): Promise<void> {
  const took = await good.take();
  const { peak, now } = memory();
  const reported = [...answers]
    .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1))
    .map(([status, count]) => `${status}: ${count}`);
  const at = (share: number): string =>
    took[Math.min(Math.floor(took.length * share), took.length - 1)]!.toFixed(0);
  console.log(
    `${what}: ${reported.join(", ")}; good requests ${took.length}, ${at(0.5)} ms median, ${at(0.99)} ms p99, ${at(1)} ms longest; memory ${now.toFixed(0)} MiB, peak ${peak.toFixed(0)} MiB`,
  );
  expect([...answers.keys()].filter((status) => !allowed.includes(status))).toEqual([]);
  expect(running.child.exitCode).toBeNull();
  expect(now).toBeLessThan(maxResidentMiB);
}

const fine = [200, 202, 204, 400, 404, 405, 413, 415, 429];

test.each(["OTLP/HTTP protobuf", "OTLP/HTTP JSON", "Zipkin", "Jaeger", "remote write"] as const)(
  "%s: mutations are answered as the sender's fault",
  async (protocol) => {
    const { otlpHttp, zipkin, jaeger } = running.addresses;
    const url = protocol === "Zipkin" ? zipkin! : protocol === "Jaeger" ? jaeger! : otlpHttp;
    const answers = await attackHttp({ url, seeds: seeds[protocol], payloads, seed });
    await judge(protocol, answers, fine);
    expect([...answers.values()].reduce((sum, count) => sum + count, 0)).toBe(payloads);
    // Most mutations break something.
    expect(answers.get(400)).toBeGreaterThan(payloads / 5);
  },
  timeoutMs,
);

test(
  "OTLP/gRPC: mutations are answered as the sender's fault",
  async () => {
    const answers = await attackGrpc({
      url: running.addresses.otlpGrpc,
      seeds: seeds["OTLP/gRPC"],
      payloads,
      seed,
    });
    // OK, CANCELLED, INVALID_ARGUMENT, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, UNIMPLEMENTED, and INTERNAL, which gRPC itself has for
    // messages that do not decompress; and HTTP's 415.
    await judge("OTLP/gRPC", answers, [0, 1, 3, 4, 8, 12, 13, 415, "closed"]);
    expect(answers.get(3)).toBeGreaterThan(payloads / 5);
    expect(answers.get(13) ?? 0).toBeLessThan(payloads / 5);
  },
  timeoutMs,
);

/** A value in lists in lists, `depth` of them, as an attribute of a resource. */
function nestedProtobuf(depth: number): Buffer {
  let parts: Buffer[] = [Buffer.of(0x0a, 0x01, 0x61)];
  let length = 3;
  const wrap = (tag: number): void => {
    const head = Buffer.from([tag, ...varint(length)]);
    parts = [head, ...parts];
    length += head.length;
  };
  const heads: Buffer[] = [];
  for (let i = 0; i < depth; i++) {
    for (const tag of [0x0a, 0x2a]) {
      const head = Buffer.from([tag, ...varint(length)]);
      heads.push(head);
      length += head.length;
    }
  }
  parts = [...heads.toReversed(), ...parts];
  for (const tag of [0x12, 0x0a, 0x0a, 0x0a]) wrap(tag);
  return Buffer.concat(parts);
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}

test("bombs, depths and lies cost only their sender an answer", async () => {
  const { otlpHttp, zipkin } = running.addresses;
  const answers: Answers = new Map();
  const note = async (
    name: string,
    url: string,
    path: string,
    body: Buffer,
    headers: Record<string, string>,
    expected: number,
  ) => {
    const begun = performance.now();
    const status = await send(url, { path, body, headers });
    answers.set(status, (answers.get(status) ?? 0) + 1);
    console.log(
      `${name}: ${status} after ${(performance.now() - begun).toFixed(0)} ms, memory ${memory().now.toFixed(0)} MiB`,
    );
    expect([name, status]).toEqual([name, expected]);
  };
  const inProtobuf = { "content-type": "application/x-protobuf" };
  const inJson = { "content-type": "application/json" };
  const large = Buffer.alloc(64 * 1024 * 1024 + 1, "[");
  const depth = 10_000;
  await note(
    "gzip bomb",
    otlpHttp,
    "/v1/traces",
    gzipSync(large),
    { ...inProtobuf, "content-encoding": "gzip" },
    413,
  );
  await note(
    "nested gzip",
    otlpHttp,
    "/v1/traces",
    gzipSync(gzipSync(large)),
    { ...inProtobuf, "content-encoding": "gzip" },
    400,
  );
  await note(
    "zipkin gzip bomb",
    zipkin!,
    "/api/v2/spans",
    gzipSync(large),
    { ...inJson, "content-encoding": "gzip" },
    413,
  );
  await note(
    "snappy bomb",
    otlpHttp,
    "/api/v1/write",
    Buffer.from("ffffffff0f00", "hex"),
    { ...inProtobuf, "content-encoding": "snappy" },
    413,
  );
  await note(
    "snappy of zeros",
    otlpHttp,
    "/api/v1/write",
    Buffer.from(snappy.compress(new Uint8Array(flood))),
    { ...inProtobuf, "content-encoding": "snappy" },
    400,
  );
  await note("deep protobuf", otlpHttp, "/v1/traces", nestedProtobuf(depth), inProtobuf, 400);
  await note("deep enough protobuf", otlpHttp, "/v1/traces", nestedProtobuf(60), inProtobuf, 200);
  const nested = `${'{"arrayValue":{"values":['.repeat(depth)}{}${"]}}".repeat(depth)}`;
  const resource = `{"resourceSpans":[{"resource":{"attributes":[{"key":"a","value":${nested}}]}}]}`;
  await note("deep JSON", otlpHttp, "/v1/traces", Buffer.from(resource), inJson, 400);
  await note(
    "deep unknown JSON",
    otlpHttp,
    "/v1/logs",
    Buffer.from(`{"x":${"[".repeat(depth)}${"]".repeat(depth)}}`),
    inJson,
    400,
  );
  const endless = `{"resourceSpans":[{"resource":{"attributes":[{"value":{"doubleValue":"${"1".repeat(5_000_000)}x"}}]}}]}`;
  await note("a number without an end", otlpHttp, "/v1/traces", Buffer.from(endless), inJson, 400);
  await note("brackets", otlpHttp, "/v1/traces", large.subarray(0, flood), inJson, 400);
  await note(
    "empty objects",
    otlpHttp,
    "/v1/traces",
    Buffer.from(`{"x":[${"{},".repeat(flood / 4)}{}]}`),
    inJson,
    400,
  );
  await note(
    "empty spans",
    otlpHttp,
    "/v1/traces",
    Buffer.alloc(flood, Buffer.of(0x0a, 0x00)),
    inProtobuf,
    400,
  );
  await note(
    "empty series",
    otlpHttp,
    "/api/v1/write",
    Buffer.from(snappy.compress(new Uint8Array(flood).map((_, at) => (at % 2 === 0 ? 0x0a : 0)))),
    { ...inProtobuf, "content-encoding": "snappy" },
    400,
  );
  await judge("bombs", answers, fine);
});

test("connections that do not behave are answered or closed, and delay no other client", async () => {
  const port = Number(new URL(running.addresses.otlpHttp).port);
  const head = (more: string): string =>
    `POST /v1/traces HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-protobuf\r\n${more}\r\n`;
  const many = Math.max(Math.round(payloads / 100), 4);
  const each = await Promise.all([
    // What was promised does not come, and the connection is closed half.
    misbehave(port, [head("Content-Length: 100\r\n"), "abc"], { halfClose: true }),
    // More comes than was promised: the rest is not a request.
    misbehave(port, [head("Content-Length: 1\r\n"), "\nGARBAGE GARBAGE\r\n\r\n"]),
    misbehave(port, [head("Content-Length: -5\r\n")]),
    misbehave(port, [head("Content-Length: 99999999999999999999\r\n")]),
    misbehave(port, [head("Content-Length: 5\r\nContent-Length: 6\r\n"), "abcdef"]),
    misbehave(port, [head("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), "0\r\n\r\n"]),
    misbehave(port, [head("Transfer-Encoding: chunked\r\n"), "zz\r\nabc\r\n"]),
    misbehave(port, [head("Transfer-Encoding: chunked\r\n"), "ffffffffffffffff\r\nabc\r\n"]),
    misbehave(port, ["\u0016\u0003\u0001\u0002\u0000\u0001"]),
    misbehave(port, [`GET / HTTP/1.1\r\n${"a: b\r\n".repeat(20_000)}\r\n`]),
    misbehave(port, ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"]),
    misbehave(port, [Buffer.alloc(70_000, 0x61)]),
  ]);
  const trickled = await Promise.all([
    // A body in chunks of one byte is a body.
    misbehave(
      port,
      [
        head("Transfer-Encoding: chunked\r\n"),
        ...Array.from({ length: 20 }, () => "1\r\n\n\r\n"),
        "0\r\n\r\n",
      ],
      { pauseMs: 5 },
    ),
    // Headers letter by letter.
    misbehave(port, [...head("Content-Length: 0\r\n")], { pauseMs: 1 }),
  ]);
  // Pipelined: the first answer is what is seen.
  const pipelined = await misbehave(port, [
    head("Content-Length: 1\r\n") + "x".repeat(1) + head("Content-Length: 0\r\n").repeat(2_000),
  ]);
  // Slow senders hold their connections, and nothing else.
  const slow = Array.from({ length: many * 10 }, () =>
    misbehave(port, [head("Content-Length: 1000000\r\n"), "a"], { waitMs: 1_000 }),
  );
  const status = (answer: string): string => answer.split(" ")[1] ?? "closed";
  const counts: Answers = new Map();
  for (const answer of [...each, ...trickled, pipelined, ...(await Promise.all(slow))]) {
    const code = status(answer) === "closed" ? "closed" : Number(status(answer));
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  expect(trickled.map(status)).toEqual(["400", "200"]);
  expect(status(pipelined)).toBe("400");
  await judge("connections", counts, [...fine, 408, 431, "closed"]);
});

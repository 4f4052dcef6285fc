// Receivers that are slow, close half-way or ask for minutes of quiet; a soak without a receiver.
import { createServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { counter, log, otlpExporter, start, type Telltale, trace } from "../../src/index.ts";
import { runProgram } from "../engine/ended.ts";
import { type Receiver, startReceiver } from "../engine/receiver.ts";

let receiver: Receiver;
let telemetry: Telltale | undefined;

beforeEach(async () => {
  receiver = await startReceiver();
});

afterEach(async () => {
  vi.useRealTimers();
  await telemetry?.stop(200);
  telemetry = undefined;
  await receiver.close();
});

function begin(options: Parameters<typeof otlpExporter>[0] = {}): Telltale {
  const retry = { initialMs: 5, maxMs: 10, maxElapsedMs: 60_000 };
  const exporters = [otlpExporter({ endpoint: receiver.url, retry, ...options })];
  return (telemetry = start({ service: "faults", exporters, handleExit: false }));
}

test("an answer that trickles in is given up after the timeout, and the batch sent again", async () => {
  const { flush, stats } = begin({ timeoutMs: 120 });
  receiver.script((response) => {
    response.writeHead(200, { "content-length": "1000" });
    const timer = setInterval(() => response.write("x"), 20);
    response.on("close", () => clearInterval(timer));
  });
  trace("kept", () => {});
  await flush();
  expect(stats().traces).toEqual({ queued: 1, exported: 0, dropped: {} });
  // on a busy machine an export may take longer than its time-out
  await expect
    .poll(async () => (await flush(), stats().traces))
    .toEqual({ queued: 0, exported: 1, dropped: {} });
});

async function rawServer(onSocket: (socket: Socket) => void): Promise<{ server: Server; url: string }> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => {});
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test("a receiver that closes its half before the request is through is tried again", async () => {
  let connections = 0;
  const { server, url } = await rawServer((socket) => {
    connections++;
    if (connections <= 2) socket.end();
    else socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"));
  });
  const { flush, stats } = begin({ endpoint: url });
  trace("kept", () => {});
  await flush();
  expect(connections).toBe(3);
  expect(stats().traces).toEqual({ queued: 0, exported: 1, dropped: {} });
  server.close();
});

test.each([
  ["a status line without end", `HTTP/1.1 200 ${"x".repeat(100_000)}`],
  ["headers without end", `HTTP/1.1 200 OK\r\n${"a: b\r\n".repeat(50_000)}`],
  ["a length that is not a number", "HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n"],
  ["two lengths", "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nx"],
  ["bytes of nothing", "\0\u0001\u0002\u0003".repeat(1000)],
])("%s is garbage: tried again, nothing thrown", async (_, garbage) => {
  let connections = 0;
  const { server, url } = await rawServer((socket) => {
    const good = ++connections > 1;
    socket.once("data", () => socket.end(good ? "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n" : garbage));
  });
  const { flush, stats } = begin({ endpoint: url, timeoutMs: 500 });
  trace("kept", () => {});
  await expect
    .poll(async () => (await flush(), stats().traces))
    .toEqual({ queued: 0, exported: 1, dropped: {} });
  server.close();
});

const busy = (after: string) => (response: any) =>
  void response.writeHead(429, { "retry-after": after }).end();

/** Lets the injected clock run until the receiver has `count` requests. */
async function untilRequests(count: number): Promise<void> {
  while (receiver.received.length < count) await passes(1000);
}

/** Moves the injected clock, and gives real sockets the turns that a request and its response take. */
async function passes(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

test("an outage of five minutes (clock injected): what was on its way and what waited arrives, only what found no room is lost", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  const { port } = receiver;
  await receiver.close();
  // as long as the first export may take: the last attempt is made at its end
  const exporters = [
    otlpExporter({ endpoint: receiver.url, timeoutMs: 500, retry: { maxElapsedMs: 300_000 } }),
  ];
  telemetry = start({ service: "faults", exporters, handleExit: false, limits: { queueSize: 100 } });
  const { stats } = telemetry;
  // eight batches on their way, one that waits
  for (let i = 0; i < 901; i++) trace(`s${i}`, () => {});
  for (let seconds = 0; seconds < 290; seconds++) await passes(1000);
  expect(stats().traces).toEqual({ queued: 900, exported: 0, dropped: { queue_full: 1 } });
  receiver = await startReceiver(port);
  while (stats().traces.queued > 0) await passes(100);
  expect(stats().traces).toEqual({ queued: 0, exported: 900, dropped: { queue_full: 1 } });
  expect(new Set(receiver.spans().map((span) => span["name"])).size).toBe(900);
});

test.each([
  ["traces", () => trace("stuck", () => {})],
  ["logs", () => log.info("stuck")],
  ["metrics", () => counter("stuck").add(1)],
] as const)(
  "an export of %s that never ends is given up after 30 s (clock injected)",
  async (signal, record) => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    const stuck = { name: "stuck", signals: [signal], send: async () => new Promise<never>(() => {}) };
    telemetry = start({ service: "faults", exporters: [stuck], handleExit: false });
    record();
    void telemetry.flush();
    await vi.advanceTimersByTimeAsync(30_999);
    expect(telemetry.stats()[signal]).toMatchObject({ exported: 0, dropped: {} });
    await vi.advanceTimersByTimeAsync(1);
    expect(telemetry.stats()[signal]).toEqual({ queued: 0, exported: 0, dropped: { export_timed_out: 1 } });
  },
);

test("429 for minutes (clock injected): asked once a minute, as it said, and all arrives", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  const { stats } = begin({ retry: { maxElapsedMs: 300_000 }, timeoutMs: 1e9 });
  receiver.script(busy("60"), busy("60"), busy("60"), busy("60"));
  trace("kept", () => {});
  const began = performance.now();
  await untilRequests(5);
  while (stats().traces.exported === 0) await passes(10);
  const minutes = (performance.now() - began) / 60_000;
  expect(minutes).toBeGreaterThanOrEqual(4);
  expect(minutes).toBeLessThan(4.3);
  expect(stats().traces).toEqual({ queued: 0, exported: 1, dropped: {} });
});

test("429 for longer than a batch may take (clock injected): given up and counted", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  const { stats } = begin({ retry: { maxElapsedMs: 300_000 }, timeoutMs: 1e9 });
  receiver.script(...Array.from({ length: 20 }, () => busy("110")));
  trace("lost", () => {});
  while (stats().traces.dropped["retries_exhausted"] === undefined) await passes(1000);
  expect(receiver.received).toHaveLength(3);
  expect(stats().traces).toEqual({ queued: 0, exported: 0, dropped: { retries_exhausted: 1 } });
});

test(
  "soak with the receiver away: memory stays where it was, with and without a spool",
  { tags: ["extended"] },
  async () => {
    const program = `import { start, trace } from "telltale"; import { mkdtempSync, rmSync } from "node:fs";
    import { setFlagsFromString } from "node:v8"; import { runInNewContext } from "node:vm";
    setFlagsFromString("--expose-gc"); const gc = runInNewContext("gc");
    // twice: what the first frees may be what kept buffers of files that have just been written
    const memory = async () => {
      gc(); await new Promise((r) => setTimeout(r, 20)); gc();
      const { heapUsed, external } = process.memoryUsage(); return heapUsed + external;
    };
    const directory = mkdtempSync("/tmp/telltale-soak-");
    // nothing is written into it any more
    process.on("exit", () => rmSync(directory, { recursive: true }));
    const spool = process.env.SPOOL === "yes" ? { directory, maxBytes: 4 << 20 } : undefined;
    const telemetry = start({ service: "soak", endpoint: "http://127.0.0.1:1", spool, handleExit: false });
    const burst = () => { for (let i = 0; i < 500; i++) trace("soak", (span) => span.setAttribute("fill", "x".repeat(100))); };
    const run = async (bursts) => { for (let i = 0; i < bursts; i++) { burst(); await new Promise((r) => setTimeout(r, 5)); } };
    await run(60); const before = await memory();
    await run(120); const after = await memory();
    const { queued, spooled = 0, dropped } = telemetry.stats().traces;
    console.log(JSON.stringify({ grown: after - before, known: queued + spooled + Object.values(dropped).reduce((a, b) => a + b, 0) }));
    await telemetry.stop(10);`;
    const ended = await Promise.all(
      ["no", "yes"].map(async (SPOOL) => runProgram(program, { SPOOL, OTEL_LOG_LEVEL: "none" }).ended),
    );
    for (const { output } of ended) {
      const { grown, known } = JSON.parse(output) as { grown: number; known: number };
      expect(known).toBe(180 * 500);
      expect(grown).toBeLessThan(3 << 20);
    }
  },
);

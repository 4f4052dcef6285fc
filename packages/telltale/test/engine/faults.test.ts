// What the receiver can do to us: away, slow, refusing, unreadable. Nothing is thrown, nothing grows, what is lost is counted.
import type { ServerResponse } from "node:http";
import { createServer, type Server } from "node:net";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { counter, log, otlpExporter, start, startSpan, type Telltale, trace } from "../../src/index.ts";
import { type Answering, type Receiver, startReceiver } from "./receiver.ts";

const retry = { initialMs: 5, maxMs: 10, maxElapsedMs: 60_000 };

let receiver: Receiver;
let telemetry: Telltale | undefined;

beforeEach(async () => {
  receiver = await startReceiver();
});

afterEach(async () => {
  await telemetry?.stop(100);
  telemetry = undefined;
  await receiver.close();
});

function begin(options: Parameters<typeof otlpExporter>[0] = {}, limits: object = {}): Telltale {
  const exporter = otlpExporter({ endpoint: receiver.url, retry, ...options });
  telemetry = start({ service: "faults", exporters: [exporter], handleExit: false, limits });
  return telemetry;
}

/** The figures after one more flush: on a busy machine an export may take longer than a short time-out. */
async function figuresAfterFlush(): Promise<ReturnType<Telltale["stats"]> | undefined> {
  await telemetry?.flush();
  return telemetry?.stats();
}

const status =
  (code: number, headers: Record<string, string> = {}, body = ""): Answering =>
  (response) =>
    void response.writeHead(code, headers).end(body);

test.each([429, 502, 503, 504])(
  "HTTP %i is tried again until it is taken, and nothing is lost or doubled",
  async (code) => {
    const { flush, stats } = begin();
    receiver.script(status(code), status(code), status(code));
    trace("kept", () => {});
    await flush();
    expect(receiver.received).toHaveLength(4);
    expect(stats().traces).toEqual({ queued: 0, exported: 1, dropped: {} });
    expect(stats().reports["export_retried"]).toBeGreaterThanOrEqual(3);
  },
);

test.each([400, 401, 403, 404, 500, 302])(
  "HTTP %i is final: one request, counted as rejected",
  async (code) => {
    const { flush, stats } = begin();
    receiver.script(status(code));
    trace("refused", () => {});
    await flush();
    expect(receiver.received).toHaveLength(1);
    expect(stats().traces).toEqual({ queued: 0, exported: 0, dropped: { rejected: 1 } });
  },
);

const rpcStatus = { code: 16, message: "no such\ntenant" };

test.each([
  ["application/json; charset=utf-8", JSON.stringify(rpcStatus), ": no such tenant"],
  // google.rpc.Status: code 16, message
  ["application/x-protobuf", `\u0008\u0010\u0012\u000e${rpcStatus.message}`, ": no such tenant"],
  ["text/plain", rpcStatus.message, ": no such tenant"],
  ["text/html", "<html>", ""],
  ["application/json", "{", ""],
  ["application/x-protobuf", "garbage", ""],
])("the receiver's reason for a rejection is logged: %s", async (type, body, said) => {
  receiver.script(status(401, { "content-type": type }, body));
  const exporter = otlpExporter({ endpoint: receiver.url });
  const batch = { signal: "traces", body: new Uint8Array(0), items: 1 } as const;
  const { message } = await exporter.send(batch, new AbortController().signal);
  expect(message).toBe(`HTTP 401${said}`);
});

test.each([
  ["OTEL_BSP_EXPORT_TIMEOUT", "traces"],
  ["OTEL_BLRP_EXPORT_TIMEOUT", "logs"],
  ["OTEL_METRIC_EXPORT_TIMEOUT", "metrics"],
] as const)(
  "%s bounds an export with all its attempts, and the batch waits for the next one",
  async (variable, signal) => {
    process.env[variable] = "250";
    try {
      const { flush, stats } = begin();
      receiver.script(...Array.from({ length: 500 }, () => status(503)));
      const item = {
        traces: () => trace("late", () => {}),
        logs: () => log.info("late"),
        metrics: () => counter("late").add(1),
      };
      item[signal]();
      await flush();
      // on a busy machine the time may be over before the first attempt has arrived
      while (receiver.received.length === 0) await flush();
      expect(stats()[signal]).toEqual({ queued: 1, exported: 0, dropped: {} });
    } finally {
      delete process.env[variable];
    }
  },
);

test("an export that its own time ends is reported, with a receiver that never answers", async () => {
  process.env["OTEL_BSP_EXPORT_TIMEOUT"] = "50";
  try {
    const { flush, stats } = begin();
    receiver.script(() => {});
    trace("late", () => {});
    await flush();
    expect(stats().reports["export_retried"]).toBeGreaterThanOrEqual(1);
  } finally {
    delete process.env["OTEL_BSP_EXPORT_TIMEOUT"];
  }
});

test.each(["http/protobuf", "http/json"] as const)(
  "OTEL_EXPORTER_OTLP_TIMEOUT bounds the export of every signal over %s, and an outage loses nothing",
  async (protocol) => {
    const { port } = receiver;
    await receiver.close();
    const variables = { OTEL_EXPORTER_OTLP_TIMEOUT: "100" };
    const exporters = [otlpExporter({ endpoint: receiver.url, protocol, retry }, variables)];
    const { flush, stats } = (telemetry = start({ service: "faults", exporters, handleExit: false }));
    for (let i = 0; i < 700; i++) trace("kept", () => log.info("kept"));
    counter("kept").add(1);
    const before = stats().reports["flush_timed_out"];
    await flush();
    // without the bound the flush would end it
    expect(stats().reports["flush_timed_out"]).toBe(before);
    expect(stats()).toMatchObject({
      traces: { queued: 700, dropped: {} },
      logs: { queued: 700, dropped: {} },
    });
    receiver = await startReceiver(port);
    await expect.poll(figuresAfterFlush).toMatchObject({
      traces: { queued: 0, exported: 700, dropped: {} },
      logs: { queued: 0, exported: 700, dropped: {} },
      metrics: { queued: 0, dropped: {} },
    });
  },
);

describe("`Retry-After` beyond the time of an export", () => {
  const patient = { timeoutMs: 4000, retry: { ...retry, maxElapsedMs: 600_000 } };

  test("a flush does not wait for it, and neither does it ask again", async () => {
    const { flush, stats } = begin(patient);
    receiver.script(status(503, { "retry-after": "300" }));
    trace("later", () => {});
    await flush();
    await flush();
    expect(receiver.received).toHaveLength(1);
    expect(stats().traces).toMatchObject({ queued: 1, exported: 0, dropped: {} });
  });

  test("the batch is sent when it has passed", { tags: ["extended"] }, async () => {
    const { flush, stats } = begin(patient);
    receiver.script(status(503, { "retry-after": "6" }));
    trace("later", () => {});
    const before = performance.now();
    await flush();
    await receiver.requests(2);
    expect(performance.now() - before).toBeGreaterThanOrEqual(5990);
    await expect.poll(stats).toMatchObject({ traces: { queued: 0, exported: 1, dropped: {} } });
  });
});

test("`stop` with open spans and a receiver that asks for time ends, and does not spin", async () => {
  const running = begin({ timeoutMs: 50, retry: { ...retry, maxElapsedMs: 6_000_000 } }, { queueSize: 1 });
  receiver.script(...Array.from({ length: 50 }, () => status(503, { "retry-after": "300" })));
  const open = Array.from({ length: 20 }, () => startSpan("open"));
  // comes back although the receiver asks for more time than a test has
  await running.stop(600_000);
  expect(open).toHaveLength(20);
  const { queued, dropped } = running.stats().traces;
  expect(queued + Object.values(dropped).reduce((all, count) => all + count, 0)).toBe(20);
});

test("waits for `Retry-After` in seconds, also when a flush is urgent", async () => {
  const { flush } = begin();
  receiver.script(status(429, { "retry-after": "1" }));
  trace("later", () => {});
  await flush();
  const [first, second] = receiver.received;
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(990);
});

test("a `Retry-After` beyond the time for a batch gives it up at once", async () => {
  const { flush, stats } = begin({ retry: { ...retry, maxElapsedMs: 1000 } });
  receiver.script(status(503, { "retry-after": "3600" }));
  trace("never", () => {});
  await flush();
  expect(stats().traces.dropped).toEqual({ retries_exhausted: 1 });
});

test("partial success counts what the receiver refused", async () => {
  const { flush, stats } = begin();
  // ExportTraceServiceResponse { partial_success { rejected_spans: 2, error_message: "no" } }
  receiver.script(
    (response) => void response.writeHead(200).end(Buffer.from([0x0a, 6, 0x08, 2, 0x12, 2, 0x6e, 0x6f])),
  );
  for (let i = 0; i < 5; i++) trace("some", () => {});
  await flush();
  expect(stats().traces).toEqual({ queued: 0, exported: 3, dropped: { partial_success: 2 } });
});

test("an answer that is garbage, endless or of the wrong type still is an acceptance when its status says so", async () => {
  const { flush, stats } = begin();
  receiver.script(status(200, {}, "<html>hello</html>"), status(200, {}, "x".repeat(3_000_000)));
  trace("a", () => {});
  await flush();
  trace("b", () => {});
  await flush();
  expect(stats().traces).toEqual({ queued: 0, exported: 2, dropped: {} });
});

test("a connection that is cut in the middle is tried again", async () => {
  const { flush, stats } = begin();
  receiver.script(
    (response) => void response.socket?.destroy(),
    (response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("half");
      response.socket?.end();
    },
  );
  trace("kept", () => {});
  await flush();
  expect(receiver.received).toHaveLength(3);
  expect(stats().traces).toEqual({ queued: 0, exported: 1, dropped: {} });
});

test("a receiver that never answers is given up after the timeout, and tried again", async () => {
  const { flush, stats } = begin({ timeoutMs: 50 });
  receiver.script(() => {});
  trace("kept", () => {});
  await flush();
  expect(stats().traces).toEqual({ queued: 1, exported: 0, dropped: {} });
  await expect.poll(figuresAfterFlush).toMatchObject({ traces: { queued: 0, exported: 1, dropped: {} } });
});

test("something that speaks no HTTP is tried again until the time is over, then counted", async () => {
  const server: Server = createServer((socket) => {
    socket.on("error", () => {});
    socket.end("SSH-2.0-hello\r\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { flush, stats } = begin({ endpoint, retry: { ...retry, maxElapsedMs: 60 } });
  trace("lost", () => {});
  await flush();
  expect(stats().traces).toEqual({ queued: 0, exported: 0, dropped: { retries_exhausted: 1 } });
  server.close();
});

test("a receiver that comes back gets what was kept meanwhile", async () => {
  const { port } = receiver;
  await receiver.close();
  const { flush, stats } = begin();
  for (let i = 0; i < 700; i++) trace("kept", () => {});
  await flush(50);
  expect(stats().traces.queued).toBe(700);
  receiver = await startReceiver(port);
  await flush();
  expect(receiver.spans()).toHaveLength(700);
  expect(stats().traces).toEqual({ queued: 0, exported: 700, dropped: {} });
});

test("a full queue refuses what comes and counts it; memory is bounded, the host is not slowed", async () => {
  const { stats } = begin({}, { queueSize: 10 });
  receiver.script(...Array.from({ length: 50 }, () => () => {}));
  for (let i = 0; i < 10_000; i++) trace("flood", () => {});
  const { queued, exported, dropped } = stats().traces;
  // eight batches of ten on their way, ten waiting
  expect(queued).toBe(90);
  expect(exported).toBe(0);
  expect(dropped).toEqual({ queue_full: 9910 });
});

test("bytes bound the queue too", async () => {
  const { stats } = begin({}, { queueBytes: 1_000_000 });
  receiver.script(...Array.from({ length: 50 }, () => () => {}));
  for (let i = 0; i < 100; i++) log.info("x".repeat(60_000));
  expect(stats().logs.queued).toBeLessThanOrEqual(18);
  expect(stats().logs.dropped["queue_full"]).toBe(100 - stats().logs.queued);
});

test("`flush` comes back in its time, `stop` too, and what could not be sent is counted as stopped", async () => {
  // without the bounds of the calls: longer than a test has
  const running = begin({ timeoutMs: 600_000 });
  receiver.script(...Array.from({ length: 50 }, () => () => {}));
  trace("stuck", () => {});
  await running.flush(50);
  expect(running.stats().traces.queued).toBe(1);
  await running.stop(50);
  await expect
    .poll(() => running.stats().traces)
    .toEqual({ queued: 0, exported: 0, dropped: { stopped: 1 } });
});

test("`stop` during an export waits for the answer, and a second `stop` waits with it", async () => {
  const running = begin();
  const held: ServerResponse[] = [];
  receiver.script((response) => void held.push(response));
  trace("on its way", () => {});
  const flushed = running.flush();
  await receiver.requests(1);
  const stopped = [running.stop(), running.stop()];
  held[0]?.writeHead(200).end();
  await Promise.all([flushed, ...stopped]);
  expect(running.stats().traces).toEqual({ queued: 0, exported: 1, dropped: {} });
});

test("after `stop` calls run the function and record nothing", async () => {
  const running = begin();
  await running.stop();
  expect(trace("off", () => 42)).toBe(42);
  expect(receiver.received).toEqual([]);
});

test("exports are compressed on demand, carry the headers, and use the connection again", async () => {
  const { flush } = begin({ compression: "gzip", headers: { authorization: "Bearer t" } });
  trace("a", () => {});
  await flush();
  trace("b", () => {});
  await flush();
  expect(receiver.spans().map((span) => span["name"])).toEqual(["a", "b"]);
  const [first] = receiver.received;
  expect(first?.headers).toMatchObject({
    "content-type": "application/x-protobuf",
    "content-encoding": "gzip",
    authorization: "Bearer t",
  });
});

test("an exporter that throws or rejects is counted and does no harm", async () => {
  const broken = { name: "broken", send: () => Promise.reject(new Error("no")) };
  const worse = {
    name: "worse",
    send: (): never => {
      throw new Error("no");
    },
  };
  const good = otlpExporter({ endpoint: receiver.url });
  telemetry = start({ service: "faults", exporters: [broken, worse, good], handleExit: false });
  trace("x", () => {});
  await telemetry.flush();
  expect(receiver.spans()).toHaveLength(1);
  expect(telemetry.stats().traces).toEqual({ queued: 0, exported: 1, dropped: { exporter_failed: 2 } });
});

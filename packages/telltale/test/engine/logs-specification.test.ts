// The logs SDK by the clauses of the specification (logs/sdk.md, logs/api.md), judged on what leaves, decoded by the official messages.
import { context as contexts, ROOT_CONTEXT, trace as otelTrace } from "@opentelemetry/api";
import { logs, type Logger, type LogRecord } from "@opentelemetry/api-logs";
import { afterEach, describe, expect, test } from "vitest";
import { event, log, start, type StartOptions, type Telltale, trace, transaction } from "../../src/index.ts";
import type { LogRecordProcessor } from "../../src/engine/processor/log-processor.ts";
import { eventToSpanEventBridge } from "../../src/otel/event-bridge.ts";
import { attributesOf, hex, type Receiver, startReceiver, valueOf } from "./receiver.ts";
import { countReports } from "../contract/count-reports.ts";

const variables = { ...process.env };
let receiver: Receiver;
let telemetry: Telltale | undefined;

async function begin(options: StartOptions = {}): Promise<Logger> {
  receiver = await startReceiver();
  telemetry = start({ service: "logs", endpoint: receiver.url, handleExit: false, ...options });
  return logs.getLogger("theirs", "1.2.3");
}

async function sent(): Promise<Record<string, any>[]> {
  await telemetry?.flush();
  return receiver.logs();
}

/** The bodies of what was sent. */
async function bodies(): Promise<unknown[]> {
  return (await sent()).map((record) => valueOf(record["body"]));
}

afterEach(async () => {
  await telemetry?.stop();
  await receiver?.close();
  telemetry = undefined;
  for (const name of Object.keys(process.env)) if (!(name in variables)) delete process.env[name];
  Object.assign(process.env, variables);
});

const unsampled = otelTrace.setSpanContext(ROOT_CONTEXT, {
  traceId: "a".repeat(32),
  spanId: "b".repeat(16),
  traceFlags: 0,
});
const sampled = otelTrace.setSpanContext(ROOT_CONTEXT, {
  traceId: "a".repeat(32),
  spanId: "b".repeat(16),
  traceFlags: 1,
});

describe("Logger creation", () => {
  test("name, version, schema_url and attributes make the instrumentation scope", async () => {
    await begin();
    logs
      .getLogger("n", "2", { schemaUrl: "https://schema.test/1", attributes: { part: "a", n: 1 } })
      .emit({ body: 1 });
    const [record] = await sent();
    expect(record?.["scope"]).toMatchObject({ name: "n", version: "2" });
    expect(attributesOf(record?.["scope"])).toEqual({ part: "a", n: 1n });
    const scopes = receiver.received.flatMap(({ message }) => message["resourceLogs"]?.[0]?.scopeLogs ?? []);
    expect(scopes[0].schemaUrl).toBe("https://schema.test/1");
  });

  test("attributes are part of a logger's identity", async () => {
    await begin();
    for (const part of ["a", "b", "a"])
      logs.getLogger("n", "", { attributes: { part } }).emit({ body: part });
    const records = await sent();
    expect(records.map((record) => attributesOf(record["scope"])["part"])).toEqual(["a", "a", "b"]);
  });

  test.each([[""], [undefined], [null], [7]])(
    "an invalid name (%s) gives a working logger, and is reported",
    async (name) => {
      await begin();
      logs.getLogger(name as string).emit({ body: "x" });
      expect(await bodies()).toEqual(["x"]);
      expect(telemetry?.stats().reports["logger_without_name"]).toBeGreaterThan(0);
    },
  );
});

describe("Emit a LogRecord", () => {
  const severities = [0, 1, 4, 5, 9, 13, 17, 21, 24];
  test.each(severities)("severity number %d is kept", async (severityNumber) => {
    const logger = await begin();
    logger.emit({ severityNumber, severityText: "own text" });
    const [record] = await sent();
    expect(record?.["severityNumber"] ?? 0).toBe(severityNumber);
    expect(record?.["severityText"]).toBe("own text");
  });

  test.each([25, -1, Number.NaN, Infinity, "9"])(
    "severity %s is not in the specification: not given",
    async (severity) => {
      const logger = await begin();
      logger.emit({ severityNumber: severity as number, body: "x" });
      const [record] = await sent();
      expect(record?.["severityNumber"] ?? 0).toBe(0);
    },
  );

  const bodyRows: readonly [string, unknown, unknown][] = [
    ["text", "a", "a"],
    ["whole number", 7, 7n],
    ["double", 1.5, 1.5],
    ["boolean", false, false],
    ["bytes", new Uint8Array([1, 2]), Buffer.from([1, 2])],
    ["array", [1, "a", null], [1n, "a", null]],
    ["map", { a: { b: [true] } }, { a: { b: [true] } }],
    ["empty", null, null],
    ["int64", 2n ** 60n, 2n ** 60n],
  ];
  test.each(bodyRows)("body of any value: %s", async (_name, body, expected) => {
    const logger = await begin();
    logger.emit({ body: body as never });
    expect(await bodies()).toEqual([expected]);
  });

  test("body of any value, seen by processors too", async () => {
    const seen: unknown[] = [];
    const logger = await begin({ logRecordProcessors: [onEmit((record) => seen.push(record.body))] });
    for (const [, body] of bodyRows) logger.emit({ body: body as never });
    expect(await bodies()).toEqual(
      bodyRows.map(([name, , expected]) => (name === "int64" ? String(2n ** 60n) : expected)),
    );
    expect(seen.slice(0, 4)).toEqual(["a", 7, 1.5, false]);
    expect(seen[6]).toEqual({ a: { b: [true] } });
  });

  test("without Timestamp and ObservedTimestamp both are now; with ObservedTimestamp only, that is the time", async () => {
    const logger = await begin();
    const before = BigInt(Date.now() - 5) * 1_000_000n;
    logger.emit({ body: 1 });
    logger.emit({ body: 2, observedTimestamp: [1_700_000_000, 125_000_000] });
    logger.emit({ body: 3, timestamp: new Date(1_600_000_000_000), observedTimestamp: 1_700_000_000_000 });
    const [first, second, third] = await sent();
    expect(BigInt(first?.["observedTimeUnixNano"])).toBeGreaterThan(before);
    expect(first?.["timeUnixNano"]).toBe(first?.["observedTimeUnixNano"]);
    expect(second?.["observedTimeUnixNano"]).toBe("1700000000125000000");
    expect(second?.["timeUnixNano"]).toBe("1700000000125000000");
    expect(third?.["timeUnixNano"]).toBe("1600000000000000000");
    expect(third?.["observedTimeUnixNano"]).toBe("1700000000000000000");
  });

  test("the context is the given one, else the active one", async () => {
    const logger = await begin();
    trace("active", (span) => {
      logger.emit({ body: "active" });
      logger.emit({ body: "given", context: sampled });
      logger.emit({ body: "none", context: ROOT_CONTEXT });
      contexts.with(unsampled, () => logger.emit({ body: "unsampled", severityNumber: 1 }));
      expect(span.isRecording()).toBe(true);
    });
    const ids = (await sent()).map((record) => [
      valueOf(record["body"]),
      hex(record["spanId"]),
      record["flags"] ?? 0,
    ]);
    const active = hex(receiver.spans()[0]?.["spanId"]);
    expect(ids).toEqual([
      ["active", active, 3],
      ["given", "b".repeat(16), 1],
      ["none", "", 0],
      ["unsampled", "b".repeat(16), 0],
    ]);
  });

  test("an exception gives its attributes; what the caller gives takes precedence", async () => {
    const logger = await begin({ limits: { attributeCount: 3 } });
    logger.emit({ exception: new TypeError("bad"), attributes: { "exception.message": "own", a: 1 } });
    const [record] = await sent();
    expect(attributesOf(record)).toEqual({
      "exception.message": "own",
      a: 1n,
      "exception.type": "TypeError",
    });
    expect(record?.["droppedAttributesCount"]).toBe(1);
  });

  test("an exception that is not an error is one all the same", async () => {
    const logger = await begin();
    for (const exception of ["text", 7, { name: "Odd", message: "m" }, null]) logger.emit({ exception });
    const types = (await sent()).map((record) => attributesOf(record)["exception.type"]);
    expect(types).toEqual(["string", "number", "Odd", undefined]);
  });

  test("a record that cannot be read is counted and does no harm", async () => {
    const logger = await begin();
    const hostile = {
      get body(): never {
        throw new Error("no");
      },
    };
    expect(() => logger.emit(hostile)).not.toThrow();
    expect(() => logger.emit(undefined as unknown as LogRecord)).not.toThrow();
    logger.emit({ body: "next" });
    expect(await bodies()).toEqual(["next"]);
  });
});

describe("LogRecord limits", () => {
  test("OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT and …_VALUE_LENGTH_LIMIT hold, and not for the body", async () => {
    process.env["OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT"] = "2";
    process.env["OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT"] = "3";
    process.env["OTEL_ATTRIBUTE_COUNT_LIMIT"] = "1";
    const logger = await begin();
    logger.emit({ body: "abcdef", attributes: { a: "abcdef", b: ["xxxx", 1], c: 1, a2: 1 } });
    const [record] = await sent();
    expect(attributesOf(record)).toEqual({ a: "abc", b: ["xxx", 1n] });
    expect(record?.["droppedAttributesCount"]).toBe(2);
    expect(valueOf(record?.["body"])).toBe("abcdef");
  });

  test("they hold for what processors add; what they take away makes room", async () => {
    process.env["OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT"] = "2";
    const logger = await begin({
      logRecordProcessors: [
        onEmit((record) => {
          record.setAttribute("c", 1);
          delete record.attributes["a"];
          record.setAttributes({ d: 2, e: 3 });
          record.setAttribute("b", "changed");
        }),
      ],
    });
    logger.emit({ attributes: { a: 1, b: 2 } });
    const [record] = await sent();
    expect(attributesOf(record)).toEqual({ b: "changed", d: 2n });
    expect(record?.["droppedAttributesCount"]).toBe(2);
  });
});

/** The bodies that leave of what `emit` emits. */
async function reported(options: StartOptions, emit: (logger: Logger) => void): Promise<unknown[]> {
  emit(await begin(options));
  return bodies();
}
function emitAll(logger: Logger): void {
  for (const severityNumber of [1, 9, 13, 17]) logger.emit({ severityNumber, body: severityNumber });
  logger.emit({ body: "unspecified" });
}

describe("LoggerConfig", () => {
  test("minimum_severity: a lower one is dropped, an unspecified one passes", async () => {
    expect(await reported({ logs: { minimumSeverity: "warn" } }, emitAll)).toEqual([13n, 17n, "unspecified"]);
  });

  test("minimum_severity by number, by TELLTALE_LOGS_MINIMUM_SEVERITY, and by the level of our own log", async () => {
    process.env["TELLTALE_LOGS_MINIMUM_SEVERITY"] = "Error";
    await begin();
    log.warn("low");
    log.error("high");
    event("an event of severity info");
    expect(await bodies()).toEqual(["high"]);
  });

  test("business records are facts: no severity filter touches them", async () => {
    await begin({ logs: { minimumSeverity: "fatal", traceBased: true } });
    contexts.with(unsampled, () => transaction("purchase", { id: "order-789" }, () => undefined));
    const names = (await sent()).map((record) => record["eventName"]);
    expect(names).toContain("telltale.transaction.ended");
  });

  test("trace_based: records of unsampled traces are dropped, those without a trace pass", async () => {
    const emitted = await reported({ logs: { traceBased: true } }, (logger) => {
      logger.emit({ body: "unsampled", context: unsampled });
      logger.emit({ body: "sampled", context: sampled });
      logger.emit({ body: "outside", context: ROOT_CONTEXT });
    });
    expect(emitted).toEqual(["sampled", "outside"]);
  });

  test("by logger: the first pattern that matches counts, the rest is as for all", async () => {
    await begin({
      logs: {
        minimumSeverity: "info",
        loggers: [
          { name: "noisy.*", enabled: false },
          { name: "exact", minimumSeverity: "trace" },
          { name: "e?act*", minimumSeverity: "fatal" },
        ],
      },
    });
    for (const name of ["noisy.a", "exact", "exacter", "other"]) {
      const logger = logs.getLogger(name);
      for (const severityNumber of [1, 9]) logger.emit({ severityNumber, body: `${name} ${severityNumber}` });
      logger.emit({ body: `${name} unspecified` });
    }
    expect(await bodies()).toEqual([
      "exact 1",
      "exact 9",
      "exact unspecified",
      "exacter unspecified",
      "other 9",
      "other unspecified",
    ]);
  });

  test.each([
    [{ minimumSeverity: "loud" }],
    [{ minimumSeverity: 25 }],
    [{ traceBased: "yes" }],
    [{ loggers: [{ name: "" }] }],
    [{ loggers: [{ name: "a", enabled: 1 }] }],
  ])("%j is refused with a fix", async (wrong) => {
    expect(() => start({ logs: wrong as never })).toThrow(/logs\./);
  });
});

describe("Enabled", () => {
  const never: LogRecordProcessor = { ...onEmit(() => {}), enabled: () => false };
  const rows: readonly [string, StartOptions, object | undefined, boolean][] = [
    ["exporters and nothing else", {}, undefined, true],
    ["no processor and no exporter", { exporters: [] }, undefined, false],
    ["a disabled logger", { logs: { loggers: [{ name: "theirs", enabled: false }] } }, undefined, false],
    ["a severity below the minimum", { logs: { minimumSeverity: "warn" } }, { severityNumber: 9 }, false],
    ["a severity at the minimum", { logs: { minimumSeverity: "warn" } }, { severityNumber: 13 }, true],
    ["no severity with a minimum", { logs: { minimumSeverity: "warn" } }, {}, true],
    ["trace_based in an unsampled trace", { logs: { traceBased: true } }, { context: unsampled }, false],
    ["trace_based in a sampled trace", { logs: { traceBased: true } }, { context: sampled }, true],
    ["all processors say no", { exporters: [], logRecordProcessors: [never, never] }, undefined, false],
    [
      "one processor says nothing",
      { exporters: [], logRecordProcessors: [never, onEmit(() => {})] },
      undefined,
      true,
    ],
  ];
  test.each(rows)("%s", async (_name, options, query, expected) => {
    const logger = await begin(options);
    expect(logger.enabled(query)).toBe(expected);
  });

  test("processors are asked with context, scope, severity and event name", async () => {
    const asked: unknown[] = [];
    const curious: LogRecordProcessor = { ...onEmit(() => {}), enabled: (query) => asked.push(query) > 0 };
    const logger = await begin({ exporters: [], logRecordProcessors: [curious] });
    logger.enabled({ context: sampled, severityNumber: 9, eventName: "e" });
    expect(asked).toMatchObject([
      { instrumentationScope: { name: "theirs", version: "1.2.3" }, severityNumber: 9, eventName: "e" },
    ]);
  });
});

describe("LogRecordProcessor", () => {
  test("OnEmit: called in order, changes are seen by the next and leave", async () => {
    const seen: unknown[] = [];
    const logger = await begin({
      logRecordProcessors: [
        onEmit((record) => {
          record
            .setBody({ changed: true })
            .setSeverityNumber(17)
            .setSeverityText("BAD")
            .setEventName("renamed");
          record.setAttribute("added", [1, { deep: new Map([["k", 1]]) }]);
          record.hrTime = [1_600_000_000, 500_000_000];
          record.hrTimeObserved = [1_600_000_001, 250_000_000];
          record.spanContext = { traceId: "c".repeat(32), spanId: "d".repeat(16), traceFlags: 1 };
        }),
        onEmit((record, context) => {
          const { body, severityNumber, severityText, eventName, attributes, hrTime, hrTimeObserved } =
            record;
          seen.push({
            body,
            severityNumber,
            severityText,
            eventName,
            attributes: { ...attributes },
            hrTime,
            hrTimeObserved,
          });
          seen.push(
            record.instrumentationScope.name,
            record.resource.attributes["service.name"],
            context !== undefined,
          );
        }),
      ],
    });
    logger.emit({ body: "x", severityNumber: 9 });
    const [record] = await sent();
    expect(seen).toEqual([
      {
        body: { changed: true },
        severityNumber: 17,
        severityText: "BAD",
        eventName: "renamed",
        attributes: { added: [1, { deep: { k: 1 } }] },
        hrTime: [1_600_000_000, 500_000_000],
        hrTimeObserved: [1_600_000_001, 250_000_000],
      },
      "theirs",
      "logs",
      true,
    ]);
    expect(record).toMatchObject({
      severityNumber: 17,
      severityText: "BAD",
      eventName: "renamed",
      timeUnixNano: "1600000000500000000",
      observedTimeUnixNano: "1600000001250000000",
      flags: 1,
    });
    expect(hex(record?.["traceId"])).toBe("c".repeat(32));
    expect(attributesOf(record)).toEqual({ added: [1n, { deep: { k: 1n } }] });
    expect(valueOf(record?.["body"])).toEqual({ changed: true });
  });

  test("after OnEmit only reads are permitted: a change changes nothing and is counted", async () => {
    const changes = countReports("log_record_changed_after_emit");
    const kept: Parameters<LogRecordProcessor["onEmit"]>[0][] = [];
    const logger = await begin({ logRecordProcessors: [onEmit((record) => kept.push(record))] });
    logger.emit({ body: "x", attributes: { a: 1 } });
    kept[0]?.setBody("late").setAttribute("late", 1);
    expect(kept[0]).toMatchObject({ body: "x", attributes: { a: 1 } });
    expect(changes()).toBe(2);
  });

  test("one that throws keeps neither the others nor the record", async () => {
    const logger = await begin({
      logRecordProcessors: [
        onEmit(() => {
          throw new Error("mine");
        }),
        onEmit((record) => record.setAttribute("second", true)),
      ],
    });
    logger.emit({ body: "x" });
    expect((await sent()).map(attributesOf)).toEqual([{ second: true }]);
  });

  test("our own log and events go the same way", async () => {
    await begin({
      logRecordProcessors: [
        onEmit((record) => record.setAttribute("seen", record.severityText ?? record.eventName)),
      ],
    });
    log.info("a");
    event("b");
    expect((await sent()).map(attributesOf)).toEqual([{ seen: "INFO" }, { seen: "b" }]);
  });

  test("ForceFlush and Shutdown reach every one, Shutdown once; one that fails or hangs stops no other", async () => {
    const calls: string[] = [];
    const counting = (name: string, answer: () => Promise<void>): LogRecordProcessor => ({
      onEmit() {},
      forceFlush: async () => (calls.push(`${name} flush`), answer()),
      shutdown: async () => (calls.push(`${name} shutdown`), answer()),
    });
    await begin({
      logRecordProcessors: [
        counting("fails", async () => Promise.reject(new Error("no"))),
        counting("hangs", async () => new Promise(() => {})),
        counting("works", async () => {}),
      ],
    });
    await telemetry?.stop(50);
    await telemetry?.stop(50);
    for (const name of ["fails", "hangs", "works"]) {
      expect(calls.filter((call) => call === `${name} shutdown`)).toHaveLength(1);
      expect(calls).toContain(`${name} flush`);
    }
  });

  test("they may be given among the processors of spans, and come first there", async () => {
    const order: string[] = [];
    const logger = await begin({
      logRecordProcessors: [onEmit(() => order.push("second"))],
      processors: [
        onEmit(() => order.push("first")),
        {
          onEnd: () => order.push("span"),
          onStart() {},
          forceFlush: async () => {},
          shutdown: async () => {},
        },
      ],
    });
    trace("work", () => logger.emit({ body: "x" }));
    expect(order).toEqual(["first", "second", "span"]);
  });

  test("what is not a processor is refused", () => {
    expect(() => start({ logRecordProcessors: [{ onEmit() {} } as never] })).toThrow(/logRecordProcessors/);
  });
});

/** The events of the span that `emit` runs in. */
async function bridged(emit: (logger: Logger) => void): Promise<Record<string, any>[]> {
  const logger = await begin({ logRecordProcessors: [eventToSpanEventBridge()] });
  trace("work", () => emit(logger));
  await telemetry?.flush();
  return receiver.spans()[0]?.["events"] ?? [];
}

describe("Event to span event bridge", () => {
  test("an event in a recording span is also an event of that span, once, and goes on as a record", async () => {
    const [added, ...more] = await bridged((logger) =>
      logger.emit({
        eventName: "e",
        attributes: { a: 1, b: { c: "d" } },
        timestamp: [1_600_000_000, 500_000_000],
        body: "b",
      }),
    );
    expect(more).toEqual([]);
    expect(added).toMatchObject({ name: "e", timeUnixNano: "1600000000500000000" });
    expect(attributesOf(added)).toEqual({ a: 1n, b: { c: "d" } });
    expect(receiver.logs()).toHaveLength(1);
  });

  test("without Timestamp the ObservedTimestamp is used", async () => {
    const [added] = await bridged((logger) =>
      logger.emit({ eventName: "e", observedTimestamp: [1_600_000_000, 0] }),
    );
    expect(added?.["timeUnixNano"]).toBe("1600000000000000000");
  });

  test.each<[string, (logger: Logger) => void]>([
    ["no event name", (logger) => logger.emit({ body: "x" })],
    ["an empty event name", (logger) => logger.emit({ eventName: "" })],
    ["no span in the context", (logger) => logger.emit({ eventName: "e", context: ROOT_CONTEXT })],
    ["a span that does not record", (logger) => logger.emit({ eventName: "e", context: sampled })],
  ])("nothing is done with %s", async (_name, emit) => {
    expect(await bridged(emit)).toEqual([]);
  });

  test("nothing is done where a processor gave the record other ids", async () => {
    const logger = await begin({
      logRecordProcessors: [
        onEmit((record) => {
          record.spanContext = { traceId: "c".repeat(32), spanId: "d".repeat(16), traceFlags: 1 };
        }),
        eventToSpanEventBridge(),
      ],
    });
    trace("work", () => logger.emit({ eventName: "e" }));
    await telemetry?.flush();
    expect(receiver.spans()[0]?.["events"] ?? []).toEqual([]);
  });
});

function onEmit(act: (...args: Parameters<LogRecordProcessor["onEmit"]>) => unknown): LogRecordProcessor {
  return {
    onEmit: (...args) => void act(...args),
    forceFlush: async () => {},
    shutdown: async () => {},
  };
}

// The console of this process, and diagnostics that are printed on it.
import { diag, DiagLogLevel } from "@opentelemetry/api";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type ConsoleBridge, bridgeConsole } from "../../src/integrations/console.ts";
import { event, memoryExporter, start, trace } from "../../src/index.ts";
import { collect, type Collected } from "../collect.ts";
import { describeLogBridge } from "../contract/describe-log-bridge.ts";

const methods = ["debug", "log", "info", "warn", "error"] as const;
let printed: unknown[][];
beforeEach(() => {
  printed = [];
  for (const method of methods)
    vi.spyOn(console, method).mockImplementation((...values: unknown[]) => void printed.push(values));
});
afterEach(() => vi.restoreAllMocks());

describeLogBridge("console", {
  scope: "console",
  keepsAttributes: false,
  hasChildren: false,
  create(options) {
    const unbridge = bridgeConsole(options);
    const again: ConsoleBridge[] = [];
    return {
      write: (level, message) => console[level](message),
      fail: (message, error) => console.error(message, error),
      failAlone: (error) => console.error(error),
      lines: () =>
        printed.map(([message, fields]) => {
          const [, traceId, spanId, traceFlags] =
            /^trace_id=(\w+) span_id=(\w+) trace_flags=(\w+)$/.exec(String(fields)) ?? [];
          return { message: String(message), traceId, spanId, traceFlags };
        }),
      again: () => void again.push(bridgeConsole(options)),
      close() {
        for (const off of again) off();
        unbridge();
      },
    };
  },
});

describe("console", () => {
  let sent: Collected;
  beforeEach(() => {
    sent = collect();
  });
  afterEach(async () => {
    diag.disable();
    await sent.stop();
  });

  test("values are recorded as they are printed, with the stream; table and assert print through the others", async () => {
    using bridge = bridgeConsole();
    console.log("cart of %d items", 3, { deep: { a: [1] } });
    console.info();
    console.assert(false, "not so");
    void bridge;
    await sent.flush();
    expect(sent.records("").map((record) => [record.body, record.attributes["log.iostream"]])).toEqual([
      ["cart of 3 items { deep: { a: [ 1 ] } }", "stdout"],
      ["", "stdout"],
      ["Assertion failed: not so", "stderr"],
    ]);
  });

  test("undone it is as it was, also when other code wrapped it", async () => {
    const before = console.warn;
    const unbridge = bridgeConsole();
    const ours = console.warn;
    const onTop = (...values: unknown[]): void => ours(...values);
    console.warn = onTop;
    unbridge();
    console.warn("on top");
    expect([console.log === before, console.warn === onTop]).toEqual([false, true]);
    console.warn = before;
    await sent.flush();
    expect(sent.records("")).toEqual([]);
    expect(printed).toEqual([["on top"]]);
  });

  test("diagnostics on the console are not telemetry", async () => {
    diag.setLogger(
      {
        error: (...values) => console.error(...values),
        warn: (...values) => console.warn(...values),
        info: (...values) => console.info(...values),
        debug: (...values) => console.debug(...values),
        verbose: (...values) => console.debug(...values),
      },
      { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true },
    );
    using bridge = bridgeConsole();
    void bridge;
    event("");
    console.log("ours");
    await sent.flush();
    expect(printed.flat().some((value) => String(value).includes("event_name_invalid"))).toBe(true);
    expect(sent.records("").map((record) => record.body)).toEqual(["ours"]);
  });

  test("an exporter that prints does not feed itself", async () => {
    await sent.stop();
    const memory = memoryExporter();
    const printing = {
      name: "printing",
      async send(batch: { readonly items: number }) {
        console.log(`sending ${batch.items}`);
        await new Promise(setImmediate);
        console.log("sent");
        return { exported: batch.items, dropped: 0 };
      },
    };
    const telemetry = start({ service: "test", exporters: [memory, printing], handleExit: false });
    using bridge = bridgeConsole();
    void bridge;
    trace("work", () => console.log("ours"));
    for (let turn = 0; turn < 3; turn++) await telemetry.flush();
    expect(memory.logs().map((record) => record.body)).toEqual(["ours"]);
    expect(printed.length).toBeGreaterThan(2);
    await telemetry.stop();
    sent = collect();
  });
});

// A call without its function throws the library's own error, which names the call and its form; before and after the start.
import { afterEach, expect, test } from "vitest";
import {
  interaction,
  isTelemetryError,
  memoryExporter,
  profile,
  start,
  type Telltale,
  trace,
  traceCall,
  traceDatabase,
  traceMessage,
  transaction,
  withContext,
} from "./index.ts";

let telemetry: Telltale | undefined;
afterEach(async () => {
  await telemetry?.stop();
  telemetry = undefined;
});

const calls: readonly (readonly [string, string, () => unknown])[] = [
  ["trace()", "trace(name, options?, fn)", () => trace("x", undefined as never)],
  ["trace()", "trace(name, options?, fn)", () => trace("x", { kind: "client" } as never)],
  ["trace()", "trace(name, options?, fn)", () => trace("x", {}, null as never)],
  ["transaction()", "transaction(type, options?, fn)", () => transaction("x", { id: "o-1" } as never)],
  ["interaction()", "interaction(type, options?, fn)", () => interaction("x", undefined as never)],
  ["profile()", "profile(name, fn, options?)", () => profile("x", undefined as never)],
  ["withContext()", "withContext(attributes, fn, options?)", () => withContext({ a: 1 }, undefined as never)],
  ["traceCall()", "traceCall(options, fn)", () => traceCall({ url: "http://a" }, undefined as never)],
  ["traceMessage()", "traceMessage(options, fn)", () => traceMessage({} as never, undefined as never)],
  [
    "traceDatabase()",
    "traceDatabase(options, fn)",
    () => traceDatabase({ system: "postgresql" }, undefined as never),
  ],
];

for (const started of [false, true])
  test.each(calls)(`%s without its function names the form %s, started: ${started}`, (name, form, call) => {
    const memory = memoryExporter();
    if (started) telemetry = start({ service: "test", exporters: [memory], handleExit: false });
    const error = thrownBy(call);
    expect(isTelemetryError(error) && error.code).toBe("TT_FUNCTION");
    expect(String(error)).toContain(`\`${name}\``);
    expect(String(error)).toContain(`\`${form}\``);
  });

function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}

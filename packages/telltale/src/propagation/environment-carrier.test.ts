// Environment variables as a carrier, clause by clause, and with real child processes.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { propagation, ROOT_CONTEXT, trace as otelTrace } from "@opentelemetry/api";
import { afterEach, describe, expect, test } from "vitest";
import {
  childEnvironment,
  context,
  memoryExporter,
  start,
  type StartOptions,
  type Telltale,
  trace,
  traceId,
  withContext,
  withEnvironmentContext,
} from "../index.ts";
import { environmentGetter, environmentSetter, variableName } from "./environment-carrier.ts";

const parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
const fail = (): never => {
  throw new Error("no");
};
let telemetry: Telltale | undefined;

afterEach(async () => {
  await telemetry?.stop();
  telemetry = undefined;
});

function run(options: StartOptions = {}): void {
  telemetry = start({ service: "test", exporters: [memoryExporter()], handleExit: false, ...options });
}

describe("key name normalisation", () => {
  test.each([
    ["traceparent", "TRACEPARENT"],
    ["x-b3-traceid", "X_B3_TRACEID"],
    ["uber-trace-id", "UBER_TRACE_ID"],
    ["1abc", "_1ABC"],
    ["A_1", "A_1"],
    ["é.ß", "___"],
    ["", "_"],
  ])("%j is %j", (key, expected) => expect(variableName(key)).toBe(expected));

  test("get, set and keys see normalised names only", () => {
    const variables = {
      TRACEPARENT: "a",
      tracestate: "b",
      "x-b3-traceid": "c",
      X_B3_TRACEID: "d",
      "2A": "e",
    };
    const get = (key: string): unknown => environmentGetter.get(variables, key);
    expect([get("traceparent"), get("tracestate"), get("x-b3-traceid")]).toEqual(["a", undefined, "d"]);
    expect(environmentGetter.keys(variables)).toEqual(["TRACEPARENT", "X_B3_TRACEID"]);
    const written = {};
    environmentSetter.set(written, "x-b3-traceid", "a b\n");
    expect(written).toEqual({ X_B3_TRACEID: "a b\n" });
  });
});

describe("childEnvironment", () => {
  test("carries the span, its state and baggage beside what was there, in a copy", () => {
    run();
    const env = { PATH: "/bin", GONE: undefined, TRACEPARENT: "old", TRACESTATE: "old=1", BAGGAGE: "old=1" };
    const before = { ...env };
    trace("work", (span) => {
      expect(childEnvironment(env)).toEqual({
        PATH: "/bin",
        TRACEPARENT: `00-${traceId()}-${span.spanContext().spanId}-03`,
      });
      withContext(
        { "tenant.id": "t1" },
        () => expect(childEnvironment(env)["BAGGAGE"]).toBe("tenant.id=t1;tt=s"),
        { propagate: ["tenant.id"] },
      );
    });
    expect(env).toEqual(before);
  });

  test("hands on what this process was given where there is nothing to carry", () => {
    expect(childEnvironment({ TRACEPARENT: parent })).toEqual({ TRACEPARENT: parent });
    run();
    expect(childEnvironment({ TRACEPARENT: parent })).toEqual({ TRACEPARENT: parent });
  });

  test("speaks what the propagators speak", () => {
    run({ propagators: ["b3multi", "jaeger"] });
    trace("work", (span) => {
      const { spanId } = span.spanContext();
      expect(childEnvironment({ X_B3_FLAGS: "1", TRACEPARENT: parent })).toEqual({
        TRACEPARENT: parent,
        X_B3_TRACEID: traceId(),
        X_B3_SPANID: spanId,
        X_B3_SAMPLED: "1",
        UBER_TRACE_ID: `${traceId()}:${spanId}:0:1`,
      });
    });
  });

  test("a foreign propagator that throws does not keep a child from starting", () => {
    propagation.setGlobalPropagator({ inject: fail, extract: fail, fields: fail });
    try {
      expect(childEnvironment({ PATH: "/bin" })).toEqual({ PATH: "/bin" });
      expect(withEnvironmentContext(() => 1, { TRACEPARENT: parent })).toBe(1);
    } finally {
      propagation.disable();
    }
  });
});

describe("withEnvironmentContext", () => {
  test("continues the trace and sets the context attributes that came along", () => {
    run();
    const env = { TRACEPARENT: parent, TRACESTATE: "rojo=1", BAGGAGE: "tenant.id=t1;tt=s,other=2" };
    const seen = withEnvironmentContext(
      () => trace("work", (span) => [span.spanContext(), context.getAll()] as const),
      env,
    );
    expect(seen[0].traceId).toBe("4bf92f3577b34da6a3ce929d0e0e4736");
    expect(seen[0].traceState?.serialize()).toBe("rojo=1");
    expect(seen[1]).toEqual({ "tenant.id": "t1" });
    expect(otelTrace.getSpanContext(ROOT_CONTEXT)).toBeUndefined();
    expect(traceId()).toBeUndefined();
  });

  test.each([{}, { TRACEPARENT: "" }, { TRACEPARENT: "rubbish" }, { traceparent: parent }])(
    "%j only runs the function",
    (env) => {
      run();
      withEnvironmentContext(() => expect(traceId()).toBeUndefined(), env);
    },
  );

  test("before start it only runs the function", () => {
    expect(withEnvironmentContext(() => 42, { TRACEPARENT: parent })).toBe(42);
  });
});

// two processes, one after the other, which take long on a busy machine
test("a grandchild continues the trace of its grandparent", async () => {
  run();
  const program = fileURLToPath(new URL("../../test/fixtures/child-program.ts", import.meta.url));
  await trace("build", async (span) => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--conditions=telltale-source", "--disable-warning=ExperimentalWarning", program, "2"],
      { env: childEnvironment() },
    );
    const lines = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(2);
    expect(lines.map((line) => line.traceId)).toEqual([traceId(), traceId()]);
    expect(lines[0].parentSpanId).toBe(span.spanContext().spanId);
    expect(lines[1].parentSpanId).toBe(lines[0].spanId);
  });
});

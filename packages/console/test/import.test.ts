// `telltale-console import` against a console that runs, and against a data directory on which none runs.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ServicesResult, Stats, Trace, TracesResult } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  makeDataDir,
  makePreparedDir,
  runConsole,
  startConsoleProcess,
  type ConsoleProcess,
} from "./support/console-process.ts";

const fixtures = fileURLToPath(new URL("fixtures/real-traces/", import.meta.url));
const directory = await makePreparedDir();
let running: ConsoleProcess;

beforeAll(async () => {
  running = await startConsoleProcess(directory.path);
});

afterAll(async () => {
  running?.child.kill("SIGTERM");
  await running?.ended;
  directory.remove();
});

async function api<T>(path: string, page: string = running.addresses.page): Promise<T> {
  const response = await fetch(page + path);
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
  return JSON.parse(text) as T;
}

interface HotrodExpectation {
  readonly spansByService: Readonly<Record<string, number>>;
  readonly tracesByDuration: readonly {
    readonly traceId: string;
    readonly spans: number;
    readonly services: readonly string[];
    readonly errorSpans: number;
    readonly events: number;
    readonly durationMicros: number;
    readonly roots: readonly { readonly service: string; readonly name: string }[];
  }[];
}

const hotrodRange = "from=2023-01-24T16:00:00Z&to=2023-01-24T17:00:00Z";

test("a recording is found by its data directory, loaded, and shown as it was", async () => {
  const { code, stderr } = await runConsole([
    "import",
    "--data",
    directory.path,
    `${fixtures}hotrod/jaeger-es-bulk.ndjson`,
  ]);
  expect(stderr).toContain("Jaeger, 379 spans sent, 379 taken.");
  expect(stderr).toMatch(/Look at http:\/\/127\.0\.0\.1:\d+\/traces\?from=2023-01-24T16%3A33%3A/);
  expect(code).toBe(0);

  const expected = JSON.parse(readFileSync(`${fixtures}hotrod/expected.json`, "utf8")) as HotrodExpectation;
  const { services } = await api<ServicesResult>(`/api/services?${hotrodRange}`);
  expect(Object.fromEntries(services.map(({ name, spans }) => [name, spans]))).toEqual(
    expected.spansByService,
  );

  const { items } = await api<TracesResult>(`/api/traces?${hotrodRange}&order=slowest`);
  const durations = items.map(({ durationNs }) => Number(durationNs));
  expect(durations).toEqual(durations.toSorted((a, b) => b - a));
  const summary = items.map(({ traceId, spanCount, errorCount, durationNs, services: names, rootName }) => ({
    traceId,
    spanCount,
    errorCount,
    durationMicros: Number(BigInt(durationNs) / 1000n),
    services: names.toSorted(),
    rootName,
  }));
  const wanted = expected.tracesByDuration.map((trace) => ({
    traceId: trace.traceId,
    spanCount: trace.spans,
    errorCount: trace.errorSpans,
    durationMicros: trace.durationMicros,
    services: trace.services,
    rootName: trace.roots[0]!.name,
  }));
  expect(byTraceId(summary)).toEqual(byTraceId(wanted));
  const [slowest] = expected.tracesByDuration;
  const trace = await api<Trace>(`/api/traces/${slowest!.traceId}`);
  expect(trace.spans).toHaveLength(slowest!.spans);
  expect(trace.spans.flatMap(({ events }) => events)).toHaveLength(slowest!.events);
});

function byTraceId<T extends { readonly traceId: string }>(traces: readonly T[]): readonly T[] {
  return traces.toSorted((a, b) => (a.traceId < b.traceId ? -1 : 1));
}

test(
  "the same recording in another format is recognised and not stored twice",
  { tags: ["extended"] },
  async () => {
    const before = await api<Stats>("/api/stats");
    const { code } = await runConsole([
      "import",
      "--url",
      running.addresses.page,
      `${fixtures}hotrod/otlp-traces.json`,
    ]);
    expect(code).toBe(0);
    const after = await api<Stats>("/api/stats");
    expect(after.dropped.spans - before.dropped.spans).toBe(379);
    expect(after.stored.spans).toBe(before.stored.spans);
  },
);

test("every other recording is loaded, and what went in is stored", { tags: ["extended"] }, async () => {
  const zipkin = readdirSync(`${fixtures}zipkin`)
    .filter((file) => file !== "expected.json")
    .map((file) => `${fixtures}zipkin/${file}`);
  const demo = readdirSync(`${fixtures}otel-demo`).map((file) => `${fixtures}otel-demo/${file}`);
  const golden = readdirSync(`${fixtures}signoz-golden`)
    .filter((file) => file.includes("golden"))
    .map((file) => `${fixtures}signoz-golden/${file}`);
  const before = await api<Stats>("/api/stats");
  const { code, stderr } = await runConsole([
    "import",
    "--otlp",
    running.addresses.otlpHttp,
    ...zipkin,
    ...demo,
    ...golden,
  ]);
  expect(stderr).not.toContain("rejected");
  expect(code).toBe(0);
  const after = await api<Stats>("/api/stats");
  expect(after.stored.spans - before.stored.spans).toBe(1293 + 10 + 180);
  expect(after.stored.logRecords - before.stored.logRecords).toBe(5 + 192);
  expect(after.stored.metricPoints - before.stored.metricPoints).toBe(20 + 1800);
  const trace = await api<Trace>("/api/traces/00000000000000001e223ff1f80f1c69");
  expect(trace.spans.map(({ name, service, kind }) => [name, service, kind])).toContainEqual([
    "async",
    "serviceb",
    "internal",
  ]);
});

interface JaegerQuery {
  readonly Caption: string;
  readonly Query: {
    readonly ServiceName: string;
    readonly OperationName: string;
    readonly Tags: Readonly<Record<string, string | number | boolean>> | null;
    readonly StartTimeMin: string;
    readonly StartTimeMax: string;
    readonly DurationMin: number;
    readonly DurationMax: number;
  };
  readonly ExpectedFixtures: readonly string[];
}

const queries = JSON.parse(readFileSync(`${fixtures}jaeger/queries.json`, "utf8")) as JaegerQuery[];

test(
  "Jaeger's integration traces are found by service, operation, time and duration",
  { tags: ["extended"] },
  async () => {
    const folder = `${fixtures}jaeger/integration/`;
    const { code } = await runConsole([
      "import",
      "--otlp",
      running.addresses.otlpHttp,
      ...readdirSync(folder).map((file) => folder + file),
    ]);
    expect(code).toBe(0);
    // Jaeger's tags may also be on events, links and scopes, and its times are those of any span; here filters are about spans and
    // their resources, and a trace is found by its start.
    const comparable = queries.filter(
      ({ Query, Caption }) => Query.Tags === null && !Caption.includes("multiple indices"),
    );
    expect(comparable).toHaveLength(7);
    for (const { Query, ExpectedFixtures } of comparable) {
      const parameters = new URLSearchParams({
        from: Query.StartTimeMin,
        to: Query.StartTimeMax,
        service: Query.ServiceName,
      });
      if (Query.OperationName !== "") parameters.set("name", Query.OperationName);
      if (Query.DurationMin > 0) parameters.set("minDurationMs", String(Query.DurationMin / 1e6));
      if (Query.DurationMax > 0) parameters.set("maxDurationMs", String(Query.DurationMax / 1e6));
      const { items } = await api<TracesResult>(`/api/traces?${parameters.toString()}`);
      expect(items.map(({ traceId }) => traceId).toSorted()).toEqual(
        ExpectedFixtures.map(traceIdOf).toSorted(),
      );
    }
  },
);

function traceIdOf(fixture: string): string {
  const text = readFileSync(`${fixtures}jaeger/integration/${fixture}.json`, "utf8");
  return /"traceId": *"([0-9a-f]{32})"/.exec(text)![1]!;
}

test("logs alone lead to the logs; a directory is said to be one", { tags: ["extended"] }, async () => {
  const logs = join(directory.path, "logs.json");
  const logRecords = [
    { timeUnixNano: `${Date.parse("2026-03-01T10:00:00Z")}000000`, body: { stringValue: "hello" } },
  ];
  writeFileSync(logs, JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] }));
  const url = ["import", "--url", running.addresses.page];
  expect((await runConsole([...url, logs])).stderr).toMatch(/Look at http\S+\/logs\?from=2026-03-01T10%3A00/);
  const { code, stderr } = await runConsole([...url, directory.path]);
  expect([code, stderr]).toEqual([1, expect.stringContaining("it is a directory. Name the files in it")]);
});

test("bad lines are said with their place, and the good files beside them are loaded", async () => {
  const bad = join(directory.path, "bad.jsonl");
  writeFileSync(bad, '{"resourceSpans":[]}\n{"what":"is this"}\n');
  const { code, stderr } = await runConsole([
    "import",
    "--otlp",
    running.addresses.otlpHttp,
    bad,
    `${fixtures}zipkin/envoy.json`,
  ]);
  expect(code).toBe(1);
  expect(stderr).toContain("bad.jsonl: nothing in it but 1 row that cannot be read.");
  expect(stderr).toContain('Line 2: Cannot recognize `{"what":"is this"}`');
  expect(stderr).toContain("Zipkin v2, 1 span sent, 1 taken.");
});

test(
  "tables that were exported are loaded elsewhere; foreign rows that cannot be read are reported and the rest is loaded",
  { tags: ["extended"] },
  async () => {
    const other = makeDataDir();
    const file = (name: string): string => join(other.path, name);
    try {
      await runConsole(["import", "--url", running.addresses.page, `${fixtures}hotrod/otlp-traces.json`]);
      const range = ["--from", "2023-01-24T16:00:00Z", "--to", "2023-01-24T17:00:00Z"];
      for (const format of ["csv", "parquet"]) {
        const what = ["--signal", "traces", "--format", format, "--out", file(`spans.${format}`)];
        const { code } = await runConsole(["export", "--url", running.addresses.page, ...what, ...range]);
        expect(code).toBe(0);
      }
      const bad = "7b3bf470b3b2e2a1b2c3d4e5f6a7b8c9,,GET /,2023-01-24T16:30:00Z,1";
      writeFileSync(
        file("rows.csv"),
        `trace_id,span_id,name,start_time,duration_ns\n${`${bad}\n`.repeat(7)}`,
      );
      const files = ["spans.csv", "spans.parquet", "rows.csv"].map(file);
      const { code, stderr } = await runConsole(["import", "--data", file("data"), ...files]);
      expect(stderr).toContain("spans.csv: CSV, 379 spans sent, 379 taken.");
      expect(stderr).toContain("spans.parquet: Parquet, 379 spans sent, 379 taken.");
      expect(stderr).toContain(
        "rows.csv: nothing in it but 7 rows that cannot be read.\n  Row 1: column `span_id` is empty.",
      );
      expect(stderr).toContain("Row 5: ");
      expect(stderr).not.toContain("Row 6: ");
      expect(code).toBe(1);
    } finally {
      other.remove();
    }
  },
);

test(
  "where no console runs the data directory is opened for the time of the import",
  { tags: ["extended"] },
  async () => {
    const other = makeDataDir();
    try {
      const { code, stderr } = await runConsole([
        "import",
        "--data",
        other.path,
        `${fixtures}zipkin/yelp.json`,
      ]);
      expect(stderr).toContain("No console is running");
      expect(stderr).toContain("Zipkin v2, 16 spans sent, 16 taken.");
      expect(code).toBe(0);
      const later = await startConsoleProcess(other.path);
      try {
        // Spans of 2019, received a moment ago: the clean-up at the start leaves them.
        const trace = await api<Trace>("/api/traces/0000000000000000a03ee8fff1dcd9b9", later.addresses.page);
        expect(trace.spans).toHaveLength(16);
      } finally {
        later.child.kill("SIGTERM");
        await later.ended;
      }
    } finally {
      other.remove();
    }
  },
);

test("an address at which no console answers is said", async () => {
  const { code, stderr } = await runConsole([
    "import",
    "--url",
    "http://127.0.0.1:9",
    `${fixtures}zipkin/yelp.json`,
  ]);
  expect([code, stderr]).toEqual([1, expect.stringContaining("No console answers at http://127.0.0.1:9")]);
});

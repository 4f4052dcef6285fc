// A large trace in all forms: its outline, one of its spans, what a search finds, and files that can be imported again.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import type { Readable } from "node:stream";
import type { SpanDetail, Trace, TraceMatches } from "contract";
import type { Span } from "otlp";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Attachment } from "../../src/api/attachment.ts";
import { apiRoutes } from "../../src/api/routes.ts";
import { readBatches } from "../../src/import/read-batches.ts";
import { createTally } from "../../src/import/tally.ts";
import { at, attributes, hex, id, log, now, openApi, resource, span, type TestApi } from "./harness.ts";

const folder = mkdtempSync(path.join(tmpdir(), "telltale-trace-file-"));
const batch = resource("batch", { "host.name": "h1" });
const ledger = resource("ledger", { "host.name": "h2" });
const count = 5_200;
let api: TestApi;

beforeAll(async () => {
  api = await openApi();
  await api.write((sink) => {
    for (let i = 0; i < count; i++) {
      sink.span(
        span({
          traceId: "large",
          spanId: `s${i}`,
          ...(i === 0 ? {} : { parentId: `s${Math.floor((i - 1) / 20)}` }),
          resource: i % 2 === 0 ? batch : ledger,
          name: i === 0 ? "nightly settlement" : `settle ${i % 7}`,
          kind: (i % 5) + 1,
          startNs: at(-60_000) + BigInt(i) * 1_001_000n,
          durationNs: 5_000_000n + BigInt(i),
          status: i === 77 ? 2 : 0,
          statusMessage: i === 77 ? "conflict" : "",
          attributes: attributes({
            account: `account-${i}`,
            large: 9_007_199_254_740_993n,
            rate: 0.25,
            retried: i === 3,
            list: ["a", 1n],
            ...(i === 77 ? { "error.type": "LedgerConflictError" } : {}),
          }),
          events:
            i === 9
              ? [
                  {
                    timeNs: at(-59_990),
                    name: "cache miss",
                    attributes: attributes({ key: "k" }),
                    dropped: 0,
                  },
                ]
              : [],
          links:
            i === 11
              ? [
                  {
                    traceId: id("other", 16),
                    spanId: id("far", 8),
                    traceState: "",
                    flags: 0,
                    attributes: new Map(),
                    dropped: 0,
                  },
                ]
              : [],
        }),
      );
    }
    sink.log(
      log({ traceId: "large", spanId: "s9", resource: ledger, timeNs: at(-59_990), body: "slow row" }),
    );
    sink.span(span({ traceId: "neighbour", spanId: "n", startNs: at(-59_995) }));
  });
});
afterAll(async () => {
  await api.close();
  rmSync(folder, { recursive: true, force: true });
});

const address = `/api/traces/${hex("large", 16)}`;

test("answers a large trace as an outline with every span once", async () => {
  const trace = await api.get<Trace>(`${address}?detail=auto`);
  const { outline } = trace;
  expect([trace.kept, trace.truncated, trace.spans]).toEqual([true, false, []]);
  const ids = Array.from({ length: count }, (_, i) => outline!.ids.slice(i * 16, i * 16 + 16));
  expect(new Set(ids).size).toBe(count);
  const place = ids.indexOf(hex("s77", 8));
  expect({
    parent: outline!.parentIds.slice(place * 16, place * 16 + 16),
    name: outline!.names[outline!.nameOf[place]!],
    service: outline!.services[outline!.serviceOf[place]!],
    start: BigInt(outline!.originNs) + BigInt(outline!.starts[place]!),
    duration: outline!.durations[place],
    status: outline!.statuses[place],
    host: trace.resources[outline!.resourceIds[outline!.resourceOf[place]!]!]!["host.name"]?.value,
  }).toEqual({
    parent: hex("s3", 8),
    name: "settle 0",
    service: "ledger",
    start: at(-60_000) + 77n * 1_001_000n,
    duration: 5_000_077,
    status: 2,
    host: "h2",
  });
  expect(outline!.errors).toEqual([
    { spanId: hex("s77", 8), type: "LedgerConflictError", message: "conflict" },
  ]);
  expect(outline!.events).toEqual([
    { spanId: hex("s9", 8), timeNs: String(at(-59_990)), name: "cache miss" },
  ]);
  expect(outline!.links).toEqual([
    { spanId: hex("s11", 8), traceId: hex("other", 16), linkedSpanId: hex("far", 8) },
  ]);
  expect(trace.logs.map((record) => record.text)).toEqual(["slow row"]);
  expect(trace.durationNs).toBe(String(5_199n * 1_001_000n + 5_005_199n));
});

test("answers in full when nothing else was asked for", async () => {
  const trace = await api.get<Trace>(address);
  expect([trace.spans.length, trace.outline]).toEqual([count, undefined]);
});

test("answers one span with its attributes and resource", async () => {
  const { span: found, resource: from } = await api.get<SpanDetail>(`${address}/spans/${hex("s9", 8)}`);
  expect(found.attributes["account"]).toEqual({ type: "string", value: "account-9" });
  expect(found.events[0]!.attributes["key"]).toEqual({ type: "string", value: "k" });
  expect(from["host.name"]).toEqual({ type: "string", value: "h2" });
});

test.each([
  ["account-4711", ["s4711"]],
  ["account=account-4712 BATCH", ["s4712"]],
  ["cache miss", ["s9"]],
  ["ledgerconflicterror", ["s77"]],
  ["nowhere", []],
])("finds spans by the words of %s", async (words, names) => {
  const { spanIds } = await api.get<TraceMatches>(`${address}/search?text=${encodeURIComponent(words)}`);
  expect(spanIds).toEqual(names.map((name) => hex(name, 8)));
});

async function importedSpans(format: string): Promise<{ spans: Span[]; logs: number }> {
  const route = apiRoutes.find((one) => one.path === "/api/traces/:id/file")!;
  const { queries } = api.store;
  const file = (await route.handler(
    { id: hex("large", 16), format },
    { queries, nowMs: () => now },
  )) as Attachment;
  const name = path.join(folder, file.fileName);
  writeFileSync(name, await text(file.body as Readable));
  const spans: Span[] = [];
  let logs = 0;
  for await (const { batch: request } of readBatches(name, now, createTally(0).report)) {
    if (request.signal === "traces")
      spans.push(...request.request.flatMap((one) => one.scopeSpans.flatMap((scope) => scope.spans)));
    if (request.signal === "logs") logs += request.items;
  }
  return { spans: spans.toSorted((a, b) => Number(a.startTimeUnixNano - b.startTimeUnixNano)), logs };
}

test("the OTLP file holds every span and log record of the trace, and nothing else", async () => {
  const { spans, logs } = await importedSpans("otlp-json");
  expect([spans.length, logs]).toEqual([count, 1]);
  const failed = spans.find((one) => one.status.code === 2)!;
  expect(failed).toMatchObject({
    name: "settle 0",
    startTimeUnixNano: at(-60_000) + 77n * 1_001_000n,
    status: { code: 2, message: "conflict" },
  });
  expect(failed.attributes.get("large")).toBe(9_007_199_254_740_993n);
  expect(failed.attributes.get("list")).toEqual(["a", 1n]);
});

test("the Jaeger file is imported with the same spans, to the microsecond", async () => {
  const [{ spans }, { spans: exact }] = await Promise.all([
    importedSpans("jaeger-json"),
    importedSpans("otlp-json"),
  ]);
  const facts = (one: Span): unknown => [
    Buffer.from(one.spanId).toString("hex"),
    Buffer.from(one.parentSpanId).toString("hex"),
    one.name,
    one.kind,
    one.startTimeUnixNano / 1000n,
    one.status,
    one.attributes.get("account"),
    one.attributes.get("large"),
    one.attributes.get("rate"),
    one.attributes.get("retried"),
    one.events.map((event) => [event.name, [...event.attributes]]),
    one.links.map((link) => Buffer.from(link.traceId).toString("hex")),
  ];
  expect(spans.map(facts)).toEqual(exact.map(facts));
});

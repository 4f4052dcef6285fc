// Log records and the completion of attributes on the real engine.
import type { AttributesResult, LogHistogramResult, LogRecord, LogsResult } from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LogRow, RowSink } from "../../src/store/rows.ts";
import { allPages, at, attributes, hex, log, now, openApi, resource, type TestApi } from "./harness.ts";

const payment = resource("payment", { "host.name": "h2" });

const severe = log({
  resource: payment,
  traceId: "t1",
  spanId: "b",
  body: "Payment of order-789 FAILED: Zahlung ungültig",
  severity: 17,
  severityText: "ERROR",
  eventName: "payment.failed",
  timeNs: at(-90_000) + 5n,
  attributes: attributes({ provider: "nordpay", attempt: 2n, tags: ["a"] }),
  identity: 18446744073709551615n,
});

/** Seven records of one moment. */
const ties: readonly LogRow[] = [1n, 2n, 3n, 10n, 200n, 18446744073709551614n, 7n].map((identity) =>
  log({ body: "at once", timeNs: at(-1_800_000), severity: 5, identity }),
);

let api: TestApi;

beforeAll(async () => {
  api = await openApi((sink: RowSink) => {
    sink.log(severe);
    sink.log(ties[0]!);
  });
  await api.write((sink) => {
    sink.log(severe);
    for (const tie of ties) sink.log(tie);
    sink.log(
      log({
        body: new Map([["order", "o-1"]]),
        timeNs: at(-80_000),
        severity: 0,
        severityText: "",
        identity: 30n,
      }),
    );
    sink.log(
      log({
        body: "order failed",
        timeNs: at(-70_000),
        severity: 13,
        identity: 31n,
        attributes: attributes({ attempt: 9n }),
      }),
    );
  });
});

afterAll(() => api.close());

const texts = async (query: string): Promise<string[]> =>
  (await api.get<LogsResult>(`/api/logs?from=-5m&${query}`)).items.map((record) => record.text);
const [map, late, failed] = ['{"order":"o-1"}', "order failed", severe.body as string];

describe("the list", () => {
  test("is newest first, with all fields, duplicates once", async () => {
    const { items, nextCursor } = await api.get<LogsResult>("/api/logs?from=-5m");
    expect(items.map((record) => record.text)).toEqual([late, map, failed]);
    expect(nextCursor).toBeNull();
    expect(items[2]).toEqual({
      id: `${at(-90_000) + 5n}-18446744073709551615`,
      timeNs: (at(-90_000) + 5n).toString(),
      severityNumber: 17,
      severityText: "ERROR",
      eventName: "payment.failed",
      body: { type: "string", value: failed },
      text: failed,
      service: "payment",
      environment: "production",
      traceId: hex("t1", 16),
      spanId: hex("b", 8),
      attributes: {
        attempt: { type: "int", value: "2" },
        provider: { type: "string", value: "nordpay" },
        tags: { type: "array", value: [{ type: "string", value: "a" }] },
      },
      resource: {
        "host.name": { type: "string", value: "h2" },
        "service.name": { type: "string", value: "payment" },
      },
      scope: { name: "test", version: "1" },
    } satisfies LogRecord);
    expect(items[1]).toMatchObject({
      body: { type: "map", value: { order: { type: "string", value: "o-1" } } },
      traceId: "",
      spanId: "",
    });
  });

  test("pages over records of one moment without gap or double", async () => {
    for (const limit of [1, 2, 3, 7]) {
      const { items } = await allPages<LogRecord>(api, `/api/logs?from=-1h&to=-5m&limit=${limit}`);
      const identities = items.map((record) => record.id.split("-")[1]);
      expect(identities).toEqual(["18446744073709551614", "200", "10", "7", "3", "2", "1"]);
    }
  });
});

test.each([
  ["text=failed", [late, failed]],
  ["text=ORDER%20failed", [late, failed]],
  ["text=789", [failed]],
  ["text=ungültig", [failed]],
  ["text=fail", []],
  ["text=---", [late, map, failed]],
  ["severity=warn", [late, failed]],
  ["severity=error", [failed]],
  ["severity=info", [late, map, failed]],
  ["severity=fatal", []],
  ["service=payment", [failed]],
  ["eventName=payment.failed", [failed]],
  ["filter=provider=nordpay", [failed]],
  ["filter=attempt>2", [late]],
  ["filter=host.name=h2", [failed]],
  ["filter=!provider%20exists", [late, map]],
  ["filter=event.name!=payment.failed", [late, map]],
  ["filter=error", [failed]],
  ["filter=!error", [late, map]],
  ["filter=severity>=warn", [late, failed]],
  ["filter=severity=info", [map]],
  ["filter=service=payment", [failed]],
  ["environment=staging", []],
  [`traceId=${hex("t1", 16).toUpperCase()}`, [failed]],
  [`traceId=${hex("t1", 16)}&spanId=${hex("b", 8)}`, [failed]],
  [`spanId=${hex("c", 8)}`, []],
])("%s", async (query, expected) => {
  expect(await texts(query)).toEqual(expected);
});

test("the histogram counts each severity where it was", async () => {
  const result = await api.get<LogHistogramResult>("/api/logs/histogram?from=2026-11-20T14:46:00Z&to=now");
  expect(result.stepMs).toBe(2000);
  expect(result.buckets).toHaveLength(60);
  const filled = result.buckets.filter(({ counts }) => Object.values(counts).some((count) => count > 0));
  const none = { trace: 0, debug: 0, info: 0, warn: 0, error: 0, fatal: 0 };
  expect(filled.map(({ time, counts }) => [time, counts])).toEqual([
    // Delivered twice, the second time when only the store remembered it.
    ["2026-11-20T14:46:30.000Z", { ...none, error: 1 }],
    ["2026-11-20T14:46:40.000Z", { ...none, info: 1 }],
    ["2026-11-20T14:46:50.000Z", { ...none, warn: 1 }],
  ]);
  expect(new Date(now).toISOString()).toBe("2026-11-20T14:48:00.000Z");
});

describe("completion", () => {
  test("returns keys of records and resources", async () => {
    const { keys, values } = await api.get<AttributesResult>("/api/attributes?signal=logs");
    expect(keys.map(({ key }) => key)).toEqual(
      expect.arrayContaining(["attempt", "provider", "host.name", "service.name"]),
    );
    expect(values).toEqual([]);
  });

  test("returns values by prefix", async () => {
    const { values } = await api.get<AttributesResult>(
      "/api/attributes?signal=logs&key=provider&prefix=NORD",
    );
    expect(values).toEqual([{ value: "nordpay", count: 1 }]);
    expect(
      (await api.get<AttributesResult>("/api/attributes?signal=logs&key=provider&prefix=x")).values,
    ).toEqual([]);
    expect((await api.get<AttributesResult>("/api/attributes?key=host.name")).values).toEqual([
      { value: "h2", count: 1 },
    ]);
  });
});

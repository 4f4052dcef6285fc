// The contract of a store: what comes back from each table is what went in.
import fc from "fast-check";
import type { AnyValue } from "otlp";
import { beforeAll, describe, expect, test } from "vitest";
import type {
  BusinessEventRow,
  DistributionRow,
  LogRow,
  RowSink,
  SampleRow,
  SeriesRow,
  SpanRow,
} from "../../src/store/rows.ts";
import type { Store } from "../../src/store/store.ts";
import { attributesJson, valueJson } from "../../src/store/native/typed-json.ts";
import {
  anyAttributes,
  anyText,
  emptySpan,
  id,
  int64,
  resource,
  scope,
  timeNs,
  uint64,
} from "../support/rows.ts";

const hex = (bytes: Uint8Array | string): string =>
  Buffer.from(bytes as string)
    .toString("hex")
    .toUpperCase();

/** What an attribute map looks like as the four typed columns and the JSON text. */
function toColumns(attributes: ReadonlyMap<string, AnyValue>) {
  const of = (type: string, show: (value: never) => string): [string, string][] =>
    [...attributes]
      .filter(([, value]) => typeof value === type)
      .map(([key, value]) => [hex(key), show(value as never)]);
  const others = new Map([...attributes].filter(([, value]) => typeof value === "object"));
  return {
    s: of("string", hex),
    i: of("bigint", String),
    n: of("number", (value) => double(value)),
    b: of("boolean", String),
    json: attributesJson(others),
  };
}

/** As ClickHouse spells it. */
function double(value: number): string {
  return Object.is(value, -0) ? "-0" : Number.isNaN(value) ? "nan" : String(value).replace("Infinity", "inf");
}

const attributesSql = `
  arrayMap((k, v) -> (hex(k), hex(v)), mapKeys(sattr), mapValues(sattr)) AS s, arrayMap((k, v) -> (hex(k), toString(v)), mapKeys(iattr), mapValues(iattr)) AS i,
  arrayMap((k, v) -> (hex(k), if(isNaN(v), 'nan', toString(v))), mapKeys(nattr), mapValues(nattr)) AS n,
  arrayMap((k, v) -> (hex(k), toString(v)), mapKeys(battr), mapValues(battr)) AS b, attributes_json AS json`;

/** Numbers are spelled differently for very large and small ones: compared as numbers. */
function normalDoubles(columns: { n: [string, string][] }): unknown {
  return {
    ...columns,
    n: columns.n.map(([key, value]) => [
      key,
      value === "nan" ? value : Number(value.replace("inf", "Infinity")),
    ]),
  };
}

/** Tests on one store, which is open when they run. */
export function describeRows(opened: () => Store): void {
  describe("rows back = rows in", () => {
    let store: Store;
    beforeAll(() => {
      store = opened();
    });
    const write = (add: (sink: RowSink) => void): ReturnType<Store["writer"]["write"]> =>
      store.writer.write(1000, add);

    const anySpan: fc.Arbitrary<SpanRow> = fc.record({
      resource: fc.constant(resource),
      scope: fc.record({
        scopeName: anyText,
        scopeVersion: anyText,
        scopeJson: fc.constantFrom("", '{"a":{"type":"int","value":"1"}}'),
      }),
      traceId: id(16),
      spanId: id(8),
      parentId: id(8),
      startNs: timeNs.map((ns) => 1_763_000_000_000_000_000n + (ns % 86_400_000_000_000n)),
      durationNs: uint64.map((ns) => ns % (1n << 60n)),
      name: anyText,
      kind: fc.integer({ min: 0, max: 5 }),
      status: fc.integer({ min: 0, max: 2 }),
      statusMessage: anyText,
      traceState: anyText,
      flags: fc.integer({ min: 0, max: 4_294_967_295 }),
      attributes: anyAttributes,
      events: fc.array(fc.record({ timeNs, name: anyText, attributes: anyAttributes, dropped: fc.nat() }), {
        maxLength: 3,
      }),
      links: fc.array(
        fc.record({
          traceId: id(16),
          spanId: id(8),
          traceState: anyText,
          flags: fc.nat(),
          attributes: anyAttributes,
          dropped: fc.nat(),
        }),
        { maxLength: 2 },
      ),
      droppedAttributes: fc.nat(),
      droppedEvents: fc.nat(),
      droppedLinks: fc.nat(),
    });

    const spanSql = `SELECT hex(trace_id) trace, hex(span_id) span, hex(parent_id) parent, toString(toUnixTimestamp64Nano(start)) start, toString(duration) duration,
    hex(name) name, kind, status, hex(status_message) message, hex(trace_state) state, flags, service, environment, service_version version,
    toString(resource_hash) resource, hex(scope_name) scopeName, hex(scope_version) scopeVersion, scope_json scopeJson,
    arrayMap((t, n, a, d) -> (toString(toUnixTimestamp64Nano(t)), hex(n), a, toString(d)), events.ts, events.name, events.attributes_json, events.dropped) events,
    arrayMap((t, s, x, f, a, d) -> (hex(t), hex(s), hex(x), toString(f), a, toString(d)), links.trace_id, links.span_id, links.trace_state, links.flags, links.attributes_json, links.dropped) links,
    dropped_attributes, dropped_events, dropped_links, ${attributesSql}
    FROM spans WHERE concat(hex(trace_id), hex(span_id)) IN {ids:Array(String)}`;

    test("spans", async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(anySpan, { minLength: 1, maxLength: 12, selector: ({ spanId }) => hex(spanId) }),
          async (spans) => {
            const { duplicates } = await write((sink) => spans.forEach((span) => sink.span(span)));
            fc.pre(duplicates.spans === 0);
            const rows = await store.queries.runText<Record<string, unknown>>(spanSql, {
              ids: spans.map(({ traceId, spanId }) => hex(traceId) + hex(spanId)),
            });
            expect(rows).toHaveLength(spans.length);
            for (const span of spans) {
              const back = rows.find((row) => row["span"] === hex(span.spanId));
              const { s, i, n, b, json, ...rest } = back as never as ReturnType<typeof toColumns> &
                Record<string, unknown>;
              expect(normalDoubles({ s, i, n, b, json } as never)).toEqual(
                normalDoubles(toColumns(span.attributes)),
              );
              expect(rest).toEqual({
                trace: hex(span.traceId),
                span: hex(span.spanId),
                parent: hex(span.parentId),
                start: String(span.startNs),
                duration: String(span.durationNs),
                name: hex(span.name),
                kind: span.kind,
                status: span.status,
                message: hex(span.statusMessage),
                state: hex(span.traceState),
                flags: span.flags,
                service: "checkout",
                environment: "production",
                version: "1.2.3",
                resource: "42",
                scopeName: hex(span.scope.scopeName),
                scopeVersion: hex(span.scope.scopeVersion),
                scopeJson: span.scope.scopeJson,
                events: span.events.map((event) => [
                  String(event.timeNs),
                  hex(event.name),
                  attributesJson(event.attributes),
                  String(event.dropped),
                ]),
                links: span.links.map((link) => [
                  hex(link.traceId),
                  hex(link.spanId),
                  hex(link.traceState),
                  String(link.flags),
                  attributesJson(link.attributes),
                  String(link.dropped),
                ]),
                dropped_attributes: span.droppedAttributes,
                dropped_events: span.droppedEvents,
                dropped_links: span.droppedLinks,
              });
            }
          },
        ),
        { numRuns: 10 },
      );
    });

    const anyLog: fc.Arbitrary<LogRow> = fc.record({
      resource: fc.constant(resource),
      scope: fc.constant(scope),
      timeNs: timeNs.map((ns) => 1_763_000_000_000_000_000n + (ns % 86_400_000_000_000n)),
      observedNs: timeNs,
      severity: fc.integer({ min: 0, max: 24 }),
      severityText: anyText,
      eventName: anyText,
      body: fc.oneof<fc.Arbitrary<AnyValue>[]>(anyText, int64, fc.constant(null), anyAttributes),
      traceId: id(16),
      spanId: id(8),
      flags: fc.integer({ min: 0, max: 4_294_967_295 }),
      attributes: anyAttributes,
      droppedAttributes: fc.nat(),
      identity: uint64,
    });

    test("log records", async () => {
      const sql = `SELECT toString(identity) id, toString(toUnixTimestamp64Nano(ts)) time, toString(toUnixTimestamp64Nano(observed)) observed, severity, hex(severity_text) severityText,
      hex(event_name) event, hex(if(body_json = '', body, '')) text, body_json typed, hex(trace_id) trace, hex(span_id) span, flags, dropped_attributes, ${attributesSql}
      FROM logs WHERE identity IN {identities:Array(UInt64)}`;
      await fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(anyLog, { minLength: 1, maxLength: 12, selector: ({ identity }) => identity }),
          async (logs) => {
            const { duplicates } = await write((sink) => logs.forEach((log) => sink.log(log)));
            fc.pre(duplicates.logRecords === 0);
            const rows = await store.queries.runText<Record<string, unknown>>(sql, {
              identities: logs.map(({ identity }) => identity),
            });
            expect(rows).toHaveLength(logs.length);
            for (const log of logs) {
              const back = rows.find((row) => row["id"] === String(log.identity));
              const { s, i, n, b, json, ...rest } = back as never as ReturnType<typeof toColumns> &
                Record<string, unknown>;
              expect(normalDoubles({ s, i, n, b, json } as never)).toEqual(
                normalDoubles(toColumns(log.attributes)),
              );
              const isText = typeof log.body === "string";
              expect(rest).toEqual({
                id: String(log.identity),
                time: String(log.timeNs),
                observed: String(log.observedNs),
                severity: log.severity,
                severityText: hex(log.severityText),
                event: hex(log.eventName),
                text: isText ? hex(log.body as string) : "",
                typed: isText ? "" : valueJson(log.body),
                trace: hex(log.traceId),
                span: hex(log.spanId),
                flags: log.flags,
                dropped_attributes: log.droppedAttributes,
              });
            }
          },
        ),
        { numRuns: 10 },
      );
    });

    const series: SeriesRow = {
      resource,
      scope,
      hash: 18_446_744_073_709_551_615n,
      name: "orders",
      type: 2,
      temporality: 2,
      monotonic: true,
      unit: "{order}",
      description: "Orders taken",
      attributes: new Map<string, AnyValue>([
        ["region", "eu"],
        ["shard", 3n],
      ]),
      metadata: new Map([["a", "b"]]),
    };

    test("samples and their series, integers exact", async () => {
      const point: SampleRow = {
        series,
        timeNs: 1_763_000_000_000_000_001n,
        startNs: 1_762_999_999_000_000_000n,
        value: 9_007_199_254_740_993n,
        flags: 1,
        exemplars: [],
      };
      const exemplar = {
        timeNs: 1_763_000_000_000_000_000n,
        value: 1.5,
        traceId: new Uint8Array(16).fill(7),
        spanId: new Uint8Array(8).fill(8),
        attributes: new Map([["user.id", "u1"]]),
      };
      await write((sink) => {
        sink.sample(point);
        sink.sample({ ...point, timeNs: point.timeNs + 1n, value: Number.NaN, exemplars: [exemplar] });
      });
      expect(
        await store.queries
          .runText(`SELECT toString(toUnixTimestamp64Nano(ts)) t, toString(value) v, is_int, toString(int_value) i, flags,
        arrayMap((t, v, a, b, j) -> (toString(toUnixTimestamp64Nano(t)), toString(v), hex(a), hex(b), j), exemplars.ts, exemplars.value, exemplars.trace_id, exemplars.span_id, exemplars.attributes_json) e
        FROM samples WHERE hash = 18446744073709551615 ORDER BY ts`),
      ).toEqual([
        {
          t: "1763000000000000001",
          v: "9007199254740992",
          is_int: true,
          i: "9007199254740993",
          flags: 1,
          e: [],
        },
        {
          t: "1763000000000000002",
          v: "nan",
          is_int: false,
          i: "0",
          flags: 1,
          e: [
            [
              "1763000000000000000",
              "1.5",
              "07".repeat(16),
              "08".repeat(8),
              '{"user.id":{"type":"string","value":"u1"}}',
            ],
          ],
        },
      ]);
      expect(
        await store.queries.runText(
          "SELECT name, type, temporality, monotonic, unit, description, service, attributes, attributes_json, metadata_json FROM series FINAL WHERE hash = 18446744073709551615",
        ),
      ).toEqual([
        {
          name: "orders",
          type: 2,
          temporality: 2,
          monotonic: true,
          unit: "{order}",
          description: "Orders taken",
          service: "checkout",
          attributes: { region: "eu", shard: "3" },
          attributes_json: '{"shard":{"type":"int","value":"3"}}',
          metadata_json: '{"a":{"type":"string","value":"b"}}',
        },
      ]);
    });

    test("distributions of all three kinds", async () => {
      const empty: DistributionRow = {
        series: { ...series, hash: 7n, type: 3 },
        timeNs: 1_763_000_000_000_000_000n,
        startNs: 0n,
        count: 6n,
        sum: 10.5,
        min: undefined,
        max: 4,
        flags: 0,
        bounds: [1, 2.5],
        counts: [1n, 2n, 3n],
        quantileValues: [],
        scale: -3,
        zeroCount: 0n,
        zeroThreshold: 0,
        positiveOffset: -2,
        positiveCounts: [1n],
        negativeOffset: 5,
        negativeCounts: [2n, 18_446_744_073_709_551_615n],
        exemplars: [],
      };
      await write((sink) => sink.distribution(empty));
      expect(
        await store.queries
          .runText(`SELECT toString(count) count, sum, min, max, has, bounds, arrayMap(x -> toString(x), counts) counts, quantile_values, scale, positive_offset,
        arrayMap(x -> toString(x), positive_counts) positive, negative_offset, arrayMap(x -> toString(x), negative_counts) negative FROM distributions WHERE hash = 7`),
      ).toEqual([
        {
          count: "6",
          sum: 10.5,
          min: 0,
          max: 4,
          has: 5,
          bounds: [1, 2.5],
          counts: ["1", "2", "3"],
          quantile_values: [],
          scale: -3,
          positive_offset: -2,
          positive: ["1"],
          negative_offset: 5,
          negative: ["2", "18446744073709551615"],
        },
      ]);
    });

    test("business events, definitions and identities", async () => {
      const event: BusinessEventRow = {
        resource,
        kind: "transaction",
        phase: "end",
        name: "order",
        entityId: "order-789",
        userId: "u1",
        sessionId: "s1",
        timeNs: 1_763_000_000_000_000_000n,
        step: "pay",
        stepIndex: -1,
        state: "paid",
        fromState: "open",
        outcome: "completed",
        reason: "",
        amount: "-12345678901234567890.000000001",
        currency: "EUR",
        durationMs: Number.NaN,
        channel: "chat",
        tier: "gold",
        satisfaction: 4.5,
        revenueImpact: "-0.000000001",
        illegal: true,
        timeoutMs: 1000,
        traceId: new Uint8Array(16).fill(3),
        spanId: new Uint8Array(8).fill(4),
        attributes: new Map<string, AnyValue>([
          ["plan", "gold"],
          ["items", 3n],
          ["tags", ["a"]],
        ]),
        uid: "uid-1",
      };
      await write((sink) => {
        sink.businessEvent(event);
        sink.businessEvent({
          ...event,
          kind: "journey",
          uid: "uid-2",
          amount: undefined,
          durationMs: 12.5,
          satisfaction: Number.NaN,
          revenueImpact: undefined,
          attributes: new Map<string, AnyValue>([
            ["plan", "gold"],
            ["items", 3n],
            ["score", 0.5],
            ["wrong", Number.NaN],
          ]),
        });
        sink.definition({
          tenant: "",
          kind: "funnel",
          name: "checkout",
          version: "1",
          steps: ["cart", "pay"],
          states: [],
          transitionsJson: "",
          timeoutMs: 1000,
          service: "shop",
          seenMs: 1_763_000_000_123,
        });
        sink.identity({ tenant: "", sessionId: "s1", userId: "u1", seenMs: 1_763_000_000_123 });
      });
      expect(
        await store.queries
          .runText(`SELECT uid, kind, phase, name, entity_id, user_id, session_id, step, step_index, state, from_state, outcome, toString(amount) amount, has_amount, currency,
        toString(duration_ms) d, channel, tier, toString(satisfaction) s, toString(revenue_impact) impact, has_revenue_impact, illegal, timeout_ms, numbers, attributes, attributes_json FROM business_events WHERE entity_id = 'order-789' ORDER BY uid`),
      ).toEqual([
        {
          uid: "uid-1",
          kind: "transaction",
          phase: "end",
          name: "order",
          entity_id: "order-789",
          user_id: "u1",
          session_id: "s1",
          step: "pay",
          step_index: -1,
          state: "paid",
          from_state: "open",
          outcome: "completed",
          amount: "-12345678901234567890.000000001",
          has_amount: true,
          currency: "EUR",
          d: "nan",
          channel: "chat",
          tier: "gold",
          s: "4.5",
          impact: "-0.000000001",
          has_revenue_impact: true,
          illegal: true,
          timeout_ms: 1000,
          numbers: {},
          attributes: { plan: "gold", items: "3" },
          attributes_json:
            '{"items":{"type":"int","value":"3"},"tags":{"type":"array","value":[{"type":"string","value":"a"}]}}',
        },
        expect.objectContaining({
          uid: "uid-2",
          amount: "0",
          has_amount: false,
          d: "12.5",
          s: "nan",
          has_revenue_impact: false,
          numbers: { items: 3, score: 0.5 },
        }),
      ]);
      expect(
        await store.queries.runText(
          "SELECT kind, name, steps, timeout_ms, toString(toUnixTimestamp64Milli(seen)) seen FROM definitions FINAL",
        ),
      ).toEqual([
        { kind: "funnel", name: "checkout", steps: ["cart", "pay"], timeout_ms: 1000, seen: "1763000000123" },
      ]);
      expect(await store.queries.runText("SELECT session_id, user_id FROM identities FINAL")).toEqual([
        { session_id: "s1", user_id: "u1" },
      ]);
    });

    test("what pages filter by is picked out, under its new name or the older one", async () => {
      const span = (attributes: [string, AnyValue][], traceState = ""): SpanRow => ({
        ...emptySpan,
        traceId: new Uint8Array(16).fill(0xab),
        spanId: id8(),
        startNs: 1_763_000_000_000_000_000n,
        attributes: new Map(attributes),
        traceState,
      });
      let next = 0;
      const id8 = (): Uint8Array => new Uint8Array(8).fill(++next);
      await write((sink) => {
        sink.span(
          span(
            [
              ["http.route", "/a"],
              ["http.request.method", "GET"],
              ["http.response.status_code", 404n],
              ["db.system.name", "postgresql"],
            ],
            "ot=th:c",
          ),
        );
        sink.span(
          span([
            ["http.method", "PUT"],
            ["http.status_code", 500],
            ["db.system", "redis"],
          ]),
        );
        sink.span(
          span([
            ["http.response.status_code", "x"],
            ["http.route", 5n],
          ]),
        );
      });
      expect(
        await store.queries.runText(
          `SELECT http_route, http_method, http_status, db_system, weight, attributes_json, kv FROM spans WHERE trace_id = unhex('${"ab".repeat(16)}') ORDER BY span_id`,
        ),
      ).toEqual([
        {
          http_route: "/a",
          http_method: "GET",
          http_status: 404,
          db_system: "postgresql",
          weight: 4,
          attributes_json: "",
          kv: [
            "http.route=/a",
            "http.request.method=GET",
            "db.system.name=postgresql",
            "http.response.status_code=404",
          ],
        },
        {
          http_route: "",
          http_method: "PUT",
          http_status: 500,
          db_system: "redis",
          weight: 1,
          attributes_json: "",
          kv: ["http.method=PUT", "db.system=redis", "http.status_code=500"],
        },
        {
          http_route: "",
          http_method: "",
          http_status: 0,
          db_system: "",
          weight: 1,
          attributes_json: "",
          kv: ["http.response.status_code=x", "http.route=5"],
        },
      ]);
    });
  });
}

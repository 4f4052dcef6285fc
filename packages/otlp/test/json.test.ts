// JSON of other senders: the variants that are accepted, and the errors, which name the field.
import * as otlp from "otlp";
import { describe, expect, test } from "vitest";

function span(json: string): otlp.Span | undefined {
  return otlp.decodeTracesJson(`{"resourceSpans":[{"scopeSpans":[{"spans":[${json}]}]}]}`)[0]?.scopeSpans[0]
    ?.spans[0];
}

function attribute(json: string): otlp.AnyValue | undefined {
  return span(`{"attributes":[{"key":"k","value":${json}}]}`)?.attributes.get("k");
}

function point(json: string): otlp.NumberPoint | undefined {
  const text = `{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"gauge":{"dataPoints":[${json}]}}]}]}]}`;
  const data = otlp.decodeMetricsJson(text)[0]?.scopeMetrics[0]?.metrics[0]?.data;
  return data?.kind === "gauge" ? data.points[0] : undefined;
}

describe("accepts", () => {
  test("ids in hexadecimal of either case", () => {
    const id = Uint8Array.of(0x5b, 0x8e, 0xff, 0xf7);
    expect(span('{"traceId":"5b8efff7"}')?.traceId).toEqual(id);
    expect(span('{"traceId":"5B8EFFF7"}')?.traceId).toEqual(id);
    expect(span('{"traceId":""}')?.traceId).toEqual(new Uint8Array(0));
  });

  test.each([
    ["decimal text", '"1544712660300000001"', 1544712660300000001n],
    ["a number beyond 2^53, exactly", "1544712660300000001", 1544712660300000001n],
    ["a number beyond 2^53 after spaces", " \n 1544712660300000001 ", 1544712660300000001n],
    ["a small number", "7", 7n],
    ["a whole number with a fraction of zero", "7.0", 7n],
    ["a number with an exponent", "1e3", 1000n],
    ["text with an exponent", '"1e3"', 1000n],
    ["null", "null", 0n],
    ["a negative number, as 0", "-5", 0n],
    ["more than 64 bits, as the most there is", '"99999999999999999999999"', (1n << 64n) - 1n],
  ])("a 64-bit integer as %s", (_, json, expected) => {
    expect(span(`{"startTimeUnixNano":${json}}`)?.startTimeUnixNano).toBe(expected);
  });

  test("long digits inside text as text", () => {
    const name = 'a "quoted" {"x":1234567890123456789,-1234567890123456789} \\ [1234567890123456789';
    const decoded = span(`{"name":${JSON.stringify(name)},"startTimeUnixNano":1234567890123456789}`);
    expect(decoded).toMatchObject({ name, startTimeUnixNano: 1234567890123456789n });
  });

  test.each([
    ['"SPAN_KIND_SERVER"', 2],
    ['"SERVER"', 2],
    ["3", 3],
    ['"3"', 3],
    ["77", 77],
    ["1e99", 0x7fff_ffff],
  ])("an enum value as %s", (json, expected) => {
    expect(span(`{"kind":${json}}`)?.kind).toBe(expected);
  });

  test("enum names of every signal", () => {
    expect(span('{"status":{"code":"STATUS_CODE_ERROR"}}')?.status.code).toBe(2);
    const logs = otlp.decodeLogsJson(
      '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"severityNumber":"SEVERITY_NUMBER_ERROR2"}]}]}]}',
    );
    expect(logs[0]?.scopeLogs[0]?.logRecords[0]?.severityNumber).toBe(18);
    const metrics = otlp.decodeMetricsJson(
      '{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"sum":{"aggregationTemporality":"AGGREGATION_TEMPORALITY_CUMULATIVE"}}]}]}]}',
    );
    expect(metrics[0]?.scopeMetrics[0]?.metrics[0]?.data).toMatchObject({ temporality: otlp.CUMULATIVE });
  });

  test.each([
    ['"NaN"', Number.NaN],
    ['"Infinity"', Infinity],
    ['"-Infinity"', -Infinity],
    ['"1.5e3"', 1500],
    ['"-0"', -0],
    ["2", 2],
    ["1180591620717411303424", 2 ** 70],
  ])("a double as %s", (json, expected) => {
    expect(point(`{"asDouble":${json}}`)?.value).toBe(expected);
    expect(attribute(`{"doubleValue":${json}}`)).toBe(expected);
  });

  test.each([
    ['{"asInt":"-7"}', -7n],
    ['{"asInt":-7}', -7n],
    ['{"asInt":9007199254740993}', 9007199254740993n],
    ['{"asInt":"9223372036854775808"}', (1n << 63n) - 1n],
    ['{"asDouble":0}', 0],
    ["{}", null],
  ])("the value of the point %s", (json, expected) => {
    expect(point(json)?.value).toBe(expected);
  });

  test("uint32 numbers out of range, clamped", () => {
    expect(span('{"droppedAttributesCount":5000000000}')?.droppedAttributesCount).toBe(0xffff_ffff);
    expect(span('{"droppedAttributesCount":-1}')?.droppedAttributesCount).toBe(0);
    expect(span('{"flags":"257"}')?.flags).toBe(257);
  });

  test.each([
    ["padded", "+/8="],
    ["without padding", "+/8"],
    ["of the alphabet for URLs", "-_8"],
  ])("bytes in base64, %s", (_, text) => {
    expect(attribute(`{"bytesValue":"${text}"}`)).toEqual(Uint8Array.of(0xfb, 0xff));
  });

  test.each([
    ["{}", null],
    ["null", null],
    ['{"stringValue":null,"intValue":"3"}', 3n],
    ['{"intValue":3}', 3n],
    ['{"boolValue":false}', false],
    ['{"stringValue":""}', ""],
    ['{"arrayValue":{}}', []],
    ['{"arrayValue":{"values":[{},{"boolValue":true}]}}', [null, true]],
    ['{"kvlistValue":{}}', new Map()],
    ['{"stringValueStrindex":3}', null],
  ])("the value %s", (json, expected) => {
    expect(attribute(json)).toEqual(expected);
  });

  test("absent, null and unknown members", () => {
    expect(otlp.decodeTracesJson("{}")).toEqual([]);
    expect(otlp.decodeTracesJson('{"resourceSpans":null}')).toEqual([]);
    const json =
      '{"resourceSpans":[{"resource":null,"scopeSpans":[{"scope":null,"spans":[]}],"later":{"x":[1]}}],"more":3}';
    const nothing = { attributes: new Map(), droppedAttributesCount: 0 };
    expect(otlp.decodeTracesJson(json)).toEqual([
      {
        resource: nothing,
        scopeSpans: [{ scope: { name: "", version: "", ...nothing }, spans: [], schemaUrl: "" }],
        schemaUrl: "",
      },
    ]);
  });

  test("names of Object.prototype as ordinary names", () => {
    const decoded = span(
      '{"name":"x","__proto__":{"kind":3},"attributes":[{"key":"__proto__","value":{"intValue":1}}]}',
    );
    expect(decoded?.kind).toBe(0);
    expect(decoded?.attributes).toEqual(new Map([["__proto__", 1n]]));
  });

  test("equal keys, of which the last wins", () => {
    const pairs = '{"key":"k","value":{"intValue":1}},{"key":"k","value":{"intValue":2}}';
    expect(span(`{"attributes":[${pairs}]}`)?.attributes).toEqual(new Map([["k", 2n]]));
  });

  test("responses of other receivers", () => {
    expect(otlp.decodeLogsExportResponseJson('{"partialSuccess":null}')).toEqual({
      rejected: 0n,
      errorMessage: "",
    });
    expect(otlp.decodeLogsExportResponseJson('{"partialSuccess":{"rejectedLogRecords":3}}').rejected).toBe(
      3n,
    );
    expect(otlp.decodeStatusJson('{"code":14,"message":"full","details":[{"@type":"x"}]}')).toEqual({
      code: 14,
      message: "full",
    });
  });
});

describe("rejects with the name of the field", () => {
  test.each([
    ["", "not JSON"],
    ["{", "not JSON"],
    ["nothing", "not JSON"],
    ["[]", "JSON object"],
    ["null", "JSON object"],
    ['"{}"', "JSON object"],
    ['{"resourceSpans":{}}', "`resourceSpans` must be an array"],
    ['{"resourceSpans":[null]}', "`resourceSpans` must be an object"],
    ['{"resourceSpans":[{"resource":[]}]}', "`resource` must be an object"],
    ['{"resourceSpans":[{"schemaUrl":3}]}', "`schemaUrl` must be a string"],
    [
      '{"resourceSpans":[{"resource":{"entityRefs":[{"idKeys":[1]}]}}]}',
      "`idKeys` must be an array of strings",
    ],
  ])("%s", (json, message) => {
    expect(() => otlp.decodeTracesJson(json)).toThrow(
      expect.objectContaining({ code: "OTLP_JSON", message: expect.stringContaining(message) }),
    );
  });

  test.each([
    ['{"traceId":"xyz0"}', "`traceId` must be hexadecimal"],
    ['{"traceId":"abc"}', "`traceId` must be hexadecimal"],
    ['{"traceId":12}', "`traceId` must be hexadecimal"],
    ['{"startTimeUnixNano":1.5}', "`startTimeUnixNano` must be a whole number"],
    ['{"startTimeUnixNano":"soon"}', "`startTimeUnixNano` must be a whole number"],
    ['{"startTimeUnixNano":""}', "`startTimeUnixNano` must be a whole number"],
    ['{"startTimeUnixNano":true}', "`startTimeUnixNano` must be a whole number"],
    ['{"kind":"SPAN_KIND_ODD"}', "one of SPAN_KIND_UNSPECIFIED, SPAN_KIND_INTERNAL"],
    ['{"attributes":{"a":1}}', "`attributes` must be an array"],
    ['{"attributes":[{"key":"k","value":"v"}]}', "`value` must be an object"],
    ['{"attributes":[{"key":"k","value":{"boolValue":"true"}}]}', "`boolValue` must be true or false"],
    ['{"attributes":[{"key":"k","value":{"doubleValue":"many"}}]}', "`doubleValue` must be a number"],
    ['{"attributes":[{"key":"k","value":{"bytesValue":"a b"}}]}', "`bytesValue` must be base64"],
    ['{"attributes":[{"key":"k","value":{"arrayValue":[]}}]}', "`arrayValue` must be an object"],
  ])("%s", (json, message) => {
    expect(() => span(json)).toThrow(
      expect.objectContaining({ code: "OTLP_JSON", message: expect.stringContaining(message) }),
    );
  });
});

describe("writes", () => {
  test("like the specification's examples: lowerCamelCase, hexadecimal ids, decimal text, no defaults", () => {
    const none: otlp.Attributes = new Map();
    const text = otlp.encodeTracesJson([
      {
        resource: { attributes: new Map([["service.name", "orders"]]), droppedAttributesCount: 0 },
        scopeSpans: [
          {
            scope: { name: "shop", version: "", attributes: none, droppedAttributesCount: 0 },
            spans: [
              {
                traceId: new Uint8Array(16).fill(0xab),
                spanId: new Uint8Array(8).fill(0xab),
                parentSpanId: new Uint8Array(0),
                traceState: "",
                flags: 257,
                name: "charge card",
                kind: 3,
                startTimeUnixNano: 1544712660000000001n,
                endTimeUnixNano: 1544712661000000000n,
                attributes: new Map<string, otlp.AnyValue>([
                  ["items", 3n],
                  ["total", 3],
                  ["odd", Number.NaN],
                  ["raw", Uint8Array.of(0xfb, 0xff)],
                  ["none", null],
                ]),
                droppedAttributesCount: 0,
                events: [],
                droppedEventsCount: 0,
                links: [],
                droppedLinksCount: 1,
                status: { code: 2, message: "declined" },
              },
            ],
            schemaUrl: "",
          },
        ],
        schemaUrl: "",
      },
    ]);
    expect(JSON.parse(text)).toEqual({
      resourceSpans: [
        {
          resource: { attributes: [{ key: "service.name", value: { stringValue: "orders" } }] },
          scopeSpans: [
            {
              scope: { name: "shop" },
              spans: [
                {
                  traceId: "ab".repeat(16),
                  spanId: "ab".repeat(8),
                  flags: 257,
                  name: "charge card",
                  kind: 3,
                  startTimeUnixNano: "1544712660000000001",
                  endTimeUnixNano: "1544712661000000000",
                  attributes: [
                    { key: "items", value: { intValue: "3" } },
                    { key: "total", value: { doubleValue: 3 } },
                    { key: "odd", value: { doubleValue: "NaN" } },
                    { key: "raw", value: { bytesValue: "+/8=" } },
                    { key: "none", value: {} },
                  ],
                  droppedLinksCount: 1,
                  status: { code: 2, message: "declined" },
                },
              ],
            },
          ],
        },
      ],
    });
  });
});

describe("onBadItem", () => {
  test("receives the error and the number of rows of each item that is left out", () => {
    const reported: [string, number][] = [];
    const onBadItem: otlp.OnBadItem = ({ message }, rows) => void reported.push([message, rows]);
    const [spans] = otlp.decodeTracesJson(
      '{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"a"},{"name":7},null,{"name":"b"}]}]}]}',
      { onBadItem },
    );
    expect(spans?.scopeSpans[0]?.spans.map(({ name }) => name)).toEqual(["a", "b"]);
    const [metrics] = otlp.decodeMetricsJson(
      '{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":7,"sum":{"dataPoints":[{},{}]}}]}]}]}',
      { onBadItem },
    );
    expect(metrics?.scopeMetrics[0]?.metrics).toEqual([]);
    expect(reported).toEqual([
      [expect.stringContaining("`name` must be a string"), 1],
      [expect.stringContaining("`spans` must be an object"), 1],
      [expect.stringContaining("`name` must be a string"), 2],
    ]);
  });

  test("does not receive errors of the whole message, which are still thrown", () => {
    const options = { onBadItem: () => {} };
    expect(() => otlp.decodeTracesJson('{"resourceSpans":7}', options)).toThrow("an array");
    const deep = `${'{"arrayValue":{"values":['.repeat(101)}{}${"]}}".repeat(101)}`;
    const spans = `{"resourceSpans":[{"scopeSpans":[{"spans":[{"attributes":[{"key":"k","value":${deep}}]}]}]}]}`;
    expect(() => otlp.decodeTracesJson(spans, options)).toThrow(
      expect.objectContaining({ code: "OTLP_TOO_DEEP" }),
    );
  });
});

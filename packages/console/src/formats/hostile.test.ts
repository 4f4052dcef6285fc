// Whatever comes, a reader gives what it read or says that it cannot: no other error, and in a time that grows with the input.
import fc from "fast-check";
import { OtlpError } from "otlp";
import { expect, test } from "vitest";
import { ProblemError } from "../problem/problem.ts";
import { spanIdOrNone, traceIdOrNone } from "./ids.ts";
import { addJaegerTrace } from "./jaeger.ts";
import { readJaegerThrift } from "./jaeger-thrift.ts";
import { readWriteRequest } from "./prometheus/remote-write.ts";
import { createKnownFamilies, toFamilies } from "./prometheus/series.ts";
import { readExposition } from "./prometheus/text.ts";
import { toOtlp } from "./prometheus/to-otlp.ts";
import { isObject } from "./shape.ts";
import { createSpanGroups } from "./span-groups.ts";
import { addZipkinSpans } from "./zipkin.ts";
import { readZipkinProtobuf } from "./zipkin-protobuf.ts";
import { threadMsOf } from "../../../../tools/testing/thread-time.ts";

const conversion = { nowMs: 1_700_000_000_000, resourceOf: () => new Map(), keepParts: true };
const lenient = { traceId: traceIdOrNone, spanId: spanIdOrNone, partial: true };

const readers: Readonly<Record<string, (bytes: Uint8Array) => unknown>> = {
  "Zipkin's protobuf": (bytes) => addZipkinSpans(readZipkinProtobuf(bytes), createSpanGroups(), lenient),
  "Jaeger's Thrift": (bytes) =>
    addJaegerTrace({ ...readJaegerThrift(bytes), processes: {} }, createSpanGroups()),
  "remote write"(bytes) {
    const { families, native } = toFamilies(readWriteRequest(bytes), createKnownFamilies());
    return toOtlp(families, { ...conversion, native });
  },
};

function failureOf(read: () => unknown): unknown {
  try {
    read();
    return undefined;
  } catch (error) {
    return error;
  }
}

function isSaid(error: unknown): boolean {
  return error === undefined || error instanceof ProblemError || error instanceof OtlpError;
}

/** Bytes that look like fields: small numbers are tags, types and lengths. */
const bytes = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 32 }), fc.integer({ min: 0, max: 255 })), { maxLength: 200 })
  .map((all) => Uint8Array.from(all));

test.each(Object.entries(readers))("%s of any bytes", (_name, read) => {
  fc.assert(
    fc.property(bytes, (given) => {
      expect(failureOf(() => read(given))).toSatisfy(isSaid);
    }),
    { numRuns: 500 },
  );
});

const word = fc.constantFrom(
  "# TYPE",
  "# HELP",
  "# UNIT",
  "# EOF",
  "a",
  "a_total",
  "a_bucket",
  "a_count",
  "a_sum",
  "counter",
  "histogram",
  "summary",
  "info",
  '{le="1"}',
  '{le="+Inf"}',
  '{quantile="2"}',
  '{"a"}',
  "{",
  "}",
  '"',
  "\\",
  ",",
  "=",
  "1",
  "-1",
  "NaN",
  "+Inf",
  "1e400",
  "#",
  '# {trace_id="1"} 1',
  " ",
  "  ",
  "\n",
  "\r\n",
  "\t",
  "é",
);

test("a Prometheus text of any words, and the result", () => {
  fc.assert(
    fc.property(
      fc.array(word, { maxLength: 40 }),
      fc.boolean(),
      fc.constantFrom("", " "),
      (words, openMetrics, between) => {
        expect(
          failureOf(() => toOtlp(readExposition(words.join(between), openMetrics), conversion)),
        ).toSatisfy(isSaid);
      },
    ),
    { numRuns: 1000 },
  );
});

test("Zipkin's records of any JSON", () => {
  const ids = fc.constantFrom("1", "a", "", "zz", "5b8efff798038103d269b633813fc60c");
  const number = fc.oneof(fc.double(), fc.constantFrom(1e300, -1, 0, 1.5, Number.MAX_VALUE));
  const record = fc.record(
    {
      traceId: ids,
      id: ids,
      parentId: ids,
      kind: fc.constantFrom("CLIENT", "SERVER", "constructor"),
      timestamp: fc.oneof(number, fc.string()),
      duration: number,
      shared: fc.boolean(),
      tags: fc.jsonValue(),
      annotations: fc.jsonValue(),
      localEndpoint: fc.jsonValue(),
      name: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.array(record, { maxLength: 6 }), (records) => {
      expect(
        failureOf(() => addZipkinSpans(records.filter(isObject), createSpanGroups(), lenient)),
      ).toBeUndefined();
    }),
    { numRuns: 500 },
  );
});

test.each([
  ["a name of underscores", `${"_".repeat(200_000)} 1\n`],
  ["a value of backslashes", `a{b="${"\\".repeat(200_000)}"} 1\n`],
  ["a help without an end", `# HELP "${"\\a".repeat(100_000)}\n`],
  ["a number without an end", `a ${"1".repeat(200_000)}x\n`],
  [
    "a hundred thousand labels",
    `a{${Array.from({ length: 100_000 }, (_, at) => `l${at}="1"`).join(",")}} 1\n`,
  ],
])("a text with %s takes no more than a moment", (_what, text) => {
  const usedMs = threadMsOf(() =>
    expect(failureOf(() => toOtlp(readExposition(text, false), conversion))).toSatisfy(isSaid),
  );
  // 20 ms; what grows with the square would take minutes.
  expect(usedMs).toBeLessThan(5000);
});

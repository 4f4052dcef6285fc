// The readers of text that others choose, with the longest text each is given and the pieces of its grammar. Bodies may be longer than
// it says here: of them only the growth counts.
import { Readable } from "node:stream";
import {
  decodeLogs,
  decodeLogsJson,
  decodeMetrics,
  decodeMetricsJson,
  decodeTraces,
  decodeTracesJson,
} from "otlp";
import { decimal, hex, texts, whole, readLine } from "contract";
import { z } from "zod";
import type { TextReader } from "../../../tools/slow-texts.ts";
import { hexKey, nsKey, readCursor, wholeKey } from "../src/api/params/cursor.ts";
import { parseFilters, readDurationNs, toInterval } from "../src/api/filter/filter.ts";
import { readParams } from "../src/api/params/params.ts";
import { readRules } from "../src/api/sampling/sampling-rules.ts";
import { parseTime } from "../src/api/time/time.ts";
import { readCookie } from "../src/auth/sessions.ts";
import { readJaegerThrift } from "../src/formats/jaeger-thrift.ts";
import { addJaegerTrace } from "../src/formats/jaeger.ts";
import { readWriteRequest } from "../src/formats/prometheus/remote-write.ts";
import { createKnownFamilies, toFamilies } from "../src/formats/prometheus/series.ts";
import { isOpenMetrics, readExposition } from "../src/formats/prometheus/text.ts";
import { toOtlp } from "../src/formats/prometheus/to-otlp.ts";
import { toOtelUnit } from "../src/formats/prometheus/unit.ts";
import { decompressSnappy } from "../src/formats/snappy.ts";
import { createSpanGroups } from "../src/formats/span-groups.ts";
import { readZipkinProtobuf } from "../src/formats/zipkin-protobuf.ts";
import { addZipkinSpans } from "../src/formats/zipkin.ts";
import { writeQuery } from "../src/dashboards/write-query.ts";
import { linearPattern } from "../src/config/linear-pattern/linear-pattern.ts";
import { createAuth } from "../src/http/auth.ts";
import { readJsonText } from "../src/formats/json-text.ts";
import { isAllowedHost, isAllowedOrigin } from "../src/http/origins.ts";
import {
  addOpenSearchSpan,
  openSearchKind,
  toOpenSearchLogs,
  toOpenSearchMetrics,
} from "../src/import/opensearch.ts";
import { readValues } from "../src/import/read-values.ts";
import { bool, double, id, time } from "../src/import/tables/cells.ts";
import { isCsvHeader, openCsv } from "../src/import/tables/csv.ts";
import { intMap, typedMap } from "../src/import/tables/typed-values.ts";
import { toDecimal } from "../src/receive/decimal.ts";
import { fingerprintOf } from "../src/receive/faults/fingerprint.ts";
import { parseStacks } from "../src/source-maps/stack.ts";
import { relabel } from "../src/scrape/relabel.ts";

/** Of one parameter of the API. */
const parameter = 4096;
/** Of all headers of a request together, the address included: Node's own limit. */
const header = 16 * 1024;
const body = 128 * 1024;

const conversion = { nowMs: 1_700_000_000_000, resourceOf: () => new Map(), keepParts: true };
const auth = createAuth("0123456789abcdef");
const form = z.tuple([wholeKey, nsKey, hexKey]);
const parameters = z.object({ a: texts, b: whole(1, 5), c: decimal(1, 5), d: hex(16) });
const bytesOf = (text: string): Uint8Array => Buffer.from(text, "latin1");
const json = [
  "[",
  "{",
  "}",
  "]",
  '{"a":',
  '"a"',
  ",",
  ":",
  "1",
  "\\",
  '"',
  '{"resourceSpans":[{"scopeSpans":[{"spans":[',
  '{"key":"a","value":{"stringValue":"b"}},',
  '{"arrayValue":{"values":[',
  "1e9",
  "\\u0000",
  "-",
];
const protobuf = [
  "\u000a\u0000",
  "\u000a\u0001",
  "\u000a\u0002\u0008\u0001",
  "\u0012\u0000",
  "\u001a\u0000",
  "\u000a\u007f",
  "\u0080",
  "\u00ff",
  "\u0022\u0000",
  "\u0032\u0000",
  "\u004a\u0000",
  "\u0008\u0001",
  "\u0009",
  "\u000b",
  "\u000c",
];
const prometheus = [
  "a 1\n",
  'a{b="c"} 1\n',
  "# TYPE a counter\n",
  "# HELP a b\n",
  "# UNIT a\n",
  "# ",
  '"',
  "\\",
  "{",
  "}",
  ",",
  "=",
  'a_bucket{le="1"} 1\n',
  "a_created 1\n",
  "_",
  "a",
  " ",
  "\t",
  "\n",
  "1",
  '# {a="b"} 1',
  "+",
  "e",
  "# EOF\n",
  "target_info 1\n",
];

const rules = ["(a|ab|b)*c", "(.*)(.*)(.*);x", "(?:a+)+b"].flatMap((source) =>
  (["replace"] as const).map((action) => ({
    action,
    sourceLabels: ["a"],
    separator: ";",
    regex: linearPattern(source),
    targetLabel: "b",
    replacement: "$1$2",
  })),
);

/** `text` as so many spans of one Zipkin request as would have its length. */
function manySpans(text: string, record: (at: number, half: boolean) => Record<string, unknown>): void {
  const count = Math.ceil(text.length / 40);
  addZipkinSpans(
    Array.from({ length: count }, (_, at) => record(at, at < count / 2)),
    createSpanGroups(),
  );
}

function exposition(text: string, openMetrics: boolean): unknown {
  return toOtlp(readExposition(text, openMetrics), conversion);
}

async function all(values: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of values);
}

/** A document of OpenSearch with `text` wherever it has one. */
function openSearch(text: string): void {
  const document = Object.fromEntries(
    [
      "traceId",
      "spanId",
      "parentSpanId",
      "name",
      "kind",
      "time",
      "startTime",
      "endTime",
      "severityText",
      "body",
    ].map((key) => [key, text]),
  );
  const fields = { ...document, attributes: { [text]: text }, resource: { [text]: text }, [text]: text };
  openSearchKind(fields);
  for (const read of [
    () => addOpenSearchSpan(fields, createSpanGroups()),
    () => toOpenSearchLogs(fields),
    () => toOpenSearchMetrics(fields),
  ]) {
    try {
      read();
    } catch {
      // a refusal of one says nothing of the next
    }
  }
}

/** All of them. */
export const readers: readonly TextReader[] = [
  {
    name: "filters",
    largest: parameter,
    read: (text) => parseFilters([text]).map((one) => [readDurationNs(one.value), toInterval(one)]),
    pieces: ["!", "exists", " exists", "=", "!=", ">", "a", "1", "1e", "\n"],
    known: [
      { front: "!", middle: " ", back: "x" },
      { front: "!", middle: " ", back: "exists x" },
    ],
  },
  {
    name: "lines of filters",
    largest: parameter,
    read: (text) => readLine(text),
    pieces: ["!", " ", "is", "not", "exists", "=", ">", "a", '"', "\\", "duration", "error", "-", "1", "ms"],
    known: [{ front: 'a="', middle: "\\", back: "\n" }],
  },
  {
    name: "stacks",
    largest: 16 * 1024,
    read: parseStacks,
    pieces: [
      "at ",
      "async ",
      " (",
      ")",
      ":",
      "1",
      "@",
      "\n",
      "/",
      "Caused by: ",
      "file://",
      "%41",
      "?",
      "node:",
    ],
    known: [
      { front: "at ", middle: ":1", back: ")" },
      { front: "at a (", middle: "(", back: ":1:1" },
    ],
  },
  {
    name: "durations of filters",
    largest: parameter,
    read: readDurationNs,
    pieces: ["1", ".", " ", "ms", "µs", "1h", "30 min "],
  },
  {
    name: "times",
    largest: parameter,
    read: (text) => parseTime(text, 0n),
    pieces: ["now", "-1h", "2026-01-01", "T", ":", ".", "Z", "+"],
  },
  {
    name: "cursors",
    largest: parameter,
    read: (text) => [readCursor(text, form), readCursor(Buffer.from(text).toString("base64url"), form)],
    pieces: ["[", '"', "1", ",", "{", "\\", "WyIx", "e"],
  },
  {
    name: "parameters",
    largest: parameter,
    read: (text) => readParams(parameters, { a: [text], b: text, c: text, d: text }),
    pieces: ["1", ".", "a", "0"],
  },
  {
    name: "sampling rules",
    largest: header,
    read: (text) =>
      readRules({ head: [{ name: text, match: { route: text, attributes: { [text]: text } } }] }),
    pieces: ["*", "?", "a", "/", " "],
  },
  {
    name: "Authorization",
    largest: header,
    read: (text) => auth.isPoller(text),
    pieces: ["Bearer ", " ", "a", "\t"],
  },
  {
    name: "Cookie",
    largest: header,
    read: (text) => readCookie(text, "telltale_console"),
    pieces: [";", "=", "a=b; ", "telltale_console=", " "],
  },
  {
    name: "Host",
    largest: header,
    read: (text) => isAllowedHost(text, []),
    pieces: ["localhost", ":", "[", "]", ".", "@", "%41", "/", "é", "xn--"],
  },
  {
    name: "Origin",
    largest: header,
    read: (text) => isAllowedOrigin(text, []),
    pieces: ["http://", "localhost", ":", "[", ".", "@", "%", "é", "xn--"],
  },
  { name: "Prometheus text", largest: body, read: (text) => exposition(text, false), pieces: prometheus },
  { name: "OpenMetrics", largest: body, read: (text) => exposition(text, true), pieces: prometheus },
  {
    name: "rules of relabeling",
    largest: 4096,
    read: (text) => rules.map((rule) => relabel(new Map([["a", text]]), [rule])),
    pieces: ["a", "b", "ab", "c", ";", ";x", "é"],
  },
  {
    name: "type and encoding of a scraped answer",
    largest: header,
    read: (text) => isOpenMetrics(text),
    pieces: ["application/openmetrics-text", ";", " ", "version=1.0.0", "=", '"', ","],
  },
  { name: "units of Prometheus", largest: body, read: toOtelUnit, pieces: ["_per_", "seconds", "_", "a"] },
  {
    name: "remote write",
    largest: body,
    read(text) {
      const { families, native } = toFamilies(readWriteRequest(bytesOf(text)), createKnownFamilies());
      return toOtlp(families, { ...conversion, native });
    },
    pieces: [...protobuf, "\u000a\u000a\u000a\u0008\u000a\u0001a\u0012\u0003abc"],
  },
  {
    name: "Snappy",
    largest: body,
    read: (text) => decompressSnappy(bytesOf(`\u0080\u0080\u0080\u0001${text}`), 1 << 24),
    pieces: ["\u0000a", "\u0005\u0001", "\u00fe\u0001\u0000", "\u0001\u0001", "\u00ff"],
  },
  {
    name: "Zipkin, halves",
    largest: body,
    read: (text) => manySpans(text, () => ({ traceId: "a", id: "b", parentId: "b" })),
    pieces: ["a"],
  },
  {
    name: "Zipkin, parents",
    largest: body,
    read: (text) =>
      manySpans(text, (at, half) => ({
        traceId: "a",
        id: half ? "b" : `${at}`,
        parentId: "b",
        localEndpoint: { serviceName: `s${at}` },
      })),
    pieces: ["a"],
  },
  {
    name: "Zipkin's protobuf",
    largest: body,
    read: (text) => addZipkinSpans(readZipkinProtobuf(bytesOf(text)), createSpanGroups()),
    pieces: [...protobuf, "\u000a\u0018\u000a\u0008aaaaaaaa\u001a\u0008bbbbbbbb\u0012\u0002cc"],
  },
  {
    name: "Jaeger's Thrift",
    largest: body,
    read: (text) => addJaegerTrace({ ...readJaegerThrift(bytesOf(text)), processes: {} }, createSpanGroups()),
    pieces: [
      "\u000c\u0000\u0001",
      "\u000f\u0000\u0002\u000c\u0000\u0000\u0000\u0009",
      "\u0000",
      "\u000b\u0000\u0001\u0000\u0000\u0000\u0001a",
      "\u000f\u000f\u0000\u0000\u0000\u0001",
      "\u000d\u0000\u0009\u000c\u000c\u0000\u0000\u0000\u0001",
      "\u000a",
    ],
  },
  { name: "JSON bodies", largest: body, read: (text) => readJsonText(Buffer.from(text)), pieces: json },
  {
    name: "OTLP JSON",
    largest: body,
    read: (text) => {
      const value = readJsonText(Buffer.from(text));
      return [decodeTracesJson, decodeMetricsJson, decodeLogsJson].map((decode) => decode(value));
    },
    pieces: json,
  },
  { name: "traces of OTLP", largest: body, read: (text) => decodeTraces(bytesOf(text)), pieces: protobuf },
  { name: "metrics of OTLP", largest: body, read: (text) => decodeMetrics(bytesOf(text)), pieces: protobuf },
  { name: "logs of OTLP", largest: body, read: (text) => decodeLogs(bytesOf(text)), pieces: protobuf },
  { name: "amounts", largest: body, read: toDecimal, pieces: ["0", "1", ".", "e", "-", " "] },
  {
    name: "maps of whole numbers",
    largest: body,
    read: intMap,
    pieces: ['"', "\\", "1", "1111111111111111", ".", '"\\', ":", "{", "-", "e"],
    known: [{ middle: '"\\' }, { middle: "1", back: "." }],
  },
  {
    name: "maps with types",
    largest: body,
    read: typedMap,
    pieces: ['{"a":{"type":"map","value":', "{", "[", '"', "\\"],
  },
  {
    name: "cells",
    largest: body,
    read: (text) =>
      [double, bool, id(8), time].map((read) => {
        try {
          return read(text);
        } catch {
          return undefined;
        }
      }),
    pieces: ["1", ".", "e", "-", " ", ":", "2026-01-01", "T", "0"],
  },
  {
    name: "first lines of CSV",
    largest: body,
    read: isCsvHeader,
    pieces: [",", ";", '"', '""', "a", "\t", " "],
  },
  {
    name: "rows of CSV",
    largest: body,
    read: async (text) => all((await openCsv(Readable.from([text]), "a,b")).rows(new Set(["a"]))),
    pieces: [",", '"', '""', "a", "\n", "\r", "\r\n", '"\n', '",', "'=", " "],
  },
  {
    name: "JSON by lines, and documents",
    largest: body,
    read: (text) => all(readValues(Readable.from([text]))),
    pieces: [...json, "\n", "[\n", "{\n", "\r", "\ufeff"],
  },
  {
    name: "OpenSearch's documents",
    largest: body,
    read: openSearch,
    pieces: [
      "2026-01-01T00:00:00.000Z",
      ".",
      "@",
      "attributes.",
      "resource.attributes.",
      "0",
      "a",
      "-",
      ":",
      "T",
    ],
  },
  {
    name: "queries of charts that are shown",
    largest: 20_000,
    read: (text) => writeQuery(text, { a: "b" }),
    pieces: ["{", "}", ":", "a", " ", "\n", "SETTINGS ", "String"],
    // matched a part of the text in three ways once: ten thousand spaces took minutes
    known: [
      { front: "{a:", middle: " " },
      { front: "\nSETTINGS ", middle: " ", back: "\nx" },
    ],
  },
  {
    name: "fingerprints of exceptions",
    largest: body,
    read: (text) => fingerprintOf({ type: text, message: text, stack: text, place: text }),
    pieces: [
      "at ",
      " (",
      ")",
      ":1",
      "@",
      "/",
      "-",
      ".",
      "$$",
      "\n",
      "<",
      "https://",
      '"',
      "a",
      "0",
      "Caused by: ",
    ],
  },
];

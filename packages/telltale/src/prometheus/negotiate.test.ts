import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { negotiate, takesGzip } from "./negotiate.ts";

const text = "text/plain; version=0.0.4; charset=utf-8";
const open = "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=";
const protobuf =
  "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited; escaping=underscores";
const prometheus2 =
  "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
const prometheus3 =
  "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5," +
  "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2";
const native =
  "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited,application/openmetrics-text;version=1.0.0;q=0.8";

describe("content negotiation (prometheus.io/docs/instrumenting/content_negotiation)", () => {
  test.each([
    ["nothing", undefined, text],
    ["an empty header", "", text],
    ["anything", "*/*", text],
    ["a browser", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", text],
    ["Prometheus 2", prometheus2, `${open}underscores`],
    ["Prometheus 3", prometheus3, `${open}allow-utf-8`],
    ["Prometheus that wants native histograms", native, protobuf],
    [
      "text 1.0.0",
      "text/plain;version=1.0.0;escaping=values",
      "text/plain; version=1.0.0; charset=utf-8; escaping=values",
    ],
    ["OpenMetrics without a version", "application/openmetrics-text", `${open}underscores`],
    [
      "OpenMetrics 0.0.1",
      "application/openmetrics-text;version=0.0.1",
      "application/openmetrics-text; version=0.0.1; charset=utf-8",
    ],
    ["OpenMetrics of a version to come", "application/openmetrics-text;version=9.0.0", text],
    ["the highest weight", "application/openmetrics-text;q=0.1, text/plain;q=0.9", text],
    ["a weight of 0", "application/openmetrics-text;q=0", text],
    ["an invalid weight", "application/openmetrics-text;q=high", text],
    [
      "an unknown escaping",
      'application/openmetrics-text;version=1.0.0;escaping="x\r\ny"',
      `${open}underscores`,
    ],
    ["another message", "application/vnd.google.protobuf;proto=other;encoding=delimited", text],
    [
      "protobuf unframed",
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=text",
      text,
    ],
    ["other letters", "Application/OpenMetrics-Text; Version=1.0.0", `${open}underscores`],
    ["a header without end", `${"x/y,".repeat(4000)}application/openmetrics-text`, text],
  ])("%s", (_, accept, contentType) => {
    expect(negotiate(accept).contentType).toBe(contentType);
  });

  test("any header gives one of the known formats", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (accept) => {
        expect(negotiate(accept).contentType).toMatch(
          /^(text\/plain|application\/(openmetrics-text|vnd\.google\.protobuf)); [\w.=; -]+$/,
        );
      }),
    );
  });
});

describe("Accept-Encoding", () => {
  test.each([
    [undefined, false],
    ["", false],
    ["gzip", true],
    ["gzip;q=0", false],
    ["identity", false],
    ["deflate, GZIP;q=0.5", true],
    ["*", true],
    ["*;q=0", false],
    ["br, *;q=0.1, gzip;q=0", false],
  ])("%s: %s", (accept, expected) => expect(takesGzip(accept)).toBe(expected));
});

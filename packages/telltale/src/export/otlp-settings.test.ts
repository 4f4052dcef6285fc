// Every variable of the specification (protocol/exporter), for all signals and per signal, under the options.
import { expect, test } from "vitest";
import { adviceFor } from "./advice.ts";
import { type OtlpOptions, resolveOtlp } from "./otlp-settings.ts";

const at = (variables: Record<string, string>, options: OtlpOptions = {}) =>
  resolveOtlp(options, variables).destinations;

test("nothing set: HTTP with protobuf to this machine, ten seconds, no headers, not compressed", () => {
  expect(at({}).traces).toMatchObject({
    protocol: "http/protobuf",
    url: new URL("http://localhost:4318/v1/traces"),
    headers: {},
    gzip: false,
    timeoutMs: 10_000,
  });
});

test.each([
  ["OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:1/x", "http://c:1/x/v1/logs"],
  ["OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "http://c:1/x", "http://c:1/x"],
  ["OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "http://c:1", "http://c:1/"],
  ["TELLTALE_ENDPOINT", "http://c:1/x/", "http://c:1/x/v1/logs"],
  ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://c:1/x", "http://localhost:4318/v1/logs"],
  ["OTEL_EXPORTER_OTLP_ENDPOINT", "not a url", "http://localhost:4318/v1/logs"],
  ["OTEL_EXPORTER_OTLP_ENDPOINT", "", "http://localhost:4318/v1/logs"],
])("%s=%s sends logs to %s", (name, value, expected) => {
  expect(at({ [name]: value }).logs.url.href).toBe(expected);
});

test.each([
  ["http://c", "http://c/"],
  ["https://c:1/ignored", "https://c:1/ignored"],
  ["c:4317", "https://c:4317/"],
])("gRPC at %s", (endpoint, href) => {
  expect(
    at({ OTEL_EXPORTER_OTLP_PROTOCOL: "grpc", OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }).traces.url.href,
  ).toBe(href);
});

test("gRPC: the default address, insecure only where there is no scheme, per signal", () => {
  const grpc = { OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" };
  expect(at(grpc).traces.url.href).toBe("http://localhost:4317/");
  const both = { ...grpc, OTEL_EXPORTER_OTLP_INSECURE: "true", OTEL_EXPORTER_OTLP_ENDPOINT: "https://c:1" };
  expect(at(both).traces.url.protocol).toBe("https:");
  const bare = { ...grpc, OTEL_EXPORTER_OTLP_ENDPOINT: "c:1", OTEL_EXPORTER_OTLP_LOGS_INSECURE: "true" };
  expect(at(bare).logs.url.protocol).toBe("http:");
  expect(at(bare).traces.url.protocol).toBe("https:");
});

test.each([
  ["PROTOCOL", "http/json", { protocol: "http/json" }],
  ["PROTOCOL", "carrier pigeon", { protocol: "http/protobuf" }],
  ["COMPRESSION", "gzip", { gzip: true }],
  ["COMPRESSION", "none", { gzip: false }],
  ["TIMEOUT", "250", { timeoutMs: 250 }],
  ["TIMEOUT", "0", { timeoutMs: Infinity }],
  ["TIMEOUT", "-1", { timeoutMs: 10_000 }],
  ["HEADERS", "api-key=a%20b,X-Tenant=t", { headers: { "api-key": "a b", "x-tenant": "t" } }],
  ["HEADERS", "a=1,broken", { headers: {} }],
  ["HEADERS", "bad name=1", { headers: {} }],
])("OTEL_EXPORTER_OTLP_%s=%s, for all and for metrics alone", (suffix, value, expected) => {
  expect(at({ [`OTEL_EXPORTER_OTLP_${suffix}`]: value }).metrics).toMatchObject(expected);
  const own = at({ [`OTEL_EXPORTER_OTLP_METRICS_${suffix}`]: value });
  expect(own.metrics).toMatchObject(expected);
  expect(own.traces).toEqual(at({}).traces);
});

test("headers that HTTP allows and gRPC does not: those of a variable are left out for gRPC", () => {
  const headers = "x+y=1,api-key=%C3%A9";
  const variables = { OTEL_EXPORTER_OTLP_HEADERS: headers, OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: "grpc" };
  expect(at(variables).logs.headers).toEqual({});
  expect(at(variables).traces.headers).toEqual({ "x+y": "1", "api-key": "é" });
  const allowed = { "X-Tenant": "t", "trace-bin": "AQI=" };
  expect(at({}, { protocol: "grpc", headers: allowed }).logs.headers).toEqual({
    "x-tenant": "t",
    "trace-bin": "AQI=",
  });
});

test("a certificate that cannot be read: a variable is ignored, an option is an error", () => {
  const { certificates } = at({ OTEL_EXPORTER_OTLP_CERTIFICATE: "/no/such/file" }).traces;
  expect(certificates.ca).toBe(undefined);
  const given = (): unknown => at({}, { certificate: "/no/such/file" });
  expect(given).toThrow(expect.objectContaining({ code: "TT_CERTIFICATE" }));
  expect(at({}, { certificate: "-----BEGIN CERTIFICATE-----" }).traces.certificates.ca).toContain("BEGIN");
});

test.each([
  [{ endpoint: "nowhere" }, "TT_ENDPOINT"],
  [{ endpoint: "host:4317" }, "TT_ENDPOINT"],
  [{ url: "ftp://x" }, "TT_ENDPOINT"],
  [{ protocol: "udp" }, "TT_OPTION"],
  [{ compression: "zip" }, "TT_OPTION"],
  [{ timeoutMs: 0 }, "TT_OPTION"],
  [{ retry: { maxMs: Number.NaN } }, "TT_OPTION"],
  [{ maxRequestBytes: 0 }, "TT_OPTION"],
  [{ headers: { "bad name": "1" } }, "TT_OPTION"],
  [{ headers: { good: "line\nbreak" } }, "TT_OPTION"],
  [{ protocol: "grpc", headers: { "x+y": "1" } }, "TT_OPTION"],
  [{ protocol: "grpc", headers: { good: "é" } }, "TT_OPTION"],
  [{ protocol: "grpc", headers: { "x-bin": "no base64" } }, "TT_OPTION"],
])("%j is refused with %s", (options, code) => {
  expect(() => resolveOtlp(options as OtlpOptions, {})).toThrow(expect.objectContaining({ code }));
});

test("`host:port` is an address for gRPC", () => {
  expect(at({}, { endpoint: "host:4317", protocol: "grpc" }).logs.url.href).toBe("https://host:4317/");
});

test.each<[Record<string, string>, OtlpOptions, number | undefined, string, string]>([
  [{}, {}, undefined, "", "or set OTEL_EXPORTER_OTLP_ENDPOINT ("],
  [{ TELLTALE_ENDPOINT: "http://c:1" }, {}, undefined, "", "or set TELLTALE_ENDPOINT ("],
  [
    { TELLTALE_ENDPOINT: "c:1", OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" },
    {},
    undefined,
    "",
    "or set TELLTALE_ENDPOINT (",
  ],
  [{ OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: "http://c:1" }, {}, 404, "", "check OTEL_EXPORTER_OTLP_LOGS_ENDPOINT"],
  [{}, { endpoint: "http://c:1" }, undefined, "", "or set the option `endpoint` ("],
  [
    {},
    { endpoint: "http://c:1/v1/traces" },
    404,
    "",
    "Leave /v1/traces out of the option `endpoint`: it is added",
  ],
  [{}, {}, undefined, "Parse Error: Expected HTTP/", "a gRPC port (4317)"],
])(
  "a failed export with %j and %j: %s %s is reported with `%s`",
  (variables, options, status, message, reported) => {
    expect(adviceFor({ status, message }, at(variables, options).logs)).toContain(reported);
  },
);

test("an address of a configuration file is reported with its path", () => {
  const { traces } = resolveOtlp({ url: "http://c:1" }, {}, "`a.endpoint` of the file").destinations;
  expect(adviceFor({ status: 404 }, traces)).toMatch(/check `a\.endpoint` of the file$/);
});

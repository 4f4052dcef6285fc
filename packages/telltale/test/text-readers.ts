// The readers of text that others choose, with the longest text each is given and the pieces of its grammar.
import { defaultTextMapGetter, ROOT_CONTEXT } from "@opentelemetry/api";
import type { TextReader } from "../../../tools/slow-texts.ts";
import { fingerprintOf, normalisedMessage } from "../src/business/fingerprint.ts";
import { parseFrames } from "../src/business/frames.ts";
import { atSources } from "../src/business/source-positions.ts";
import { readConnection } from "../src/calls/connection.ts";
import { hideBare } from "../src/calls/bare-values.ts";
import { replaceQuoted } from "../src/calls/quoted-pieces.ts";
import { contentRecorder } from "../src/integrations/genai/content.ts";
import { cleanMessage } from "../src/calls/error-text.ts";
import { describeQuery } from "../src/calls/query-facts.ts";
import { readUrl } from "../src/calls/url.ts";
import { pathOf } from "../src/conditions/route.ts";
import { readYaml } from "../src/config-file/read-yaml.ts";
import { substitute } from "../src/config-file/read-yaml.ts";
import { parametersOf } from "../src/decorators/parameter-names.ts";
import { parseAttributes } from "../src/engine/settings/environment.ts";
import { exceptionAttributes } from "../src/engine/errors/error-facts.ts";
import { unitWords } from "catalog/prometheus-names";
import { normalName } from "../src/engine/cardinality/normal-name.ts";
import { wildcard } from "catalog/wildcard";
import { withTraceComment } from "../src/integrations/database/trace-comment.ts";
import { resolveClientPolicy } from "../src/integrations/http/client-address.ts";
import { readHost, readTarget } from "../src/integrations/http/request-facts.ts";
import { headerIn } from "../src/integrations/undici/request.ts";
import { negotiate, takesGzip } from "../src/prometheus/negotiate.ts";
import { createNaming } from "../src/prometheus/naming.ts";
import { b3Propagator } from "../src/propagation/b3.ts";
import { baggagePropagator } from "../src/propagation/baggage.ts";
import { jaegerPropagator } from "../src/propagation/jaeger.ts";
import { traceContextPropagator } from "../src/propagation/trace-context.ts";
import { detectContainer } from "../src/resource/container.ts";
import { detectOs } from "../src/resource/detectors.ts";
import { createRedactor } from "../src/redaction/index.ts";
import { readOtState } from "../src/sampling/ot-state.ts";
import { sanitizeSql, summarizeSql } from "../src/sql/index.ts";
import { trace } from "@opentelemetry/api";

const header = 16 * 1024;
/** The guard of sizes cuts to 64 Ki characters; redaction looks 16 Ki beyond. */
const attribute = 80 * 1024;
const file = 256 * 1024;

const redactor = createRedactor({ kinds: "all" });
const ruled = createRedactor({
  rules: [
    { kind: "order", pattern: /order-\d+-x/ },
    { kind: "digits", pattern: /[\w.+-]+=[\w-]+\.\w+x\b/ },
    { kind: "note", names: ["*note*secret*x"] },
  ],
});
const span = trace.wrapSpanContext({
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: "b7ad6b7169203331",
  traceFlags: 1,
});
const recorder = contentRecorder(8192);
const noSpan = { setAttribute: () => undefined } as never;
const proxied = resolveClientPolicy({ trustedProxies: 40 }).forwarded;

function extracting(propagator: typeof b3Propagator, name: string): (text: string) => unknown {
  return (text) => propagator.extract(ROOT_CONTEXT, { [name]: text }, defaultTextMapGetter);
}

const secrets = [
  "password=",
  "token=",
  "ssn=",
  "cvv:",
  "iban=",
  "api_key: ",
  'secret:"',
  "otp=",
  "pin=",
  "Authorization: ",
  "Bearer ",
  "Basic ",
  "cookie=",
  "set-cookie: ",
  "://",
  "https://u:p",
  "@",
  "a@b.",
  "%40",
  "&#64;",
  "?sig=",
  "&code=",
  "eyJ",
  ".eyJ",
  "-----BEGIN PRIVATE KEY-----",
  "-----BEGIN",
  "4242 ",
  "4242424242424242",
  "4242-",
  "+49 ",
  "(212) ",
  "212-",
  "DE89",
  "DE89 3704 ",
  "10.0.0.1",
  "::1",
  "fe80:",
  "ghp_",
  "AKIA",
  "sk_live_",
  "xoxb-",
  "AIza",
  "SG.",
  ":AA",
  "-us1",
  "~",
  "8Q~",
  "MTA",
  "AccountKey=",
  "%3D",
  "%2F",
  '\\"',
  "\\\\\\",
  "<password>",
  "</password>",
  "--password ",
  "-p ",
  "[redacted:",
  "[redacted:email]",
  "pwd:",
  "=>",
  ":=",
  ",",
  "a.b",
  "$",
  "${",
  "{{",
  "IDENTIFIED BY '",
  "078-05-1120",
  "AUTH ",
  "AUTH2 a ",
  "HELLO 3 ",
  "MIGRATE h 6379 ",
  "ACL SETUSER a >b ",
  "requirepass ",
  "/callback?",
  "/token/",
  "&code=a1",
  "&session=a1",
  "&state=a1b2",
  "/services/T00000/B00000/",
  "/webhooks/",
  "/bot12345:",
  "://a1b2c3d4",
  ' ["a", ',
  "createUser('a', 'b'",
  "SET PASSWORD FROM 'a' TO ",
  " --token=a",
  " -token a",
  " mysql",
  "rabbitmqctl a ",
  "htpasswd -b ",
];
const sql = [
  "SELECT ",
  "select a from b ",
  "FROM ",
  "JOIN ",
  "WHERE ",
  "'",
  "''",
  '"',
  "`",
  "[",
  "]",
  "--",
  "/*",
  "*/",
  "#",
  "$$",
  "$a$",
  "$1",
  "q'[",
  "E'",
  "'\n'",
  "\\'",
  "\\",
  "(",
  ")",
  ",",
  ";",
  "IN (1,",
  "IN (",
  "VALUES (",
  "(1,2),",
  "::",
  ":a",
  "@",
  "?",
  "0x",
  "1e",
  ".",
  "a.b",
  "WITH a AS (",
  "INSERT INTO ",
  "DELETE ",
  "CREATE TABLE ",
  "“",
  "’",
  "'''",
  "nq'",
  'U&"',
  "FORMAT ",
  "PASSWORD ",
  "IDENTIFIED BY ",
  "INTERVAL ",
  "DATE ",
  "b'",
  "-",
  "//",
  "@~",
  "12345678-1234-1234-1234-123456789012",
];
const stack = [
  "    at f (/app/a.js:1:2)\n",
  "at ",
  "at (",
  "(y",
  " [as ",
  "]",
  "async ",
  "/app/a",
  ":1:2",
  ":",
  "\n",
  "file://",
  "/node_modules/",
  "-00xx-",
  "?",
  "#",
  "@",
  "%",
  "new ",
  "Object.",
  "eval at ",
];

let seen = 0;
/** What a reader that remembers texts does not know: the time of the first reading counts. */
const neverSeen = (text: string): string => `${text} ${seen++}`;

/** All of them. */
export const readers: readonly TextReader[] = [
  {
    name: "traceparent",
    largest: header,
    read: extracting(traceContextPropagator, "traceparent"),
    pieces: ["00-", "0af7651916cd43dd8448eb211c80319c", "-", "ff"],
  },
  {
    name: "tracestate",
    largest: header,
    read: (text) => {
      const context = traceContextPropagator.extract(
        ROOT_CONTEXT,
        { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", tracestate: text },
        defaultTextMapGetter,
      );
      return readOtState(trace.getSpanContext(context)?.traceState);
    },
    pieces: ["a=1,", "ot=th:1;", "=", ",", "ot=", "rv:", ";"],
  },
  {
    name: "baggage",
    largest: header,
    read: extracting(baggagePropagator, "baggage"),
    pieces: ["a=1,", "=", ";", ";tt=s", "%20", "%", "%zz", ",", ";a=b"],
  },
  {
    name: "B3",
    largest: header,
    read: extracting(b3Propagator, "b3"),
    pieces: ["0af7651916cd43dd", "-", "-1", "-d"],
  },
  {
    name: "Jaeger",
    largest: header,
    read: extracting(jaegerPropagator, "uber-trace-id"),
    pieces: ["0:", ":", "%3A", "%"],
  },
  {
    name: "Jaeger's baggage",
    largest: header,
    read: extracting(jaegerPropagator, "jaeger-baggage"),
    pieces: ["a=1,", "=", ",", "%20", "a%=b,"],
  },
  { name: "redaction of texts", largest: attribute, read: (text) => redactor.text(text), pieces: secrets },
  {
    name: "redaction by rules",
    largest: attribute,
    read: (text) => ruled.text(text),
    pieces: ["order-", "1", "-x", "[redacted:", "[redacted:order]", "order-1-x", "=", "."],
  },
  {
    name: "redaction of names",
    largest: header,
    read: (text) => [redactor.value("a", text), ruled.value("b", text)],
    pieces: ["password", "note", "secret", "_", "-", "A", "a", "s", "1", ".", "xNote"],
  },
  {
    name: "redaction of queries",
    largest: attribute,
    read: (text) => redactor.value(neverSeen(text), "db.query.text"),
    pieces: [...sql, ...secrets.slice(0, 10)],
  },
  {
    name: "redaction of queries that are not SQL",
    largest: attribute,
    read: (text) =>
      ["mongodb", "redis", "neo4j"].map((system) =>
        redactor.value({ "db.system.name": system, "db.query.text": text }),
      ),
    pieces: [
      "{",
      "}",
      '"',
      "'",
      '"a":',
      ":",
      ",",
      "/",
      "/a",
      "\\",
      "`",
      "1",
      "?q=",
      "AUTH ",
      "hello 3 ",
      "MIGRATE h 6379 ",
      "a b",
      "\n",
      ";",
    ],
  },
  {
    name: "redaction of URLs",
    largest: attribute,
    read: (text) => [redactor.value(text, "url.full"), redactor.value(text, "url.query")],
    pieces: [
      "/callback",
      "?",
      "&code=a1",
      "&auth=b2",
      ";",
      "&",
      "=",
      "#",
      "/token",
      "state=a1b2c3",
      "%20",
      "://a1b2c3d4@",
    ],
  },
  {
    name: "redaction of arguments",
    largest: 16 * 1024,
    read: (text) => redactor.value(text.split(" "), "process.command_args"),
    pieces: ["--token ", "--token=a ", "mysql ", "-pa ", "a ", "-p ", "rabbitmqctl "],
  },
  { name: "SQL without values", largest: attribute, read: (text) => sanitizeSql(text), pieces: sql },
  {
    name: "SQL without values, mysql",
    largest: attribute,
    read: (text) => sanitizeSql(text, { dialect: "mysql" }),
    pieces: sql,
  },
  {
    name: "SQL without values, postgresql",
    largest: attribute,
    read: (text) => sanitizeSql(text, { dialect: "postgresql" }),
    pieces: sql,
  },
  {
    name: "SQL without values, oracle",
    largest: attribute,
    read: (text) => sanitizeSql(text, { dialect: "oracle.db" }),
    pieces: sql,
  },
  {
    name: "SQL without values, snowflake",
    largest: attribute,
    read: (text) => sanitizeSql(text, { dialect: "snowflake" }),
    pieces: sql,
  },
  {
    name: "SQL without values, clickhouse",
    largest: attribute,
    read: (text) => sanitizeSql(text, { dialect: "clickhouse" }),
    pieces: sql,
  },
  { name: "SQL summary", largest: attribute, read: (text) => summarizeSql(text), pieces: sql },
  {
    name: "SQL summary, mssql",
    largest: attribute,
    read: (text) => summarizeSql(text, { dialect: "microsoft.sql_server" }),
    pieces: sql,
  },
  {
    name: "SQL with a trace comment",
    largest: attribute,
    read: (text) => withTraceComment(text, span),
    pieces: [";", " ", "\t", "a"],
  },
  {
    name: "queries of other databases",
    largest: attribute,
    read: (text) =>
      ["redis", "mongodb", "elasticsearch"].map((system) => describeQuery(system, neverSeen(text))),
    pieces: ["{", "[", '"a":', "GET ", "a b", " "],
  },
  {
    name: "messages of databases",
    largest: 4 * 1024,
    read: (text) => cleanMessage(text, "select a from b"),
    pieces: [
      "'",
      '"',
      "`",
      "''",
      "\\",
      "\\'",
      "'a",
      "DUP KEY: {Y",
      "dup key: {",
      "}",
      "(email)=(",
      ")=(",
      ")",
      "in query ",
      "failed at position 1",
      " (line 1, col 2)",
      ". Expected",
      ". (A)",
      "key value is (",
      "a = 1",
      "123456",
      "'t",
      " = ",
    ],
  },
  {
    name: "what is in quotes, and behind words of databases",
    largest: 64 * 1024,
    read: (text) => [replaceQuoted(text, () => "?"), hideBare(text)],
    pieces: [
      "'",
      '"',
      "`",
      "''",
      "\\",
      "\\'",
      "'a",
      "a'",
      "key value is (",
      ")=(",
      ")",
      "dup key: {",
      "failed at position 1 (",
    ],
  },
  {
    name: "texts of generative AI",
    largest: attribute,
    read: (text) => {
      recorder.asked(noSpan, { instructions: text, input: text, tools: [{ name: text }] });
      recorder.answered(noSpan, [{ role: "assistant", content: text }]);
    },
    pieces: ["a", " ", ...secrets.slice(0, 8)],
  },
  {
    name: "URLs",
    largest: attribute,
    read: (text) => readUrl(text),
    pieces: [
      "http://",
      "@",
      ":",
      "/",
      "?",
      "&",
      "a=",
      "token=",
      "%",
      "%zz",
      "[",
      "]",
      "http://a/?",
      "#",
      "..",
      "/../",
    ],
  },
  {
    name: "connection strings",
    largest: 64 * 1024,
    read: (text) => readConnection(text),
    pieces: ["://", "mongodb://", "@", ",", "=", "a=b;", "host=", "'", " A", "a ", "=a", "://u:"],
  },
  {
    name: "request targets",
    largest: header,
    read: (text) => readTarget(text),
    pieces: ["http://", "://", "@", "/", "?", "a"],
  },
  {
    name: "Host",
    largest: header,
    read: (text) => readHost(text, "http"),
    pieces: ["[", "]", ":", "1", "a", "::"],
  },
  {
    name: "Forwarded",
    largest: header,
    read: (text) => proxied?.({ headers: { forwarded: text } } as never, "10.0.0.1"),
    pieces: ["for=", ";", ",", '"', "=", "[", "]:", "proto=http", "1.2.3.4"],
  },
  {
    name: "X-Forwarded-For",
    largest: header,
    read: (text) =>
      proxied?.(
        {
          headers: { "x-forwarded-for": text, "x-forwarded-proto": text, "x-forwarded-host": text },
        } as never,
        "10.0.0.1",
      ),
    pieces: ["1.2.3.4", ",", ":", "[", "]"],
  },
  {
    name: "headers of undici",
    largest: 64 * 1024,
    read: (text) => headerIn(text, "traceparent"),
    pieces: ["traceparent: ", "a: b\r\n", "\r", "\n", "traceparent:\r\r", "\u2028"],
  },
  {
    name: "Accept of Prometheus",
    largest: header,
    read: (text) => [negotiate(text), takesGzip(text)],
    pieces: ["text/plain", ";", ",", "q=1", "=", '"', "*/*", "application/openmetrics-text"],
  },
  {
    name: "names of metrics",
    largest: 64 * 1024,
    read: (text) => [
      createNaming("UnderscoreEscapingWithSuffixes", "underscores").metric(text, text, "counter"),
      createNaming("NoTranslation", "dots").metric(text, "ms", "gauge"),
    ],
    pieces: ["_", "a", ".", "_total", "{", "/", "per", "é"],
  },
  {
    name: "units",
    largest: 64 * 1024,
    read: (text) => unitWords(text),
    pieces: ["{", "}", "/", "_", "ms", "By"],
  },
  {
    name: "names of spans",
    largest: attribute,
    read: (text) => normalName(text),
    pieces: [
      "/",
      "order-789",
      "GET ",
      "-",
      "_",
      ":",
      ".",
      "12345",
      "cafe20",
      "a@b.c",
      "0x",
      "2026-01-01",
      "a1",
      "{id}",
    ],
  },
  {
    name: "paths",
    largest: attribute,
    read: (text) => pathOf({ attribute: () => text, name: text } as never),
    pieces: ["http://", "?", "#", "/", "a"],
  },
  {
    name: "patterns of names",
    largest: 4 * 1024,
    read: (text) => [wildcard("*a*a*a*a*a*a*a*a*b")(text), wildcard("?*a?*a?*c")(text)],
    pieces: ["a", "b", "aa", "ab", "c"],
  },
  { name: "frames", largest: attribute, read: (text) => parseFrames(text, "a"), pieces: stack },
  {
    name: "stacks at their sources",
    largest: 17 * 1024,
    read: (text) => atSources({ type: "E", message: "", stack: text, causes: [] }),
    pieces: stack,
  },
  {
    name: "fingerprints",
    largest: 17 * 1024,
    read: (text) => fingerprintOf({ type: "E", message: text, stack: text, causes: [] }, "/app"),
    pieces: stack,
  },
  {
    name: "fingerprints of messages",
    largest: attribute,
    read: (text) => normalisedMessage(text),
    pieces: ["@", "a", '"', "'", "-", "0", "12345678-", "cafe"],
  },
  {
    name: "errors",
    largest: attribute,
    read: (text) => exceptionAttributes(Object.assign(new Error(text), { stack: text })),
    pieces: [...stack, ...secrets.slice(0, 8)],
  },
  // a file of the operator's own, read once
  {
    name: "YAML",
    largest: 64 * 1024,
    read: (text) => readYaml(text, {}),
    pieces: [
      "a: ",
      "- ",
      "\n",
      "${",
      "${A}",
      "[",
      "{",
      "'",
      '"',
      "&a ",
      "*a",
      "? ",
      "  ",
      "|",
      ">",
      "#",
      "\n  ",
      "a: ${A:-b}\n",
      "$",
    ],
  },
  {
    name: "references to variables",
    largest: file,
    read: (text) => substitute(text, { A: "${A}" }),
    pieces: ["${", "${A}", "}", "$$", "$", "${A:-", ":-"],
  },
  {
    name: "OTEL_RESOURCE_ATTRIBUTES",
    largest: 128 * 1024,
    read: (text) => parseAttributes(text),
    pieces: ["a=b,", "=", ",", "%20", "%", " "],
  },
  {
    name: "sources of functions",
    largest: 64 * 1024,
    read: (text) => parametersOf({ toString: () => text, [Symbol.toPrimitive]: () => text } as never),
    pieces: ["(", ")", ",", "'", "/*", "//", "a", "=>"],
  },
  {
    name: "cgroups",
    largest: file,
    read: (text) => detectContainer({ platform: "linux", readText: () => text } as never),
    pieces: [
      "0::/",
      "/",
      ":",
      "docker-",
      "a-",
      "0123456789abcdef",
      ".scope",
      "\n",
      " ",
      "/containers/",
      "/etc/hosts ",
    ],
  },
  {
    name: "os-release",
    largest: file,
    read: (text) => detectOs({ platform: "linux", readText: () => text } as never),
    pieces: ["NAME=", "\n", '"', "\\", " ", "PRETTY_NAME='"],
  },
];

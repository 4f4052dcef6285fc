// Which format a scraper gets, by its Accept header: the one with the highest weight that is known here
// (prometheus.io/docs/instrumenting/content_negotiation). A request without a preference gets Prometheus text 0.0.4.
import type { Escaping } from "./escape.ts";

/** A format, its exact media type, and how names are escaped in it. */
export interface Format {
  readonly name: "text" | "openmetrics" | "protobuf";
  readonly contentType: string;
  readonly escaping: Escaping;
}

interface MediaType {
  readonly type: string;
  readonly name: Format["name"];
  readonly parameters: Readonly<Record<string, string>>;
  /** Whether the scraper may ask for an escaping. */
  readonly escapes: boolean;
}

// The first that a scraper without preference would accept comes first. A version is optional, as older readers had it.
const known: readonly MediaType[] = [
  { type: "text/plain", name: "text", parameters: { version: "0.0.4" }, escapes: false },
  { type: "text/plain", name: "text", parameters: { version: "1.0.0" }, escapes: true },
  {
    type: "application/openmetrics-text",
    name: "openmetrics",
    parameters: { version: "1.0.0" },
    escapes: true,
  },
  {
    type: "application/openmetrics-text",
    name: "openmetrics",
    parameters: { version: "0.0.1" },
    escapes: false,
  },
  {
    type: "application/vnd.google.protobuf",
    name: "protobuf",
    parameters: { proto: "io.prometheus.client.MetricFamily", encoding: "delimited" },
    escapes: true,
  },
];

const escapings: ReadonlyMap<string, Escaping> = new Map([
  ["allow-utf-8", "allow-utf-8"],
  ["allow-utf8", "allow-utf-8"],
  ["underscores", "underscores"],
  ["dots", "dots"],
  ["values", "values"],
]);

// no scraper sends longer headers
const maxHeaderLength = 8192;

/** The format for the Accept header `accept`. */
export function negotiate(accept: string | undefined): Format {
  const fallback = toFormat(known[0] as MediaType, undefined);
  if (accept === undefined || accept.length > maxHeaderLength) return fallback;
  let best: Format | undefined;
  let bestWeight = 0;
  for (const range of accept.split(",")) {
    const { type, parameters, weight } = parseRange(range);
    if (weight <= bestWeight) continue;
    const match = known.find((one) => accepts(type, parameters, one));
    if (match === undefined) continue;
    best = toFormat(match, parameters.get("escaping"));
    bestWeight = weight;
  }
  return best ?? fallback;
}

/** Whether the Accept-Encoding header `accept` takes gzip. */
export function takesGzip(accept: string | undefined): boolean {
  if (accept === undefined || accept.length > maxHeaderLength) return false;
  const weights = new Map(accept.split(",").map((one) => [parseRange(one).type, parseRange(one).weight]));
  return (weights.get("gzip") ?? weights.get("x-gzip") ?? weights.get("*") ?? 0) > 0;
}

function parseRange(range: string): {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly weight: number;
} {
  const [type = "", ...rest] = range.split(";").map((part) => part.trim());
  const parameters = new Map<string, string>();
  for (const parameter of rest) {
    const equals = parameter.indexOf("=");
    if (equals < 0) continue;
    const value = parameter.slice(equals + 1).trim();
    parameters.set(parameter.slice(0, equals).trim().toLowerCase(), value.replaceAll(/^"|"$/g, ""));
  }
  const weight = Number(parameters.get("q") ?? 1);
  return { type: type.toLowerCase(), parameters, weight: weight >= 0 && weight <= 1 ? weight : 0 };
}

function accepts(type: string, given: ReadonlyMap<string, string>, one: MediaType): boolean {
  if (type === "*/*" || type === `${one.type.split("/")[0]}/*`) return one.name !== "protobuf";
  if (type !== one.type) return false;
  return Object.entries(one.parameters).every(([key, value]) => {
    const wanted = given.get(key);
    // protobuf has other messages and framings; a text without a version is the first that is known
    return wanted === undefined ? one.name !== "protobuf" : wanted === value;
  });
}

function toFormat({ type, name, parameters, escapes }: MediaType, wanted: string | undefined): Format {
  const escaping = (escapes && wanted !== undefined ? escapings.get(wanted) : undefined) ?? "underscores";
  const parts = Object.entries(parameters).map(([key, value]) => `; ${key}=${value}`);
  if (name !== "protobuf") parts.push("; charset=utf-8");
  if (escapes) parts.push(`; escaping=${escaping}`);
  return { name, contentType: type + parts.join(""), escaping };
}

// What requests mean to the business: plain data by method and path, as options, the config file or `TELLTALE_ROUTES` carry it, read and
// checked once. Each mistake is reported with its position.
import { TelemetryError } from "../../error.ts";
import { declare } from "../../definition.ts";
import {
  type BusinessRule,
  type BusinessRules,
  type RoutePattern,
  sourceFields,
  type SourceField,
  trimSlash,
} from "./business-rule.ts";
import { type Condition, readCondition, readSource, type Source } from "./business-source.ts";

const kinds = ["transaction", "funnel", "journey", "interaction"] as const;
/**
 * Reads routes, as an object or as JSON.
 *
 * @throws {TelemetryError} `TT_RULE` where one is wrong; the message names its place.
 */
export function readBusinessRoutes(given: unknown): BusinessRules {
  const routes = typeof given === "string" ? parse(given) : given;
  if (!isRecord(routes)) throw wrong("routes", "expected an object by method and path");
  const patterns = Object.keys(routes).map((key) => readRoute(key, routes[key]));
  declareFunnels(patterns.flatMap(({ rules }) => rules));
  const exact = new Map<string, RoutePattern>();
  for (const pattern of patterns)
    if (pattern.form === undefined) exact.set(`${pattern.method} ${pattern.path}`, pattern);
  return { exact, patterns: patterns.filter(({ form }) => form !== undefined) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TelemetryError("TT_RULE", "Cannot read `routes`: expected JSON.", { cause });
  }
}

function readRoute(key: string, given: unknown): RoutePattern {
  const place = `routes["${key}"]`;
  const [, method, path] = /^([A-Z]+|\*) (\/\S*)$/.exec(key) ?? [];
  if (method === undefined || path === undefined)
    throw wrong(place, "expected a method and a path, such as `POST /orders`");
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  const rules = list.map((rule, at) => readRule(Array.isArray(given) ? `${place}[${at}]` : place, rule));
  const names: string[] = [];
  const form = toForm(place, path, names);
  const sources = rules.flatMap(sourcesOf);
  for (const { text, part, path: where } of sources)
    if (part === "request.path" && !names.includes(where[0] ?? ""))
      throw wrong(place, `\`${text}\` is not a parameter of the path`);
  return {
    method,
    path: trimSlash(path),
    form,
    names,
    rules,
    readsRequestBody: sources.some(({ part }) => part === "request.body"),
    readsResponseBody: sources.some(({ part }) => part === "response.body"),
  };
}

function sourcesOf({ sources, attributes, conditions }: BusinessRule): Source[] {
  return [
    ...Object.values(sources),
    ...attributes.map(([, source]) => source),
    ...conditions.map(({ source }) => source),
  ];
}

function toForm(place: string, path: string, names: string[]): RegExp | undefined {
  const segments = trimSlash(path).slice(1).split("/");
  const parts = segments.map((segment, at) => {
    const name = /^(?::(\w+)|\{(\w+)\})$/.exec(segment);
    if (name !== null) {
      names.push(name[1] ?? name[2] ?? "");
      return "([^/]+)";
    }
    if (segment === "*" && at === segments.length - 1) return ".*";
    if (/[*:{}]/.test(segment))
      throw wrong(place, "expected whole segments as parameters, and `*` at the end only");
    return segment.replace(/[.+?^$()|[\]\\]/g, "\\$&");
  });
  const isPlain = names.length === 0 && segments.at(-1) !== "*";
  return isPlain ? undefined : new RegExp(`^/${parts.join("/")}$`);
}

function readRule(place: string, given: unknown): BusinessRule {
  if (!isRecord(given)) throw wrong(place, "expected an object");
  const said = kinds.filter((one) => given[one] !== undefined);
  const [kind] = said;
  if (kind === undefined || said.length > 1) throw wrong(place, `expected one of ${kinds.join(", ")}`);
  const fields: readonly string[] = sourceFields[kind];
  const isStep = kind === "funnel" || kind === "journey";
  const known = [kind, "attributes", "completesWhen", ...(isStep ? ["step"] : []), ...fields];
  for (const field of Object.keys(given))
    if (!known.includes(field)) throw wrong(`${place}.${field}`, `expected one of ${known.join(", ")}`);
  const sources: Partial<Record<SourceField, Source>> = {};
  for (const field of fields)
    if (given[field] !== undefined)
      sources[field as SourceField] = readSource(`${place}.${field}`, given[field]);
  return {
    place,
    kind,
    type: textOf(`${place}.${kind}`, given[kind]),
    step: isStep ? textOf(`${place}.step`, given["step"]) : undefined,
    stepIndex: undefined,
    sources,
    attributes: readAttributes(`${place}.attributes`, given["attributes"]),
    conditions: readConditions(`${place}.completesWhen`, given["completesWhen"]),
  };
}

function readAttributes(place: string, given: unknown): (readonly [string, Source])[] {
  if (given === undefined) return [];
  if (!isRecord(given)) throw wrong(place, "expected an object");
  return Object.keys(given).map((name) => [name, readSource(`${place}["${name}"]`, given[name])]);
}

function readConditions(place: string, given: unknown): Condition[] {
  if (given === undefined) return [readCondition(place, "response.status", "< 400")];
  if (!isRecord(given)) throw wrong(place, "expected an object");
  return Object.keys(given).map((source) => readCondition(place, source, given[source]));
}

function declareFunnels(rules: readonly BusinessRule[]): void {
  const steps = new Map<string, string[]>();
  for (const { kind, type, step } of rules) {
    if (kind !== "funnel" || step === undefined) continue;
    const known = steps.get(type) ?? [];
    if (!known.includes(step)) known.push(step);
    steps.set(type, known);
  }
  for (const rule of rules as (BusinessRule & { stepIndex: number | undefined })[])
    if (rule.kind === "funnel") rule.stepIndex = steps.get(rule.type)?.indexOf(rule.step ?? "");
  for (const [name, ordered] of steps)
    declare({ kind: "funnel", name, steps: ordered, timeoutMs: undefined });
}

function textOf(place: string, given: unknown): string {
  if (typeof given !== "string" || given === "") throw wrong(place, "expected a text that is not empty");
  return given;
}

function isRecord(given: unknown): given is Record<string, unknown> {
  return typeof given === "object" && given !== null && !Array.isArray(given);
}

function wrong(place: string, expected: string): TelemetryError {
  return new TelemetryError("TT_RULE", `Cannot use \`${place}\` of HTTP servers: ${expected}.`);
}

// Headers of every shape that clients and brokers have, behind the two functions of a propagator: plain objects, `Headers` of fetch,
// Map, NATS' `MsgHdrs`, lists of pairs, and values that are bytes (Kafka), `{ StringValue }` (SQS) or text.
import type { TextMapGetter, TextMapSetter } from "@opentelemetry/api";
import { propagation } from "../engine/api/propagation.ts";
import { report } from "../engine/diagnostics/diagnose.ts";
import { type Scope, toScope } from "../engine/context/scope.ts";
import { readField } from "./read-field.ts";

interface Keyed {
  get(key: string): unknown;
  set(key: string, value: string): unknown;
  keys?(): Iterable<string>;
}

const isKeyed = (carrier: unknown): carrier is Keyed =>
  typeof readField(carrier, "get") === "function" && typeof readField(carrier, "set") === "function";

/** Writes the context of `scope` into `headers`, in the configured formats. Headers that refuse are counted. Never throws. */
export function injectInto(headers: object, scope: Scope): void {
  try {
    propagation.inject(scope, headers, setter);
  } catch (error) {
    report("propagation_failed", error);
  }
}

/** What `headers` carry, on top of `scope`. Never throws. */
export function extractFrom(headers: object, scope: Scope): Scope {
  try {
    return toScope(propagation.extract(scope, headers, getter));
  } catch (error) {
    report("propagation_failed", error);
    return scope;
  }
}

// names are compared without their case, as HTTP does
const getter: TextMapGetter<object> = {
  get: (carrier, key) => textOf(valueOf(carrier, key)),
  keys: (carrier) => namesOf(carrier),
};

const setter: TextMapSetter<object> = {
  set(carrier, key, value) {
    if (isKeyed(carrier)) carrier.set(key, value);
    else if (Array.isArray(carrier)) setPair(carrier, key, value);
    else (carrier as Record<string, unknown>)[key] = value;
  },
};

function valueOf(carrier: object, key: string): unknown {
  if (isKeyed(carrier)) return carrier.get(key);
  if (Array.isArray(carrier)) return pairOf(carrier, key);
  const direct = readField(carrier, key);
  if (direct !== undefined) return direct;
  const name = namesOf(carrier).find((known) => known.toLowerCase() === key);
  return name === undefined ? undefined : readField(carrier, name);
}

function namesOf(carrier: object): string[] {
  if (isKeyed(carrier)) return [...(carrier.keys?.() ?? [])];
  if (Array.isArray(carrier))
    return carrier.flatMap((pair) => (Array.isArray(pair) ? [String(pair[0])] : Object.keys(pair as object)));
  return Object.keys(carrier);
}

// `[["a", "1"]]` and, as node-rdkafka has them, `[{ a: bytes }]`
function pairOf(pairs: readonly unknown[], key: string): unknown {
  for (const pair of pairs) {
    const value = Array.isArray(pair) ? (pair[0] === key ? pair[1] : undefined) : readField(pair, key);
    if (value !== undefined) return value;
  }
  return undefined;
}

function setPair(pairs: unknown[], key: string, value: string): void {
  const isPairs = pairs.length > 0 && Array.isArray(pairs[0]);
  pairs.push(isPairs ? [key, value] : { [key]: value });
}

// several values stay several: a propagator knows which headers may come more than once
function textOf(value: unknown): string | string[] | undefined {
  if (typeof value === "string" || value === undefined) return value;
  if (value instanceof Uint8Array)
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString();
  if (Array.isArray(value)) return value.map(textOf).filter((text) => typeof text === "string");
  const inner = readField(value, "StringValue") ?? readField(value, "stringValue");
  return typeof inner === "string" ? inner : undefined;
}

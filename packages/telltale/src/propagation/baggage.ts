// W3C Baggage. Context attributes that `withContext` propagates travel here, marked by the property `tt`,
// and become context attributes again on the other side; foreign baggage stays baggage.
import {
  baggageEntryMetadataFromString,
  type BaggageEntry,
  type BaggageEntryMetadata,
  type Context,
  propagation,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
} from "@opentelemetry/api";
import { type ContextAttributes, mergeContext } from "../engine/context-attributes.ts";
import { attributesKey, toScope } from "../engine/scope.ts";
import { readList, trimBlanks } from "./header.ts";
import { decodePercent, encodePercent } from "./percent.ts";

// W3C Baggage asks for at least 64 members and 8192 bytes to be carried; its grammar ends at 180 members
const maxMembers = 180;
const maxBytes = 8192;
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const octets = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/;

/** The propagator of `baggage`. */
export const baggagePropagator: TextMapPropagator = {
  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const entries = propagation.getBaggage(context)?.getAllEntries() ?? [];
    const header = serializeBaggage(entries);
    if (header !== "") setter.set(carrier, "baggage", header);
  },
  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    const entries = parseBaggage(readList(getter, carrier, "baggage"));
    if (entries.length === 0) return context;
    const withBaggage = propagation.setBaggage(
      context,
      propagation.createBaggage(Object.fromEntries(entries)),
    );
    const carried = carriedAttributes(entries);
    if (carried === undefined) return withBaggage;
    const outer = withBaggage.getValue(attributesKey) as ContextAttributes | undefined;
    return toScope(withBaggage).setValue(attributesKey, mergeContext(outer, carried));
  },
  fields: () => ["baggage"],
};

/**
 * Takes a header apart. Members that are no members are left out; a repeated key counts once, the last one; what is
 * beyond 8192 bytes or 180 members is left out, whole members from the end.
 */
function parseBaggage(header: string): [string, BaggageEntry][] {
  const entries = new Map<string, BaggageEntry>();
  for (const member of withinBytes(header).split(",")) {
    const [pair = "", ...properties] = member.split(";");
    const equals = pair.indexOf("=");
    const key = trimBlanks(pair.slice(0, equals));
    if (equals < 1 || !token.test(key)) continue;
    const value = decodePercent(trimBlanks(pair.slice(equals + 1)));
    if (value === undefined || (entries.size === maxMembers && !entries.has(key))) continue;
    const metadata = compact(properties);
    entries.set(
      key,
      metadata === "" ? { value } : { value, metadata: baggageEntryMetadataFromString(metadata) },
    );
  }
  return [...entries];
}

function withinBytes(header: string): string {
  if (header.length <= maxBytes) return header;
  return header.slice(0, Math.max(header.lastIndexOf(",", maxBytes), 0));
}

/** The header of `entries`; those that would exceed 180 members or 8192 bytes are left out. */
function serializeBaggage(entries: readonly (readonly [string, BaggageEntry])[]): string {
  let header = "";
  let members = 0;
  for (const [key, { value, metadata }] of entries) {
    if (members === maxMembers || !token.test(key) || typeof value !== "string") continue;
    const properties = compact(metadata?.toString().split(";") ?? []);
    const member = `${key}=${encodePercent(value, isPlain)}${properties === "" ? "" : `;${properties}`}`;
    const longer = header === "" ? member : `${header},${member}`;
    if (longer.length > maxBytes) continue;
    header = longer;
    members++;
  }
  return header;
}

// Properties go out as they came in, so none may hold what would end the member, or the header.
function compact(properties: readonly string[]): string {
  return properties
    .map((property) => property.split("=").map(trimBlanks))
    .filter(([name = "", ...value]) => token.test(name) && octets.test(value.join("=")))
    .map((parts) => parts.join("="))
    .join(";");
}

/** The mark of a context attribute in baggage: `tt` with the letter of its type. */
export function carriedMark(value: string | number | boolean | bigint): BaggageEntryMetadata {
  return baggageEntryMetadataFromString(`tt=${(typeof value)[0]}${typeof value === "bigint" ? "i" : ""}`);
}

function carriedAttributes(entries: readonly (readonly [string, BaggageEntry])[]): object | undefined {
  const carried: Record<string, unknown> = {};
  for (const [key, { value, metadata }] of entries) {
    const mark = /(?:^|;)tt=(s|n|bi|b)(?:;|$)/.exec(metadata?.toString() ?? "")?.[1];
    if (mark !== undefined) carried[key] = typed(value, mark);
  }
  return Object.keys(carried).length === 0 ? undefined : carried;
}

function typed(value: string, mark: string): unknown {
  if (mark === "b") return value === "true";
  if (mark === "n" && value !== "" && !Number.isNaN(Number(value))) return Number(value);
  if (mark === "bi" && /^-?\d{1,40}$/.test(value)) return BigInt(value);
  return value;
}

// baggage-octet without the percent sign; everything else goes out as UTF-8 in percent form
function isPlain(octet: number): boolean {
  return (
    octet > 0x20 &&
    octet < 0x7f &&
    octet !== 0x22 &&
    octet !== 0x25 &&
    octet !== 0x2c &&
    octet !== 0x3b &&
    octet !== 0x5c
  );
}

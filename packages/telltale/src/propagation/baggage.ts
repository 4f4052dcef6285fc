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

// limits of W3C Baggage, section 3.2: what every participant has to carry
const maxMembers = 64;
const maxBytes = 8192;
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** The propagator of `baggage`. */
export const baggagePropagator: TextMapPropagator = {
  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const entries = propagation.getBaggage(context)?.getAllEntries() ?? [];
    const header = serializeBaggage(entries);
    if (header !== "") setter.set(carrier, "baggage", header);
  },
  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    const header = getter.get(carrier, "baggage");
    const entries = parseBaggage(Array.isArray(header) ? header.join(",") : (header ?? ""));
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

/** Takes a header apart. Members that are no members are left out; a repeated key counts once, the last one. */
function parseBaggage(header: string): [string, BaggageEntry][] {
  const entries = new Map<string, BaggageEntry>();
  let bytes = 0;
  for (const member of header.split(",")) {
    bytes += member.length + 1;
    if (bytes > maxBytes + 1 || entries.size >= maxMembers) break;
    const [pair = "", ...properties] = member.split(";").map((part) => part.trim());
    const equals = pair.indexOf("=");
    const key = pair.slice(0, equals).trim();
    if (equals < 1 || !token.test(key)) continue;
    const value = decode(pair.slice(equals + 1).trim());
    if (value === undefined) continue;
    const metadata = properties.map(compactProperty).filter((property) => property !== "");
    entries.set(
      key,
      metadata.length === 0
        ? { value }
        : { value, metadata: baggageEntryMetadataFromString(metadata.join(";")) },
    );
  }
  return [...entries];
}

/** The header of `entries`; those that would exceed 64 members or 8192 bytes are left out. */
function serializeBaggage(entries: readonly (readonly [string, BaggageEntry])[]): string {
  let header = "";
  let members = 0;
  for (const [key, entry] of entries) {
    if (!token.test(key) || members === maxMembers) continue;
    const metadata = entry.metadata?.toString() ?? "";
    const member = `${key}=${encode(entry.value)}${metadata === "" ? "" : `;${metadata}`}`;
    const longer = header === "" ? member : `${header},${member}`;
    if (longer.length > maxBytes) continue;
    header = longer;
    members++;
  }
  return header;
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

function compactProperty(property: string): string {
  return property.replace(/\s*=\s*/, "=");
}

// baggage-octet without the percent sign; everything else goes out as UTF-8 in percent form
function encode(value: string): string {
  let text = "";
  for (const byte of Buffer.from(value, "utf8")) {
    const plain =
      byte > 0x20 &&
      byte < 0x7f &&
      byte !== 0x22 &&
      byte !== 0x25 &&
      byte !== 0x2c &&
      byte !== 0x3b &&
      byte !== 0x5c;
    text += plain ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return text;
}

function decode(value: string): string | undefined {
  if (!value.includes("%")) return value;
  if (/%(?![0-9a-f]{2})/i.test(value)) return undefined;
  try {
    return decodeURIComponent(value);
  } catch {
    // octets that are not UTF-8 become U+FFFD
    const bytes = value.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
    return Buffer.from(bytes, "latin1").toString("utf8");
  }
}

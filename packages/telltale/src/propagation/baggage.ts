// W3C Baggage. Context attributes that `withContext` propagates travel here, marked by the property `tt`, as they are on spans:
// identities as pseudonyms. They become context attributes again on the other side; foreign baggage stays baggage.
import type {
  BaggageEntry,
  BaggageEntryMetadata,
  Context,
  TextMapGetter,
  TextMapPropagator,
  TextMapSetter,
} from "@opentelemetry/api";
import { baggageEntryMetadataFromString, propagation } from "../engine/api/propagation.ts";
import { type ContextAttributes, mergeContext } from "../engine/context/context-attributes.ts";
import { acceptPseudonym, isIdentity, proofOf } from "../engine/attributes/identity.ts";
import { attributesKey, toScope } from "../engine/context/scope.ts";
import { redactValue } from "../engine/redaction/redaction.ts";
import { readList, trimBlanks } from "./header.ts";
import { decodePercent, encodePercent } from "./percent.ts";

/** W3C Baggage asks for so much to be carried, and for no limit of its members beside it. */
export const maxBytes = 8192;
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const octets = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/;
const plain = /^[\x21\x23\x24\x26-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/;
const encoded = /[^\x21\x23\x24\x26-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]+/g;

type Entries = Record<string, BaggageEntry>;

/** The propagator of `baggage`. */
export const baggagePropagator: TextMapPropagator = {
  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const header = serializeBaggage(outgoingEntries(context));
    if (header !== "") setter.set(carrier, "baggage", header);
  },
  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    const header = readList(getter, carrier, "baggage");
    const entries = header === "" ? undefined : parseBaggage(header);
    if (entries === undefined) return context;
    const withBaggage = propagation.setBaggage(context, propagation.createBaggage(entries));
    const carried = carriedAttributes(entries);
    if (carried === undefined) return withBaggage;
    const outer = withBaggage.getValue(attributesKey) as ContextAttributes | undefined;
    return toScope(withBaggage).setValue(attributesKey, mergeContext(outer, carried));
  },
  fields: () => ["baggage"],
};

/**
 * Takes a header apart; undefined when there is nothing in it. Members that are not members are left out; a repeated key
 * counts once, the last one; what is beyond 8192 bytes is left out, whole members from the end.
 */
function parseBaggage(header: string): Entries | undefined {
  const entries: Entries = Object.create(null);
  let isEmpty = true;
  for (const member of withinBytes(header).split(",")) {
    const semicolon = member.indexOf(";");
    const pair = semicolon === -1 ? member : member.slice(0, semicolon);
    const equals = pair.indexOf("=");
    const key = trimBlanks(pair.slice(0, equals));
    if (equals < 1 || !token.test(key)) continue;
    const value = decodePercent(trimBlanks(pair.slice(equals + 1)));
    if (value === undefined) continue;
    const metadata = semicolon === -1 ? "" : compact(member.slice(semicolon + 1));
    entries[key] =
      metadata === "" ? { value } : { value, metadata: baggageEntryMetadataFromString(metadata) };
    isEmpty = false;
  }
  return isEmpty ? undefined : entries;
}

function withinBytes(header: string): string {
  if (header.length <= maxBytes) return header;
  return header.slice(0, Math.max(header.lastIndexOf(",", maxBytes), 0));
}

/** The header of `entries`; those that would exceed 8192 bytes are left out. */
function serializeBaggage(entries: readonly (readonly [string, BaggageEntry])[]): string {
  let header = "";
  for (const [key, { value, metadata }] of entries) {
    if (!token.test(key) || typeof value !== "string") continue;
    const properties = metadata === undefined ? "" : compact(metadata.toString());
    const member = `${key}=${encode(value)}${properties === "" ? "" : `;${properties}`}`;
    const longer = header === "" ? member : `${header},${member}`;
    if (longer.length > maxBytes) continue;
    header = longer;
  }
  return header;
}

// Properties go out as they came in, so none may hold what would end the member, or the header.
function compact(properties: string): string {
  return properties
    .split(";")
    .map((property) => property.split("=").map(trimBlanks))
    .filter(([name = "", ...value]) => token.test(name) && octets.test(value.join("=")))
    .map((parts) => parts.join("="))
    .join(";");
}

/** The mark of a context attribute in baggage: `tt` with the letter of its type, `p` and a proof for a pseudonym. */
export function carriedMark(value: string | number | boolean | bigint): BaggageEntryMetadata {
  return baggageEntryMetadataFromString(`tt=${(typeof value)[0]}${typeof value === "bigint" ? "i" : ""}`);
}

/** The baggage of `context` as it leaves: nothing that a span would not show goes to other services. */
export function outgoingEntries(context: Context): readonly (readonly [string, BaggageEntry])[] {
  const entries = propagation.getBaggage(context)?.getAllEntries() ?? [];
  return entries.map(([key, entry]) => [key, outgoing(key, entry)]);
}

function outgoing(key: string, entry: BaggageEntry): BaggageEntry {
  const mark = markOf(entry);
  // booleans are not secrets, and a pseudonym is propagated unchanged
  if (mark === "b" || mark?.startsWith("p") === true || typeof entry.value !== "string") return entry;
  const value = redactValue(entry.value, key);
  if (value === entry.value) return entry;
  const text = typeof value === "string" ? value : "";
  if (mark === undefined) return { ...entry, value: text };
  const metadata = baggageEntryMetadataFromString(isIdentity(key) ? `tt=p.${proofOf(text)}` : "tt=s");
  return { value: text, metadata };
}

/** Whether `entry` is a propagated context attribute. */
export function isCarried(entry: BaggageEntry): boolean {
  return markOf(entry) !== undefined;
}

function markOf({ metadata }: BaggageEntry): string | undefined {
  return metadata === undefined
    ? undefined
    : /(?:^|;)tt=(s|n|bi|b|p\.[0-9a-f]{16})(?:;|$)/.exec(metadata.toString())?.[1];
}

function carriedAttributes(entries: Entries): object | undefined {
  let carried: Record<string, unknown> | undefined;
  for (const key of Object.keys(entries)) {
    const entry = entries[key] as BaggageEntry;
    const mark = markOf(entry);
    if (mark === undefined) continue;
    if (mark.startsWith("p")) acceptPseudonym(entry.value, mark.slice(2));
    (carried ??= {})[key] = typed(entry.value, mark);
  }
  return carried;
}

function typed(value: string, mark: string): unknown {
  if (mark === "b") return value === "true";
  if (mark === "n" && value !== "" && !Number.isNaN(Number(value))) return Number(value);
  if (mark === "bi" && /^-?\d{1,40}$/.test(value)) return BigInt(value);
  return value;
}

// only what is not baggage-octet, and the percent sign, goes out in percent form: the value stays short and legible
function encode(value: string): string {
  return plain.test(value) ? value : value.replace(encoded, encodePercent);
}

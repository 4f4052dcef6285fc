// What one process passes to the next about an open transaction, as base64url text of at most 1 kB.
//
//   version 1 byte · start 8 bytes (Unix ns, big-endian) · trace id 16 · span id 8 · trace flags 1
//   · type, id, user, session, amount, currency: 2 bytes of length, then UTF-8 · checksum 4 bytes (FNV-1a of all before)
import type { Amount } from "./amount.ts";

/** What a token carries. Ids are lower-case hex. */
export interface Handoff {
  readonly type: string;
  readonly id: string;
  readonly startTimeUnixNano: bigint;
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
  readonly user?: string | undefined;
  readonly session?: string | undefined;
  readonly amount?: Amount | undefined;
  readonly currency?: string | undefined;
}

/** Bounds in UTF-8 bytes, chosen so that all of them together stay within `maxTokenLength`. */
export const maxTypeBytes = 128;
export const maxIdBytes = 256;
export const maxTokenLength = 1024;
const maxPersonBytes = 128;
const maxAmountBytes = 65;

const version = 1;
const fixedBytes = 1 + 8 + 16 + 8 + 1;
const checksumBytes = 4;

/**
 * Writes the token. A user or session above 128 bytes is left out: half an identity would be another one.
 * Type and id must be within `maxTypeBytes` and `maxIdBytes` (`cutBytes` sees to it when the transaction starts).
 */
export function encodeHandoff(handoff: Handoff): string {
  const fields = [
    fieldOf(handoff.type, maxTypeBytes),
    fieldOf(handoff.id, maxIdBytes),
    fieldOf(handoff.user, maxPersonBytes),
    fieldOf(handoff.session, maxPersonBytes),
    fieldOf(amountText(handoff.amount), maxAmountBytes),
    fieldOf(handoff.currency, 3),
  ];
  const head = Buffer.alloc(fixedBytes);
  head.writeUInt8(version, 0);
  head.writeBigUInt64BE(BigInt.asUintN(64, handoff.startTimeUnixNano), 1);
  head.write(handoff.traceId, 9, 16, "hex");
  head.write(handoff.spanId, 25, 8, "hex");
  head.writeUInt8(handoff.traceFlags & 0xff, 33);
  const body = Buffer.concat([head, ...fields]);
  const checksum = Buffer.alloc(checksumBytes);
  checksum.writeUInt32BE(fnv1a(body), 0);
  return Buffer.concat([body, checksum]).toString("base64url");
}

/** Reads a token, or gives `undefined` for whatever is not a whole, unaltered one of this version. Never throws. */
export function decodeHandoff(token: unknown): Handoff | undefined {
  if (typeof token !== "string" || token.length > maxTokenLength || !/^[\w-]+$/.test(token)) return undefined;
  const bytes = Buffer.from(token, "base64url");
  const end = bytes.length - checksumBytes;
  if (end < fixedBytes || bytes[0] !== version) return undefined;
  if (bytes.readUInt32BE(end) !== fnv1a(bytes.subarray(0, end))) return undefined;
  const [type, id, user, session, amount, currency] = fieldsIn(bytes.subarray(fixedBytes, end));
  if (type === undefined || id === undefined) return undefined;
  return {
    type,
    id,
    startTimeUnixNano: bytes.readBigUInt64BE(1),
    traceId: bytes.toString("hex", 9, 25),
    spanId: bytes.toString("hex", 25, 33),
    traceFlags: bytes.readUInt8(33),
    user,
    session,
    amount: amountOf(amount),
    currency,
  };
}

// Absent and empty are the same on purpose: an empty user is not a user.
function fieldOf(text: string | undefined, maxBytes: number): Buffer {
  const bytes = Buffer.from(text ?? "", "utf8");
  const kept = bytes.length > maxBytes ? bytes.subarray(0, 0) : bytes;
  const length = Buffer.alloc(2);
  length.writeUInt16BE(kept.length, 0);
  return Buffer.concat([length, kept]);
}

function fieldsIn(bytes: Buffer): (string | undefined)[] {
  const fields: (string | undefined)[] = [];
  let at = 0;
  while (at + 2 <= bytes.length) {
    const length = bytes.readUInt16BE(at);
    if (at + 2 + length > bytes.length) return [];
    fields.push(length === 0 ? undefined : bytes.toString("utf8", at + 2, at + 2 + length));
    at += 2 + length;
  }
  return fields;
}

// A number comes back as a number: the first character says which it was.
function amountText(amount: Amount | undefined): string | undefined {
  if (amount === undefined) return undefined;
  return typeof amount === "number" ? `n${amount}` : `d${amount}`;
}

function amountOf(text: string | undefined): Amount | undefined {
  if (text === undefined) return undefined;
  return text.startsWith("n") ? Number(text.slice(1)) : text.slice(1);
}

function fnv1a(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

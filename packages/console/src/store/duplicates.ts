// OTLP delivers at least once: what was stored a moment ago may come again. Recognised by identity: a span by its ids, a log
// record by the hash of all it holds, a business event by its uid, each within its tenant. The window holds what is stored; a group that is on its
// way holds its own, so that a group that fails leaves no trace and its retry is not mistaken for a duplicate.
import { hash as digest } from "node:crypto";
import { createIdSet, hashId, type IdSet } from "./id-set.ts";
import { tenantNumber } from "./tenant-number.ts";

/** One set a kind of record. */
export interface Identities {
  readonly spans: IdSet;
  readonly logRecords: IdSet;
  readonly businessEvents: IdSet;
}

export type IdentityKind = keyof Identities;

const widths = { spans: 7, logRecords: 3, businessEvents: 5 } as const;

export function createIdentities(): Identities {
  return {
    spans: createIdSet(widths.spans),
    logRecords: createIdSet(widths.logRecords),
    businessEvents: createIdSet(widths.businessEvents),
  };
}

export interface DuplicateWindow {
  has(kind: IdentityKind, key: Uint32Array, hash?: number): boolean;
  add(kind: IdentityKind, key: Uint32Array, hash?: number): void;
  /** Takes over what a group holds, once it is stored. */
  addAll(identities: Identities): void;
  /** Everything stored since then (Unix ms) was put into it. Changes nothing once something was forgotten. */
  reachesBackTo(kind: IdentityKind, ms: number): void;
  /** Unix ns: what happened before may be stored and not be known here. */
  reachNs(kind: IdentityKind): bigint;
}

export interface WindowOptions {
  readonly sizes?: Readonly<Record<IdentityKind, number>>;
  /** Others write to the store as well, and this window knows nothing of their rows. */
  readonly isShared?: boolean;
  readonly nowMs?: () => number;
}

/** So far the clocks of senders may be ahead of ours. */
const skewMs = 5000;
/** Nobody sends again sooner: OTLP's time-out is ten seconds, what a sender gathers is at most five seconds old. */
const soonestRetryMs = 8000;

/** How many of each kind the window holds at least; it holds at most twice as many. */
export const windowSizes: Readonly<Record<IdentityKind, number>> = {
  // nine seconds of 60,000 a second; one less than a power of two, at which a set would grow once more
  spans: 524_287,
  logRecords: 250_000,
  businessEvents: 100_000,
};

/**
 * Makes an empty window. It has two halves: when the newer one is full, the older one is emptied and takes its place.
 * About 30 MB with the default sizes, when full.
 */
export function createDuplicateWindow({
  sizes = windowSizes,
  isShared = false,
  nowMs = Date.now,
}: WindowOptions = {}): DuplicateWindow {
  const halves = { newer: createIdentities(), older: createIdentities() };
  const swapped: Record<IdentityKind, boolean> = { spans: false, logRecords: false, businessEvents: false };
  /** Unix ms: since when each half holds all that was stored. */
  const began = nowMs();
  const since: Record<IdentityKind, { newer: number; older: number }> = {
    spans: { newer: began, older: began },
    logRecords: { newer: began, older: began },
    businessEvents: { newer: began, older: began },
  };
  const hasForgotten = new Set<IdentityKind>();

  function add(kind: IdentityKind, key: Uint32Array, hash?: number): void {
    let newer = halves[swapped[kind] ? "older" : "newer"][kind];
    if (newer.size >= sizes[kind]) {
      swapped[kind] = !swapped[kind];
      newer = halves[swapped[kind] ? "older" : "newer"][kind];
      newer.clear();
      since[kind] = { newer: nowMs(), older: since[kind].newer };
      hasForgotten.add(kind);
    }
    newer.add(key, hash);
  }

  return {
    has: (kind, key, hash) => halves.newer[kind].has(key, hash) || halves.older[kind].has(key, hash),
    add,
    addAll(identities) {
      for (const kind of Object.keys(widths) as IdentityKind[]) {
        identities[kind].copyTo({ add: (key, hash) => add(kind, key, hash) });
      }
    },
    reachesBackTo(kind, ms) {
      if (hasForgotten.has(kind)) return;
      const { newer, older } = since[kind];
      since[kind] = { newer: Math.min(newer, ms), older: Math.min(older, ms) };
    },
    reachNs(kind) {
      const known = since[kind].older + skewMs;
      return BigInt(isShared ? Math.max(known, nowMs() - soonestRetryMs) : known) * 1_000_000n;
    },
  };
}

/** What the sets of a kind are asked with. */
export function hashOf(kind: IdentityKind, key: Uint32Array): number {
  return hashId(key, widths[kind]);
}

/** The identity of a span, in words that are overwritten by the next call. */
export function spanKey(tenant: string, traceId: Uint8Array, spanId: Uint8Array): Uint32Array {
  const bytes = spanBytes;
  for (let index = 0; index < 16; index++) bytes[index] = traceId[index]!;
  for (let index = 0; index < 8; index++) bytes[16 + index] = spanId[index]!;
  spanWords[6] = tenantNumber(tenant);
  return spanWords;
}

/** The identity of a log record, in words that are overwritten by the next call. */
export function logKey(tenant: string, identity: bigint): Uint32Array {
  logLong[0] = identity;
  logWords[2] = tenantNumber(tenant);
  return logWords;
}

/** The identity of a business event, in words that are overwritten by the next call. */
export function businessKey(tenant: string, uid: string): Uint32Array {
  const sha1 = digest("sha1", uid, "buffer");
  for (let word = 0; word < 4; word++) businessWords[word] = sha1.readUInt32LE(word * 4);
  businessWords[4] = tenantNumber(tenant);
  return businessWords;
}

const spanWords = new Uint32Array(widths.spans);
const spanBytes = new Uint8Array(spanWords.buffer);
const logLong = new BigUint64Array(2);
const logWords = new Uint32Array(logLong.buffer, 0, widths.logRecords);
const businessWords = new Uint32Array(widths.businessEvents);

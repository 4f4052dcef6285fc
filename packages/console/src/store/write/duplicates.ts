// OTLP delivers at least once, so records may arrive again. A record is identified within its tenant: a span by its ids, a log
// record by the hash of all it holds, a business event by its uid. The window holds what is stored; a group that is not stored yet
// holds its own, so that a group that fails leaves no trace and its retry is not mistaken for a duplicate.
import { hash as digest } from "node:crypto";
import { createIdFilter } from "./id-filter.ts";
import { createIdSet, hashId, type IdSet } from "./id-set.ts";
import { createRotation } from "./rotation.ts";
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
  /** Whether what happened then, and is not known here, may be stored all the same: then only the store knows. */
  mayBeStored(kind: IdentityKind, timeNs: bigint, key: Uint32Array, hash?: number): boolean;
}

export interface WindowOptions {
  readonly sizes?: WindowSizes;
  readonly filterSizes?: WindowSizes;
  /** Others write to the store as well, and this window knows nothing of their rows. */
  readonly isShared?: boolean;
  readonly nowMs?: () => number;
}

type WindowSizes = Readonly<Record<IdentityKind, number>>;

/** How far the clocks of senders may be ahead of this machine's. */
const skewMs = 5000;
/** No sender retries sooner: the timeout of OTLP is ten seconds, and a batch is at most five seconds old. */
const soonestRetryMs = 8000;

/** How many of each kind the window holds at least; it holds at most twice as many. */
export const windowSizes: WindowSizes = {
  // nine seconds of 60,000 a second; one less than a power of two, at which a set would grow once more
  spans: 524_287,
  logRecords: 250_000,
  businessEvents: 100_000,
};

/** How many ids of each kind its filter holds at least; it holds at most twice as many. */
const defaultFilterSizes: WindowSizes = {
  // 45 seconds of 60,000 a second
  spans: 2_700_000,
  logRecords: 2_700_000,
  businessEvents: 340_000,
};

/**
 * Makes an empty window. Its exact ids take about 40 MB with the default sizes, when full. Older ids stay in a filter, of 34 MB when
 * all three are in use, which shows that most records that are late by a minute were never stored.
 */
export function createDuplicateWindow({
  sizes = windowSizes,
  filterSizes = defaultFilterSizes,
  isShared = false,
  nowMs = Date.now,
}: WindowOptions = {}): DuplicateWindow {
  const held = byKind((kind) => createRotation(() => createIdSet(widths[kind]), sizes[kind], nowMs));
  const filters = byKind((kind) =>
    createRotation(() => createIdFilter(widths[kind], filterSizes[kind]), filterSizes[kind], nowMs),
  );

  function add(kind: IdentityKind, key: Uint32Array, hash: number = hashOf(kind, key)): void {
    held[kind].add(key, hash);
    filters[kind].add(key, hash);
  }

  return {
    has: (kind, key, hash = hashOf(kind, key)) => held[kind].has(key, hash),
    add,
    addAll(identities) {
      for (const kind of kinds) identities[kind].copyTo({ add: (key, hash) => add(kind, key, hash) });
    },
    reachesBackTo(kind, ms) {
      held[kind].reachesBackTo(ms);
      filters[kind].reachesBackTo(ms);
    },
    reachNs(kind) {
      const known = held[kind].sinceMs + skewMs;
      return toNs(isShared ? Math.max(known, nowMs() - soonestRetryMs) : known);
    },
    mayBeStored: (kind, timeNs, key, hash = hashOf(kind, key)) =>
      isShared || timeNs < toNs(filters[kind].sinceMs + skewMs) || filters[kind].has(key, hash),
  };
}

const kinds = Object.keys(widths) as IdentityKind[];

function byKind<Value>(make: (kind: IdentityKind) => Value): Record<IdentityKind, Value> {
  return {
    spans: make("spans"),
    logRecords: make("logRecords"),
    businessEvents: make("businessEvents"),
  };
}

function toNs(ms: number): bigint {
  return BigInt(ms) * 1_000_000n;
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

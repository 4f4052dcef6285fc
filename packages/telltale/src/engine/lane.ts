// One signal's way out: items are encoded into the open batch of their instrumentation scope, the batch is sealed into
// one OTLP request when it is full or old, and handed to every outlet. Bounded in items and bytes; what does not fit is counted.
import { ByteWriter } from "otlp";
import { reanchor } from "./clock.ts";
import type { Batch, Signal } from "./exporter.ts";
import { noteLoss } from "./loss.ts";
import type { Outlet } from "./outlet.ts";
import { leavingScopeText } from "./redaction.ts";
import { seal } from "./seal.ts";

/** The numbers of a lane, named as in the specification's batch processors. */
export interface LaneLimits {
  readonly maxQueueSize: number;
  readonly maxBatchSize: number;
  /** `Infinity` for no timer. */
  readonly scheduleDelayMs: number;
  readonly maxQueueBytes: number;
  /** Bytes of business records that may wait or be on their way, beside all others; their number is not limited. */
  readonly maxFactBytes: number;
  /** How long one export may take; `Infinity` for no limit. */
  readonly exportTimeoutMs: number;
  /** A request is sealed when it has so many bytes, long before the 64 MiB that receivers take. */
  readonly batchBytes: number;
}

/** The open batch of one instrumentation scope. Encode one item into `writer`, then call `Lane.added`. */
export interface ScopeBatch {
  /** Encoded `InstrumentationScope` with its field. */
  readonly scope: Uint8Array;
  readonly schemaUrl: string;
  readonly writer: ByteWriter;
  items: number;
  /** Bytes of `writer` that the lane has counted. */
  counted: number;
}

/** One signal's queue. */
export interface Lane {
  /**
   * Whether there is room for one more item; the answer no is counted as `queue_full`. A business fact has room of its own, in bytes
   * alone, and always where an outlet writes to disk what it has no room for.
   */
  admit(fact?: boolean): boolean;
  /** The same for so many that leave together or not at all: there is room for all of them where there is for one. */
  admitAll(items: number): boolean;
  /** Whether {@link Lane.admit} would count no item as `queue_full` now. */
  hasRoom(): boolean;
  /** Tells that one item, which may be a business fact, was encoded into `batch`. */
  added(batch: ScopeBatch, fact?: boolean): void;
  /** Hands what is open to the outlets. */
  seal(): void;
  /** Seals what is open and resolves when all that was handed over has left or was given up. */
  flush(): Promise<void>;
  /** Items in the open batch. */
  open(): number;
  /** Items handed to the outlets so far. */
  handed(): number;
  /** Milliseconds spent on sealing batches so far. */
  sealMs(): number;
  /** Items turned away so far. */
  refused(): number;
  /** Ends the timer; what is open is counted as refused. */
  stop(): void;
}

/** A lane of `signal` into `outlets`. Without any, nothing is admitted and nothing counted. */
export function createLane(
  signal: Signal,
  resource: () => Uint8Array,
  outlets: readonly Outlet[],
  limits: LaneLimits,
): Lane {
  const dirty: ScopeBatch[] = [];
  let openItems = 0;
  let openBytes = 0;
  let openFacts = 0;
  let openFactBytes = 0;
  let refused = 0;
  let handed = 0;
  let sealMs = 0;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  function hasRoom(): boolean {
    for (const outlet of outlets) {
      const items = outlet.items() + openItems - openFacts;
      const bytes = outlet.bytes() + openBytes - openFactBytes;
      if (items < limits.maxQueueSize && bytes < limits.maxQueueBytes) return true;
    }
    return false;
  }

  function hasFactRoom(): boolean {
    for (const outlet of outlets) {
      if (outlet.spills || outlet.factBytes() + openFactBytes < limits.maxFactBytes) return true;
    }
    return false;
  }

  function refuse(items: number, facts: number): false {
    refused += items;
    noteLoss(signal, stopped ? "stopped" : "queue_full", items, facts);
    return false;
  }

  function sealNow(): void {
    clearTimeout(timer);
    timer = undefined;
    if (openItems === 0) return;
    const began = performance.now();
    const batch: Batch = { signal, body: seal(resource(), dirty), items: openItems };
    for (const scope of dirty) {
      scope.writer.reset();
      scope.items = 0;
      scope.counted = 0;
    }
    dirty.length = 0;
    handed += openItems;
    sealMs += performance.now() - began;
    const facts = { items: openFacts, bytes: openFactBytes };
    openItems = 0;
    openBytes = 0;
    openFacts = 0;
    openFactBytes = 0;
    for (const outlet of outlets) outlet.push(batch, facts);
    reanchor();
  }

  return {
    open: () => openItems,
    refused: () => refused,
    handed: () => handed,
    sealMs: () => sealMs,
    seal: sealNow,
    hasRoom: () => outlets.length === 0 || stopped || hasRoom(),
    admit(fact = false) {
      if (outlets.length === 0) return false;
      if (!stopped && (fact ? hasFactRoom() : hasRoom())) return true;
      return refuse(1, fact ? 1 : 0);
    },
    admitAll(items) {
      if (outlets.length === 0) return false;
      if (!stopped && hasRoom()) return true;
      return refuse(items, 0);
    },
    added(batch, fact = false) {
      if (batch.items++ === 0) dirty.push(batch);
      openItems++;
      const bytes = batch.writer.length - batch.counted;
      openBytes += bytes;
      if (fact) {
        openFacts++;
        openFactBytes += bytes;
      }
      batch.counted = batch.writer.length;
      if (openItems >= limits.maxBatchSize || openBytes >= limits.batchBytes) sealNow();
      else if (limits.scheduleDelayMs !== Infinity)
        timer ??= setTimeout(sealNow, limits.scheduleDelayMs).unref();
    },
    async flush() {
      for (const outlet of outlets) outlet.hurry();
      sealNow();
      await Promise.all(outlets.map(async (outlet) => outlet.drain()));
    },
    stop() {
      clearTimeout(timer);
      stopped = true;
      if (openItems > 0) refuse(openItems, openFacts);
      openItems = 0;
    },
  };
}

/** An empty batch for an instrumentation scope. */
export function createScopeBatch(
  name: string,
  version: string,
  schemaUrl: string,
  attributes: Uint8Array,
): ScopeBatch {
  const writer = new ByteWriter(128);
  const mark = writer.open(1);
  writer.string(1, leavingScopeText(name));
  if (version !== "") writer.string(2, leavingScopeText(version));
  writer.append(attributes);
  writer.close(mark);
  return {
    scope: writer.finish(),
    schemaUrl: leavingScopeText(schemaUrl),
    writer: new ByteWriter(),
    items: 0,
    counted: 0,
  };
}

// One signal's way out: items are encoded into the open batch of their instrumentation scope, the batch is sealed into
// one OTLP request when it is full or old, and handed to every outlet. Bounded in items and bytes; what does not fit is counted.
import { ByteWriter } from "otlp";
import type { Batch, Signal } from "./exporter.ts";
import type { Outlet } from "./outlet.ts";
import { seal } from "./seal.ts";

/** The numbers of a lane, named as in the specification's batch processors. */
export interface LaneLimits {
  readonly maxQueueSize: number;
  readonly maxBatchSize: number;
  readonly scheduleDelayMs: number;
  readonly maxQueueBytes: number;
}

/** The open batch of one instrumentation scope. Encode one item into `writer`, then call `Lane.added`. */
export interface ScopeBatch {
  /** Encoded `InstrumentationScope` with its field. */
  readonly scope: Uint8Array;
  readonly schemaUrl: string;
  readonly writer: ByteWriter;
  items: number;
}

/** One signal's queue. */
export interface Lane {
  readonly signal: Signal;
  /** False when the queue is full: the item must be given up, and is counted by this very call. */
  admit(): boolean;
  /** Tells that one item was encoded into `batch`. */
  added(batch: ScopeBatch): void;
  /** Seals what is open and resolves when all that was handed over has left or was given up. */
  flush(): Promise<void>;
  /** Items in the open batch. */
  open(): number;
  readonly dropped: { queue_full: number };
  stop(): void;
}

const sealBytes = 4 << 20;

/** A lane of `signal` into `outlets`; `resource` is the encoded resource with its field. */
export function createLane(
  signal: Signal,
  resource: Uint8Array,
  outlets: readonly Outlet[],
  limits: LaneLimits,
): Lane {
  const dirty: ScopeBatch[] = [];
  const dropped = { queue_full: 0 };
  const batchSize = Math.min(limits.maxBatchSize, limits.maxQueueSize);
  let openItems = 0;
  let timer: NodeJS.Timeout | undefined;

  function full(): boolean {
    for (const outlet of outlets) {
      if (outlet.items() + openItems < limits.maxQueueSize && outlet.bytes() < limits.maxQueueBytes)
        return false;
    }
    return true;
  }

  function sealNow(): void {
    clearTimeout(timer);
    timer = undefined;
    if (openItems === 0) return;
    const batch: Batch = { signal, body: seal(resource, dirty), items: openItems };
    for (const scope of dirty) {
      scope.writer.reset();
      scope.items = 0;
    }
    dirty.length = 0;
    openItems = 0;
    for (const outlet of outlets) outlet.push(batch);
  }

  return {
    signal,
    dropped,
    open: () => openItems,
    admit() {
      if (!full()) return true;
      dropped.queue_full++;
      return false;
    },
    added(batch) {
      if (batch.items++ === 0) dirty.push(batch);
      openItems++;
      if (openItems >= batchSize || batch.writer.length >= sealBytes) sealNow();
      else timer ??= setTimeout(sealNow, limits.scheduleDelayMs).unref();
    },
    async flush() {
      sealNow();
      await Promise.all(outlets.map(async (outlet) => outlet.drain()));
    },
    stop() {
      clearTimeout(timer);
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
  writer.string(1, name);
  if (version !== "") writer.string(2, version);
  writer.append(attributes);
  writer.close(mark);
  return { scope: writer.finish(), schemaUrl, writer: new ByteWriter(), items: 0 };
}

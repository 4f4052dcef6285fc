// A writer that keeps rows in memory, for tests of what comes before the store.
import type {
  BusinessEventRow,
  CpuProfileRow,
  DefinitionRow,
  DistributionRow,
  ErrorRow,
  IdentityRow,
  LogRow,
  RowSink,
  SampleRow,
  SpanRow,
  Writer,
} from "../../src/store/rows.ts";
import { createRequestTracker } from "../../src/store/write/request-tracker.ts";
import { addAll } from "./add-all.ts";

/** Rows by kind, in the order of their arrival. */
export interface MemoryRows {
  readonly spans: SpanRow[];
  readonly logs: LogRow[];
  readonly samples: SampleRow[];
  readonly distributions: DistributionRow[];
  readonly businessEvents: BusinessEventRow[];
  readonly definitions: DefinitionRow[];
  readonly identities: IdentityRow[];
  readonly cpuProfiles: CpuProfileRow[];
  readonly errors: ErrorRow[];
}

/** A writer whose rows can be looked at, and which can be told to fail. */
export interface MemoryWriter extends Writer {
  readonly rows: MemoryRows;
  /** The next writes throw this; `undefined` stops that. */
  fail(error: Error | undefined): void;
  /** The next writes wait until the returned function is called. */
  hold(): () => void;
}

export function createMemoryWriter(): MemoryWriter {
  const rows: MemoryRows = {
    spans: [],
    logs: [],
    samples: [],
    distributions: [],
    businessEvents: [],
    definitions: [],
    identities: [],
    cpuProfiles: [],
    errors: [],
  };
  const sink: RowSink = {
    span: (row) => rows.spans.push(row),
    log: (row) => rows.logs.push(row),
    sample: (row) => rows.samples.push(row),
    distribution: (row) => rows.distributions.push(row),
    businessEvent: (row) => rows.businessEvents.push(row),
    definition: (row) => rows.definitions.push(row),
    identity: (row) => rows.identities.push(row),
    cpuProfile: (row) => rows.cpuProfiles.push(row),
    error: (row) => rows.errors.push(row),
  };
  let failure: Error | undefined;
  let gate: Promise<void> | undefined;
  let queueBytes = 0;
  return {
    rows,
    fail(error) {
      failure = error;
    },
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return () => {
        gate = undefined;
        resolve();
      };
    },
    admit() {
      if (failure !== undefined) throw failure;
    },
    async write(bytes, add) {
      if (failure !== undefined) throw failure;
      addAll(add(sink));
      queueBytes += bytes;
      await gate;
      queueBytes -= bytes;
      return { duplicates: { spans: 0, logRecords: 0, businessEvents: 0 } };
    },
    requests: createRequestTracker(0, () => 0),
    maxQueueBytes: 64_000_000,
    get queueBytes() {
      return queueBytes;
    },
    async close() {
      await gate;
    },
  };
}

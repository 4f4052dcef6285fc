export const statsPath = "/api/stats";
export const livePath = "/api/live";

export interface SignalCounts {
  readonly spans: number;
  readonly logRecords: number;
  readonly metricPoints: number;
  readonly businessEvents: number;
}

/** Counts since the console started. `received` = `stored` + `rejected` + `dropped` + what is on its way. */
export interface Stats {
  readonly received: SignalCounts;
  readonly stored: SignalCounts;
  /** Not storable, reported in `partial_success`. */
  readonly rejected: SignalCounts;
  /** Recognised as delivered before, and not stored twice. */
  readonly dropped: SignalCounts;
  /** What senders were told in `partial_success`, and of how many items; the commonest first, at most 51. */
  readonly reasons: readonly { readonly reason: string; readonly items: number }[];
  readonly queueBytes: number;
  readonly store: {
    readonly engine: string;
    readonly version: string;
    readonly bytes: number;
    readonly rows: number;
    /** Parts that the disk damaged, whose rows are lost until a back-up is restored, as `table/part`. */
    readonly damaged?: readonly string[] | undefined;
    /** Days that are kept, by kind; the size all tables may have, when it is bounded, and by how much it is over and cannot help it. */
    readonly retention?:
      | {
          readonly spans: number;
          readonly logs: number;
          readonly metrics: number;
          readonly business: number;
          readonly rollups: number;
          readonly audit: number;
          readonly maxSizeBytes?: number | undefined;
          readonly overBytes: number;
          /** Nothing is dropped by age: the clock is more than a day past the last time that was known to be right. */
          readonly paused?: { readonly known: string; readonly clock: string } | undefined;
        }
      | undefined;
    /** Of the data directory, where the engine is the console's own: nothing is taken below `minFreeBytes`; `refusal` tells that and why. */
    readonly disk?:
      | {
          readonly freeBytes: number;
          readonly totalBytes: number;
          readonly minFreeBytes: number;
          readonly refusal?: string | undefined;
        }
      | undefined;
  };
  readonly startedAt: string;
  /** Where telemetry is taken, for snippets. */
  readonly addresses: {
    readonly page: string;
    readonly otlpHttp: string;
    readonly otlpGrpc: string;
    /** Absent where it is not switched on. */
    readonly zipkin?: string;
    readonly jaeger?: string;
  };
}

/** `event: pulse` of the stream at {@link livePath}, once a second; `event: pulses` at its begin is a list of the last 60, oldest first. */
export interface Pulse {
  readonly time: string;
  readonly spansPerSecond: number;
  readonly logsPerSecond: number;
  readonly pointsPerSecond: number;
  readonly businessEventsPerSecond: number;
  readonly rejected: number;
  readonly dropped: number;
  readonly totalSpans: number;
}

/** `event: arrival` of the stream: something newly stored, sampled to at most 10 a second. */
export interface Arrival {
  readonly time: string;
  readonly kind: "trace" | "log" | "transaction" | "journey" | "workflow";
  readonly title: string;
  readonly service: string;
  readonly traceId: string;
  readonly status: "ok" | "error" | "warn" | "none";
}

// `telltale/export`: the types of exporters. Write one of your own with `Exporter`; `memoryExporter()` and the others are in `telltale`.
export type { Attempt, Batch, Exporter, Kept, Outcome, Signal } from "../engine/exporter/exporter.ts";

// how metrics are exported
export type { MetricPreference } from "../engine/exporter/exporter.ts";
export type { TemporalityPreference } from "../engine/metrics/temporality.ts";

// what the library's exporters are given
export type { CertificateOptions } from "./certificates.ts";
export type { FileOptions } from "./file.ts";
export type { OtlpOptions, OtlpProtocol, RetryOptions } from "./otlp-settings.ts";
export type { StdoutOptions } from "./stdout.ts";

// what `memoryExporter()` has received
export type { MemoryExporter } from "./memory.ts";
export type {
  MemoryExemplar,
  MemoryLog,
  MemoryMetric,
  MemoryPoint,
  MemorySpan,
  PlainAttributes,
  PlainValue,
} from "./read-batch.ts";

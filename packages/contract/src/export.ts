/** `GET`: what is stored of one signal in a range of time, as a file. */
export const exportPath = "/api/export";

export const exportSignals = ["traces", "logs", "metrics", "business"] as const;
export type ExportSignal = (typeof exportSignals)[number];

/** `otlp-json` is a request a line, of any size; the others are tables of at most {@link maxExportRows} rows. */
export const exportFormats = ["otlp-json", "csv", "parquet"] as const;
export type ExportFormat = (typeof exportFormats)[number];

export const maxExportRows = 500_000;

export interface ExportParams {
  readonly signal: ExportSignal;
  readonly format: ExportFormat;
  /** ISO 8601 or relative; to the millisecond. */
  readonly from?: string;
  readonly to?: string;
}

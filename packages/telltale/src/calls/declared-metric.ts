// A metric that integrations emit is declared once, beside its instrument: the instrument is made with the declaration, and `emits`, the
// reference pages and the contract tests list it.
import type { HistogramOptions } from "../metric.ts";

/** A metric and its instrument: `histogram(duration.name, duration)`. */
export interface DeclaredMetric extends HistogramOptions {
  readonly name: string;
  /** The instrument, as the reference pages name it. */
  readonly form: "counter" | "gauge" | "histogram" | "updowncounter";
  readonly unit: string;
  readonly description: string;
}

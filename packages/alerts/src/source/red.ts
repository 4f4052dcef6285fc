// Rate, errors and duration of a service or an operation.
import { durationMs } from "catalog/duration";
import { percentiles, shareOfPercentile } from "catalog/percentile";
import { alternative, choice, type Infer, optional, required, text } from "../shape/shape.ts";
import type { AnyFact, SourceFacts } from "./fact.ts";
import { goodLimit, missingLimit, sourceKind, where } from "./kind.ts";
import { estimate, percentile, secondsOf, shareOfSpans, valueSample } from "./measure.ts";

export const red = sourceKind(
  alternative(
    "Service or operation",
    ["service", "operation"],
    "Rate, errors and duration of the requests of a service, or of one operation, estimated before sampling.",
    {
      service: optional(text("payments"), "Name of the service.", "all services"),
      operation: optional(text("POST /checkout"), "Name of the span.", "all entry spans"),
      measure: required(
        choice(["errors", "rate", ...percentiles, "within"]),
        "`errors` as a share, `rate` per second, a percentile of the duration in seconds, or with `within` the share that took at most `limit`.",
      ),
      limit: goodLimit,
      where,
    },
  ),
  {
    words: (of, measure) =>
      measure === "" ? "" : `${measure} of ${of("operation") || of("service") || "all services"}`,
    missing: missingLimit,
  },
);

/** What is computed of a service or an operation. */
export type RedSource = Infer<typeof red>;

/** A server or consumer span. */
export interface SpanFact extends AnyFact {
  readonly span: string;
  readonly seconds: number;
  readonly failed: boolean;
  /** Of a sampled span: how many spans it represents; by default 1. */
  readonly weight?: number;
}

export const redFacts: SourceFacts<RedSource, SpanFact> = {
  kind: "span",
  signal: "traces",
  nameOf: ({ operation }) => operation,
  measure(source, facts, window) {
    switch (source.measure) {
      case "rate":
        return { value: estimate(facts) / secondsOf(window) };
      case "errors":
        return shareOfSpans(
          facts.filter(({ failed }) => failed),
          facts,
        );
      case "within":
        return shareOfSpans(
          facts.filter((one) => one.seconds <= durationMs(source.limit!) / 1000),
          facts,
        );
      default:
        return valueSample(percentile(facts, "seconds", shareOfPercentile(source.measure)));
    }
  },
  table: {
    column: "span",
    columns: ["seconds", "failed"],
    read: (row) => ({
      span: row.text("span"),
      seconds: row.number("seconds") ?? 0,
      failed: row.choice("failed", ["true", "false"], "false") === "true",
    }),
  },
};

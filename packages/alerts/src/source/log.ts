// Log records by their text.
import { severityNames, severityNumber } from "catalog/severity";
import { wildcard } from "catalog/wildcard";
import { alternative, choice, type Infer, optional, required, text } from "../shape/shape.ts";
import type { AnyFact, SourceFacts } from "./fact.ts";
import { countOrRate, service, sourceKind, where } from "./kind.ts";
import { countedOrRate } from "./measure.ts";

export const log = sourceKind(
  alternative("Log pattern", ["log"], "Log records whose text matches a pattern.", {
    log: required(
      text("payment * declined"),
      "Text of the record; `*` stands for any text, `?` for one character. What looks like a regular expression is a mistake: `?` also stands for a `^`, `[` or `.` of the text, `?payment *`.",
    ),
    measure: countOrRate("Records"),
    severity: optional(choice(severityNames), "Only records of this severity or above.", "all"),
    service,
    where,
  }),
  { words: (of) => `logs like “${of("log")}”` },
);

/** A log record. */
export interface LogFact extends AnyFact {
  readonly log: string;
  /** As in OpenTelemetry: 1 to 24. */
  readonly severity: number;
}

export const logFacts: SourceFacts<Infer<typeof log>, LogFact> = {
  kind: "log",
  signal: "logs",
  fits: ({ log: pattern, severity = "trace" }) => {
    const fits = wildcard(pattern);
    const least = severityNumber(severity);
    return (fact) => fact.severity >= least && fits(fact.log);
  },
  measure: ({ measure }, facts, window) => countedOrRate(measure, facts, window),
  table: {
    column: "log",
    columns: ["severity"],
    read: (row) => ({
      log: row.text("log"),
      severity: severityNumber(row.choice("severity", severityNames, "info")),
    }),
  },
};

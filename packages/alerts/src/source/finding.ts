// Findings of detectors: traces that show one.
import { wildcard } from "catalog/wildcard";
import { alternative, type Infer, required, text } from "../shape/shape.ts";
import type { AnyFact, SourceFacts } from "./fact.ts";
import { service, sourceKind, where } from "./kind.ts";
import { counted, countOf } from "./measure.ts";

export const finding = sourceKind(
  alternative(
    "Detector finding",
    ["finding"],
    "Traces with a finding of a detector, such as `repeated-queries`. Groups and conditions: `service.name`, `service.version`, `deployment.environment.name`, `finding`, `operation`.",
    {
      finding: required(
        text("repeated-queries"),
        "Kind of the finding; `*` stands for any text, `?` for one character.",
      ),
      service,
      where,
    },
  ),
  {
    words: (of) =>
      of("finding") === "*" ? "traces with a finding" : `traces with the finding ${of("finding")}`,
  },
);

/** A finding of a detector. Its kind is an attribute, too: rules may group by it. */
export interface FindingFact extends AnyFact {
  readonly finding: string;
  /** A trace with several findings in a group counts once; without it each finding counts. */
  readonly trace?: string;
}

/** A finding with its kind among its attributes. */
export function withKind(fact: FindingFact): FindingFact {
  return { ...fact, attributes: { ...fact.attributes, finding: fact.finding } };
}

export const findingFacts: SourceFacts<Infer<typeof finding>, FindingFact> = {
  kind: "finding",
  signal: "findings",
  fits: ({ finding: pattern }) => {
    const fits = wildcard(pattern);
    return (fact) => fits(fact.finding);
  },
  measure: (_, facts) => counted(tracesOf(facts)),
  table: {
    column: "finding",
    columns: ["trace"],
    read: (row) => {
      const trace = row.cells.get("trace") ?? "";
      return { finding: row.text("finding"), ...(trace !== "" && { trace }) };
    },
    finish: withKind,
  },
};

/** Each trace once. */
function tracesOf(facts: readonly FindingFact[]): readonly FindingFact[] {
  const traces = new Map<string, FindingFact>();
  for (const [index, fact] of facts.entries()) {
    const key = fact.trace ?? `no trace ${index}`;
    if ((traces.get(key)?.count ?? 0) <= countOf(fact)) traces.set(key, fact);
  }
  return [...traces.values()];
}

// People who take the steps of a funnel.
import type { Sample } from "../condition/sample.ts";
import { alternative, choice, type Infer, optional, required, text } from "../shape/shape.ts";
import { type AnyFact, between, type FactWindow, type SourceFacts } from "./fact.ts";
import { sourceKind, where } from "./kind.ts";
import { countOf } from "./measure.ts";

export const funnel = sourceKind(
  alternative("Funnel", ["funnel"], "People who took a step of a funnel in the window.", {
    funnel: required(text("checkout"), "Name of the journey."),
    measure: optional(
      choice(["conversion", "entered"]),
      "`conversion`: the share of those who took `from` that took `to`. `entered`: the number that took `from`.",
      "`conversion`",
    ),
    from: required(text("cart"), "The first step."),
    to: optional(text("payment"), "The second step; `conversion` needs it."),
    where,
  }),
  {
    words: (of, measure) => {
      const steps = [of("from"), of("to")].filter((step) => step !== "").join(" → ");
      return `${measure || "conversion"} of ${of("funnel")}, ${steps}`;
    },
    missing: ({ measure, to }) =>
      measure !== "entered" && to === undefined
        ? { field: "to", why: "a conversion needs the second step.", example: "to: payment" }
        : undefined,
  },
);

type FunnelSource = Infer<typeof funnel>;

/** A step of a journey by one person. */
export interface StepFact extends AnyFact {
  readonly funnel: string;
  readonly step: string;
  /** User or session. */
  readonly who: string;
}

export const funnelFacts: SourceFacts<FunnelSource, StepFact> = {
  kind: "funnel",
  signal: "business",
  nameOf: (source) => source.funnel,
  // people who took only another step are not a group
  fits:
    ({ from }) =>
    ({ step }) =>
      step === from,
  measure: measureFunnel,
  table: {
    column: "funnel",
    columns: ["step", "who"],
    read: (row) => ({ funnel: row.text("funnel"), step: row.text("step"), who: row.text("who") }),
  },
};

/** Of those who took `from` in the window, the share that has taken `to` since. */
function measureFunnel(
  { funnel: name, measure = "conversion", to }: FunnelSource,
  facts: readonly StepFact[],
  window: FactWindow,
): Sample | undefined {
  const entered = new Map<string, { readonly at: number; readonly count: number }>();
  for (const fact of facts)
    if (!entered.has(fact.who)) entered.set(fact.who, { at: fact.at, count: countOf(fact) });
  let total = 0;
  for (const { count } of entered.values()) total += count;
  if (measure === "entered") return { value: total, count: total };
  let part = 0;
  const done = new Set<string>();
  for (const fact of between(window.index.of<StepFact>("funnel", name), window.from, window.to)) {
    const start = entered.get(fact.who);
    if (fact.step !== to || start === undefined || fact.at < start.at || done.has(fact.who)) continue;
    done.add(fact.who);
    part += countOf(fact);
  }
  return total === 0 ? undefined : { value: part / total, part, count: total };
}

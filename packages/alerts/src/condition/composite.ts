// And, or, not, over members that may be undecided.
import type { Evaluator, Outcome, Verdict } from "./verdict.ts";

/** The first of these that a member has decides; otherwise `otherwise`. */
const order: Readonly<Record<"all" | "any", readonly Outcome[]>> = {
  all: ["clear", "error", "noData", "unsure", "holds"],
  any: ["holds", "error", "noData", "unsure", "clear"],
};

export function compositeEvaluator(kind: "all" | "any", members: readonly Evaluator[]): Evaluator {
  return {
    inputs: members.flatMap(({ inputs }) => inputs),
    evaluate: (situation) => {
      const verdicts = members.map((one) => one.evaluate(situation));
      const outcome = order[kind].find((wanted) => verdicts.some((one) => one.outcome === wanted))!;
      return { ...merged(verdicts, outcome), outcome };
    },
  };
}

export function notEvaluator(member: Evaluator): Evaluator {
  return {
    inputs: member.inputs,
    evaluate: (situation) => {
      // a recovery threshold belongs to a condition that holds while the alert fires; this one does not
      const verdict = member.evaluate({ ...situation, isFiring: false, isPending: false });
      const { outcome } = verdict;
      return { ...verdict, outcome: outcome === "holds" ? "clear" : outcome === "clear" ? "holds" : outcome };
    },
  };
}

/** The value and reason of the first member that decided, and the values of all: `1.value`, `2.limit`. */
function merged(verdicts: readonly Verdict[], outcome: Outcome): Omit<Verdict, "outcome"> {
  const { value, reason } = verdicts.find((one) => one.outcome === outcome)!;
  const values: Record<string, number> = {};
  for (const [index, one] of verdicts.entries()) {
    if (one.value !== undefined) values[`${index + 1}.value`] = one.value;
    for (const [name, number] of Object.entries(one.values ?? {})) values[`${index + 1}.${name}`] = number;
  }
  return { ...(value !== undefined && { value }), ...(reason !== undefined && { reason }), values };
}

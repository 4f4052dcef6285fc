// And, or, not, over members that may be undecided.
import { type AlertSeverity, alertSeverities } from "catalog/alert-severity";
import {
  badnessOf,
  type Evaluator,
  type Json,
  type Members,
  type Outcome,
  type Parts,
  type Situation,
  type Verdict,
} from "./verdict.ts";

/** The first of these that a member has decides; otherwise `otherwise`. */
const order: Readonly<Record<"all" | "any", readonly Outcome[]>> = {
  all: ["clear", "error", "noData", "unsure", "holds"],
  any: ["holds", "error", "noData", "unsure", "clear"],
};

/**
 * @param name unique among the parts of the condition: under it the members that hold are kept.
 * @param usual severity of the rule.
 */
export function compositeEvaluator(
  name: string,
  kind: "all" | "any",
  members: readonly Evaluator[],
  usual: AlertSeverity,
): Evaluator {
  return {
    inputs: members.flatMap(({ inputs }) => inputs),
    evaluate: (situation) => {
      const held = heldBefore(situation, name);
      const verdicts = members.map((one, index) =>
        one.evaluate({ ...situation, isFiring: situation.isFiring && (held?.includes(index) ?? true) }),
      );
      keepHeld(situation, name, verdicts, held);
      const outcome = order[kind].find((wanted) => verdicts.some((one) => one.outcome === wanted))!;
      const severity = outcome === "holds" ? severityOf(kind, verdicts, usual) : undefined;
      return {
        ...merged(verdicts, decidingOf(kind, verdicts, outcome)),
        ...(severity !== undefined && { severity }),
        outcome,
      };
    },
  };
}

/**
 * That of the most urgent member that holds. One without a severity of its own has that of the rule for `any`, where it may be the only
 * reason; for `all` it only restricts the others.
 */
function severityOf(
  kind: "all" | "any",
  verdicts: readonly Verdict[],
  usual: AlertSeverity,
): AlertSeverity | undefined {
  const holding = verdicts.filter(({ outcome }) => outcome === "holds");
  if (holding.every(({ severity }) => severity === undefined)) return undefined;
  const without = kind === "any" ? usual : undefined;
  return alertSeverities.find((one) => holding.some(({ severity = without }) => severity === one));
}

/** The first member that decided. Of `unsure`, one beyond its limit if the whole is: for `any` one is enough, for `all` each has to be. */
function decidingOf(kind: "all" | "any", verdicts: readonly Verdict[], outcome: Outcome): Verdict {
  const deciding = verdicts.filter((one) => one.outcome === outcome);
  return deciding.find(({ isBeyond }) => (isBeyond === true) === (kind === "any")) ?? deciding[0]!;
}

/** Positions of the members that hold: what an alert needs less of while it fires is for these only. Undefined: none has held. */
function heldBefore(situation: Situation, name: string): readonly Json[] | undefined {
  const held = situation.recall(`${name}.members`);
  return Array.isArray(held) ? (held as readonly Json[]) : undefined;
}

/** A member that is neither clear nor holds stays what it was. */
function keepHeld(
  situation: Situation,
  name: string,
  verdicts: readonly Verdict[],
  before: readonly Json[] | undefined,
): void {
  const held = verdicts.flatMap(({ outcome }, index) =>
    outcome === "holds" || (outcome !== "clear" && before?.includes(index) === true) ? [index] : [],
  );
  if (held.length > 0 || before !== undefined) situation.keep(`${name}.members`, held);
}

export function notEvaluator(member: Evaluator): Evaluator {
  return {
    inputs: member.inputs,
    evaluate: (situation) => {
      // a recovery threshold belongs to a condition that holds while the alert fires; this one does not
      // neither is an accepted level, which would make it hold
      const verdict = member.evaluate({ ...situation, isFiring: false, acceptance: undefined });
      // what is beyond its limit there, or would be, does not speak for this condition, and its severity is that of the other outcome
      const { outcome, badness, isBeyond: _, reason, severity: __, ...rest } = verdict;
      return {
        ...rest,
        ...(reason !== undefined && rest.isTooEarly !== true && { reason }),
        ...(badness !== undefined && { badness: -badness }),
        outcome: outcome === "holds" ? "clear" : outcome === "clear" ? "holds" : outcome,
      };
    },
  };
}

function membersOf(verdicts: readonly Verdict[]): Members {
  const members: Record<string, Members[string]> = {};
  for (const [index, one] of verdicts.entries()) {
    if (one.outcome !== "holds") continue;
    const badness = badnessOf(one);
    if (one.members === undefined && one.value !== undefined && badness !== undefined)
      members[`${index + 1}`] = { worst: one.value, badness };
    for (const [place, inner] of Object.entries(one.members ?? {})) members[`${index + 1}.${place}`] = inner;
  }
  return members;
}

function partsOf(verdicts: readonly Verdict[]): Parts {
  return Object.fromEntries(
    verdicts.flatMap(({ outcome, parts = {} }, index) => [
      [`${index + 1}`, outcome],
      ...Object.entries(parts).map(([place, inner]) => [`${index + 1}.${place}`, inner] as const),
    ]),
  );
}

/** The value and reason of the member that decided, and the values of all: `1.value`, `2.limit`. */
function merged(
  verdicts: readonly Verdict[],
  { value, reason, isBeyond, isTooEarly }: Verdict,
): Omit<Verdict, "outcome"> {
  const members = membersOf(verdicts);
  const values: Record<string, number> = {};
  for (const [index, one] of verdicts.entries()) {
    if (one.value !== undefined) values[`${index + 1}.value`] = one.value;
    for (const [name, number] of Object.entries(one.values ?? {})) values[`${index + 1}.${name}`] = number;
  }
  return {
    ...(value !== undefined && { value }),
    ...(reason !== undefined && { reason }),
    ...(isBeyond === true && { isBeyond }),
    ...(isTooEarly === true && { isTooEarly }),
    values,
    members,
    parts: partsOf(verdicts),
  };
}

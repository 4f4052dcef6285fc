// The verdict of a figure: one of four states, checked in this order. What could not be known comes before what is bad, and nothing is green
// that no rule or objective was evaluated for.

export type VerdictState = "unknown" | "bad" | "few" | "good";

/** What is wrong: an objective is missed, an alert is open, or the figure left what is usual. */
export interface Bad {
  readonly kind: "error" | "warn";
  readonly word: string;
}

export interface VerdictInput {
  /** Why nothing can be said, in words: `unknown since 14:33`. */
  readonly unknown: string | undefined;
  /** The most telling first. */
  readonly bad: readonly Bad[];
  /** What was promised and not evaluated, in words: figures that are bad are bad without it, and nothing else is known. */
  readonly notEvaluated?: string | undefined;
  /** Why there is too little evidence, in words: `few so far`. */
  readonly few: string | undefined;
  /** Whether a rule or an objective was evaluated and holds. */
  readonly isPromised: boolean;
  /** What is said of a good figure. */
  readonly word: string;
}

export interface Verdict {
  readonly state: VerdictState;
  /** The mark beside the word. */
  readonly kind: "unknown" | "error" | "warn" | "off" | "ok";
  readonly word: string;
}

export function decideVerdict({ unknown, bad, notEvaluated, few, isPromised, word }: VerdictInput): Verdict {
  if (unknown !== undefined) return { state: "unknown", kind: "unknown", word: unknown };
  const worst = bad.find(({ kind }) => kind === "error") ?? bad[0];
  if (worst !== undefined) return { state: "bad", ...worst };
  if (notEvaluated !== undefined) return { state: "unknown", kind: "unknown", word: notEvaluated };
  if (few !== undefined) return { state: "few", kind: "off", word: few };
  return { state: "good", kind: isPromised ? "ok" : "off", word };
}

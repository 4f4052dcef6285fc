// What a condition says about one group at one time.
import type { AlertSeverity } from "catalog/alert-severity";
import type { Input } from "./reading.ts";
import type { Sample } from "./sample.ts";

/** `unsure`: there is data, but too little to decide. It keeps the state. */
export type Outcome = "holds" | "clear" | "unsure" | "noData" | "error";

/** The values of members of a condition, and how bad they are, by the place of the member: `2`, `1.2`. */
export type Members = Readonly<Record<string, { readonly worst: number; readonly badness: number }>>;

/** What each member of a condition says, by its place. */
export type Parts = Readonly<Record<string, Outcome>>;

export interface Verdict {
  readonly outcome: Outcome;
  readonly value?: number;
  /** The value with the largest is the worst. Absent: how far it is from what was expected. */
  readonly badness?: number;
  /** Of a condition with members: those that hold. */
  readonly members?: Members;
  /** Of a condition with members: what each says, so that a sentence claims nothing of those that do not hold. */
  readonly parts?: Parts;
  /** The numbers behind the outcome: the limit, counts, values of windows. */
  readonly values?: Readonly<Record<string, number>>;
  /** Of `unsure`: the value is beyond its limit. */
  readonly isBeyond?: true;
  /** Of `unsure`: telemetry began too late to judge. Pages show the reason, its time does not count for `for`, and it ends an error. */
  readonly isTooEarly?: true;
  /** Of an error or of too little data: why. */
  readonly reason?: string;
  /** Of `holds`, where it depends on how bad it is; absent: that of the rule. */
  readonly severity?: AlertSeverity;
  /** Of `clear`: who accepted the level of the alert, which ends it at once. */
  readonly acceptedBy?: string;
}

/** How bad the value is; undefined where values are not better or worse. */
export function badnessOf({ badness, value, values = {} }: Verdict): number | undefined {
  const { expected } = values;
  return badness ?? (value === undefined || expected === undefined ? undefined : Math.abs(value - expected));
}

/** Why a value that is beyond its limit is not enough; `undefined` of other verdicts. */
export function unsureOf({ outcome, isBeyond, isTooEarly, reason }: Verdict): string | undefined {
  return outcome === "unsure" && (isBeyond === true || isTooEarly === true) ? reason : undefined;
}

/** Why an alert that fires is kept without being seen now; `undefined` of what holds or is over. */
export function doubtOf({ outcome, reason }: Verdict): string | undefined {
  if (outcome === "holds" || outcome === "clear") return undefined;
  if (outcome === "error") return reason === undefined ? "not evaluated" : `not evaluated: ${reason}`;
  return reason ?? (outcome === "noData" ? "without data" : undefined);
}

/** Text, numbers, lists and objects that survive JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A person accepted the level that a firing is about: it is the usual one from now on. */
interface Acceptance {
  /** Since when the firing lasts, Unix ms. */
  readonly since: number;
  /** An anomaly, which has remembered it, expects the level from now on. */
  take(): void;
}

/** One group at one time, as conditions see it. */
export interface Situation {
  readonly at: number;
  /** Whether the alert fires, so that the recovery threshold applies. */
  readonly isFiring: boolean;
  /** Of the alert that fires, or did before it was in error, where its condition has said it. */
  readonly severity?: AlertSeverity | undefined;
  readonly acceptance?: Acceptance | undefined;
  /** The sample of this group; undefined without data, text when the input failed. */
  read(input: Input): Sample | string | undefined;
  /** How much of the window of the input there has been telemetry of any kind, in ms: at most its length. */
  coveredMs(input: Input): number;
  /** What the condition kept at the last evaluation, under a name of its own. */
  recall(name: string): Json | undefined;
  keep(name: string, value: Json): void;
}

/** A condition ready to be evaluated. */
export interface Evaluator {
  readonly inputs: readonly Input[];
  evaluate(situation: Situation): Verdict;
}

/** Reads one sample and hands it to `judge`; without one the verdict is `noData` or `error`. */
export function withSample(situation: Situation, input: Input, judge: (sample: Sample) => Verdict): Verdict {
  const sample = situation.read(input);
  if (sample === undefined) return { outcome: "noData" };
  if (typeof sample === "string") return { outcome: "error", reason: sample };
  if (!Number.isFinite(sample.value)) return { outcome: "noData" };
  if (sample.isEarly === true)
    return { outcome: "unsure", value: sample.value, reason: "there is too little telemetry before it" };
  return judge(sample);
}

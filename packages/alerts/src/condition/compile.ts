// A rule as it is evaluated: durations in milliseconds, inputs to be read, and one function from a situation to a verdict.
import { countsBad } from "../rule/burn-pairs.ts";
import { type Condition, growthLimit, type Member } from "../rule/condition.ts";
import type { AlertRule, Objective } from "../rule/rule.ts";
import { usualSeverity } from "../rule/usual-severity.ts";
import { underLowerLimit } from "../source/metric.ts";
import { isShare, type Source } from "../source/sources.ts";
import type { AlertSeverity } from "catalog/alert-severity";
import { alertWindow } from "catalog/alert-window";
import { durationMs } from "catalog/duration";
import { leastBadEvents } from "catalog/least-counts";
import { absentEvaluator } from "./absent.ts";
import { anomalyEvaluator, detectorWindowMs } from "./anomaly.ts";
import { burnRateEvaluator } from "./burn-rate.ts";
import { changeEvaluator } from "./change.ts";
import { compositeEvaluator, notEvaluator } from "./composite.ts";
import { type Evidence, evidenceOf } from "./evidence.ts";
import { forecastEvaluator } from "./forecast.ts";
import { createInput, type Input, inputWithSince } from "./reading.ts";
import { shareEvaluator } from "./share.ts";
import { thresholdEvaluator } from "./threshold.ts";
import type { Evaluator } from "./verdict.ts";

/** What the parts of one condition share. */
interface Scope {
  readonly on: Source | undefined;
  readonly windowMs: number;
  readonly delayMs: number;
  readonly groupBy: readonly string[];
  readonly everyMs: number;
  /** What a window of so many ms requires. */
  readonly evidenceIn: (windowMs: number) => Evidence;
  /** Of the rule. */
  readonly severity: AlertSeverity;
  /** By name. */
  readonly objectives: ReadonlyMap<string, Objective>;
  /** Unique among the parts of the condition: under it a part keeps what it must remember. */
  readonly name: string;
  /** Whether it is in `not`, or in an odd number of them. */
  readonly isNegated: boolean;
}

/** The evaluator of a rule that has been checked. */
export function evaluatorOf(rule: AlertRule, objectives: Scope["objectives"]): Evaluator {
  return compile(rule.when, {
    on: rule.on,
    windowMs: durationMs(alertWindow(rule)),
    delayMs: durationMs(rule.delay ?? "0s"),
    groupBy: rule.groupBy ?? [],
    everyMs: durationMs(rule.every ?? "1m"),
    evidenceIn: (windowMs) => evidenceOf(rule.evidence ?? {}, durationMs(rule.every ?? "1m"), windowMs),
    severity: rule.severity ?? usualSeverity,
    objectives,
    name: "0",
    isNegated: false,
  });
}

function compile(condition: Condition, scope: Scope): Evaluator {
  if ("all" in condition) return composite("all", condition.all, scope);
  if ("any" in condition) return composite("any", condition.any, scope);
  if ("not" in condition) {
    const negated = { ...scope, isNegated: !scope.isNegated };
    return notEvaluator(members([condition.not], negated)[0]!);
  }
  if ("burnRate" in condition) return burnRate(condition.burnRate, scope);
  const isLower = "below" in condition || ("forecast" in condition && condition.forecast.below !== undefined);
  const input = inputOf(isLower ? { ...scope, on: underLowerLimit(scope.on) } : scope);
  if ("absent" in condition)
    return condition.absent ? absentEvaluator(input) : notEvaluator(absentEvaluator(input));
  const evidence = scope.evidenceIn(scope.windowMs);
  if ("change" in condition) {
    const { ago, below } = condition.change;
    const limits = { above: growthLimit(condition.change), below };
    return changeEvaluator(scope.name, input, inputOf(scope, durationMs(ago)), limits, evidence);
  }
  if ("forecast" in condition) {
    const { within, over = within, ...limits } = condition.forecast;
    const line = { ...limits, withinMs: durationMs(within), overMs: durationMs(over) };
    return forecastEvaluator(scope.name, input, line);
  }
  if ("anomaly" in condition) return anomaly(condition.anomaly, input, evidence.minCount, scope);
  return isShare(input.source)
    ? shareEvaluator(scope.name, input, condition, evidence)
    : thresholdEvaluator(input, condition, scope.isNegated);
}

function anomaly(
  { acceptAfter, holidays = [], ...declared }: Extract<Condition, { anomaly: unknown }>["anomaly"],
  input: Input,
  minCount: number,
  scope: Scope,
): Evaluator {
  const windowMs = detectorWindowMs(input.source, scope.windowMs, scope.everyMs);
  const timing = {
    input,
    step: inputOf({ ...scope, windowMs }),
    minCount,
    acceptMs: acceptAfter === undefined ? 0 : durationMs(acceptAfter),
    holidays: holidays.map(({ from, to, ...named }) => ({
      ...named,
      fromMs: Date.parse(from),
      toMs: Date.parse(to),
    })),
  };
  return anomalyEvaluator(scope.name, timing, declared);
}

function inputOf({ on, windowMs, delayMs, groupBy }: Scope, agoMs = 0): Input {
  return createInput(on!, windowMs, delayMs + agoMs, groupBy);
}

function composite(kind: "all" | "any", list: readonly Member[], scope: Scope): Evaluator {
  return compositeEvaluator(scope.name, kind, members(list, scope), scope.severity);
}

function members(list: readonly Member[], scope: Scope): Evaluator[] {
  return list.map(({ on = scope.on, window, groupBy = scope.groupBy, when }, index) =>
    compile(when, {
      ...scope,
      on,
      windowMs: window === undefined ? scope.windowMs : durationMs(window),
      groupBy,
      name: `${scope.name}.${index}`,
    }),
  );
}

function burnRate(
  {
    objective: name,
    windows,
    minBad = leastBadEvents,
  }: Extract<Condition, { burnRate: unknown }>["burnRate"],
  { objectives, delayMs, groupBy, severity: usual }: Scope,
): Evaluator {
  const { on, target } = objectives.get(name)!;
  const input = (window: string): Input => createInput(on, durationMs(window), delayMs, groupBy);
  const pairs = windows.map(({ long, short, factor, severity = usual }) => ({
    long: input(long),
    short: inputWithSince(input(short)),
    names: [long, short] as const,
    factor,
    severity,
  }));
  return burnRateEvaluator({ pairs, target, countsBad: countsBad(on), minBad });
}

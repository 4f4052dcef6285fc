// Rules over past telemetry: what they would have done, and the value of one alert over time, with its limits and states. The state machine is
// the one that evaluates live.
import {
  type AlertState,
  type Change,
  type CompiledRule,
  createEngine,
  keyOf,
  type Labels,
  type RuleFile,
} from "alerts";
import type { Preview, Previewer } from "./read/preview.ts";

export interface PreviewPoint {
  /** Unix ms. */
  readonly at: number;
  readonly value?: number;
  /** The limits of a threshold, or the ends of the expected band of an anomaly condition. */
  readonly low?: number;
  readonly high?: number;
  readonly state: AlertState;
}

export interface PreviewedGroup {
  readonly rule: string;
  readonly group: Labels;
  readonly points: readonly PreviewPoint[];
  readonly firings: number;
  readonly minutesFiring: number;
  /** The last value of a share or burn rate beyond the limit that was not enough: when, and what it lacked. */
  readonly unsure?: { readonly at: number; readonly reason: string };
}

/** What the rules of a file would have done. */
export interface PreviewedRules {
  readonly stepMs: number;
  readonly isCoarse: boolean;
  readonly precision?: number;
  readonly oneOf?: number;
  /** The first ones of each rule; `groupCount` is their number. */
  readonly groups: readonly PreviewedGroup[];
  readonly groupCount: number;
  readonly leftOut: number;
  /** The first ones. */
  readonly changes: readonly Change[];
  readonly firings: number;
  readonly minutesFiring: number;
  readonly errors: readonly string[];
}

export interface PreviewRequest {
  /** Has no mistakes. */
  readonly file: RuleFile;
  /** Unix ms. */
  readonly from: number;
  readonly to: number;
  /** The group that has points; absent: the first ones. */
  readonly group?: Labels;
  readonly signal?: AbortSignal | undefined;
}

/** Evaluates all rules of a file over past telemetry. */
export async function previewRules(
  previewer: Previewer,
  { file, from, to, group, signal }: PreviewRequest,
): Promise<PreviewedRules> {
  const rules = createEngine(file).rules;
  const previews: (readonly [CompiledRule, Preview])[] = [];
  const range = { from, to, ...(group !== undefined && { group }) };
  for (const rule of rules)
    previews.push([
      rule,
      await previewer.preview(file, rule.rule, range, { signal, priority: "interactive" }),
    ]);
  const all = previews.map(([, preview]) => preview);
  const sum = (of: (preview: Preview) => number): number => all.reduce((total, one) => total + of(one), 0);
  const known = (of: (preview: Preview) => number | undefined): number | undefined => {
    const values = all.map(of).filter((value) => value !== undefined);
    return values.length === 0 ? undefined : Math.max(...values);
  };
  const [precision, oneOf] = [known((one) => one.precision), known((one) => one.oneOf)];
  return {
    stepMs: Math.max(...all.map(({ stepMs }) => stepMs)),
    isCoarse: all.some(({ isCoarse }) => isCoarse),
    ...(precision !== undefined && { precision }),
    ...(oneOf !== undefined && { oneOf }),
    groups: previews.flatMap(([rule, preview]) => groupsOf(rule, preview)),
    groupCount: sum(({ groups }) => groups),
    leftOut: sum(({ leftOut }) => leftOut),
    changes: all.flatMap(({ changes }) => changes).toSorted((a, b) => a.at - b.at),
    firings: sum(({ firings }) => firings),
    minutesFiring: sum(({ firingMs }) => firingMs) / 60_000,
    errors: [...new Set(all.flatMap(({ errors }) => errors))],
  };
}

function groupsOf(rule: CompiledRule, { series, changes, times, to }: Preview): PreviewedGroup[] {
  const limits = limitsOf(rule);
  return series.map(({ labels, values, band, unsure }) => {
    const key = keyOf(labels);
    const own = changes.filter(({ group }) => keyOf(group) === key);
    const states = statesAt(own, times);
    return {
      rule: rule.rule,
      group: labels,
      points: times.map((at, index) => {
        const value = values[index] ?? undefined;
        return {
          at,
          ...(value !== undefined && { value }),
          ...limits,
          ...band?.[index],
          state: states[index]!,
        };
      }),
      firings: own.filter(({ kind }) => kind === "firing").length,
      minutesFiring: firingTime(own, to) / 60_000,
      ...(unsure !== undefined && { unsure }),
    };
  });
}

/** The state at each of `times`, which the changes before it led to. */
export function statesAt(changes: readonly Change[], times: readonly number[]): AlertState[] {
  let next = 0;
  let state: AlertState = "ok";
  return times.map((at) => {
    while (next < changes.length && changes[next]!.at <= at) {
      state = changes[next]!.to;
      next += 1;
    }
    return state;
  });
}

function firingTime(changes: readonly Change[], end: number): number {
  let total = 0;
  let since: number | undefined;
  for (const { at, to } of changes) {
    if (since !== undefined) total += at - since;
    since = to === "firing" ? at : undefined;
  }
  return since === undefined ? total : total + end - since;
}

function limitsOf({ declaration: { when } }: CompiledRule): { low?: number; high?: number } {
  if ("above" in when) return { high: when.above };
  return "below" in when ? { low: when.below } : {};
}

// Options of tail sampling, and what they come to: rules in the order they are asked, limits, and who shares a budget.
import { compileTrace } from "../../conditions/compile.ts";
import type { TraceTest } from "../../conditions/outcome-fields.ts";
import { isRecord, refusal, refuseUnknown } from "../../conditions/refusal.ts";
import type { TailBufferLimits } from "../../engine/tail-buffer/tail-buffer.ts";
import { resolve } from "../../settings/resolve.ts";
import { checkName, checkRate } from "../head/rule.ts";
import { type TailOptions, tailSettings } from "../settings.ts";
import { type Share, shareOf } from "../share.ts";

export type { TailBudget, TailOptions, TailRule } from "../settings.ts";

/** A rule that can be asked. */
export interface ReadyTailRule {
  readonly name: string;
  readonly priority: number;
  readonly matches: TraceTest;
  readonly share: Share;
  readonly perSecond: number | undefined;
}

/** A budget that can be kept: `share` of each rule, the default's last, in the order of the plan. */
interface ReadyBudget {
  readonly perSecond: number;
  readonly shares: readonly number[];
}

/** What decides. It can be replaced by another while it is at work. */
export interface TailPlan {
  /** In the order they are asked; the last is for every trace. */
  readonly rules: readonly ReadyTailRule[];
  readonly budget: ReadyBudget | undefined;
  /** Whether a rule asks for the severity of log records. */
  readonly asksSeverity: boolean;
}

/** The options, resolved. */
export interface TailSettings {
  readonly plan: TailPlan;
  readonly limits: TailBufferLimits;
}

/** The name of the rule for traces that no other is for. */
const defaultRule = "default";
/** Names of decisions that are not from a rule. */
export const evictedRule = "evicted";
export const crashRule = "crash";
/** The name for traces that no rule is for, where rates follow what comes. */
export const adaptiveRule = "adaptive";

const reserved = [defaultRule, adaptiveRule, evictedRule, crashRule];
const fields = ["name", "when", "rate", "priority", "perSecond"];
const maxRules = 1000;

/** Resolves `options`, which are at `path`. @throws {TelemetryError} `TT_RULE` for what cannot be used. */
export function resolveTail(options: unknown, path: string): TailSettings {
  const { rules, defaultRate, budget, ...limits } = resolve(tailSettings, options ?? null, path);
  return { plan: resolvePlan({ rules, defaultRate, budget }, path), limits };
}

function resolvePlan({ rules = [], defaultRate = 1, budget }: TailOptions, path: string): TailPlan {
  if (rules.length > maxRules) throw refusal(`${path}.rules`, rules, `a list of at most ${maxRules} rules`);
  // the places of a budget are shared out once a second
  const least = budget === undefined ? 0 : 1;
  const ready = rules.map((rule: unknown, index) => readyRule(rule, `${path}.rules[${index}]`, least));
  const names = new Set(reserved);
  for (const [index, { name }] of ready.entries()) {
    if (names.has(name))
      throw refusal(
        `${path}.rules[${index}].name`,
        name,
        `a name that no other rule has, and none of ${reserved.join(", ")}`,
      );
    names.add(name);
  }
  const last: ReadyTailRule = {
    name: defaultRule,
    priority: -Infinity,
    matches: () => true,
    share: shareOf(defaultRate),
    perSecond: undefined,
  };
  // oxlint-disable-next-line unicorn/no-array-sort -- toSorted needs Node 20
  const inOrder = [...ready.sort((one, other) => other.priority - one.priority), last];
  return {
    rules: inOrder,
    budget: budget === undefined ? undefined : resolveBudget(budget, inOrder, `${path}.budget`),
    asksSeverity: rules.some((rule: { readonly when?: unknown }) => asksSeverity(rule.when)),
  };
}

function readyRule(rule: unknown, path: string, least: number): ReadyTailRule {
  if (!isRecord(rule))
    throw refusal(path, rule, 'a rule such as { "name": "errors", "when": { "error": true } }');
  refuseUnknown(rule, fields, path);
  const { name, when, priority = 0, perSecond, rate: share = 1 } = rule;
  checkName(name, `${path}.name`);
  const rate = checkRate(share, `${path}.rate`);
  if (typeof priority !== "number" || !Number.isFinite(priority))
    throw refusal(`${path}.priority`, priority, "a number; the highest decides");
  return {
    name,
    priority,
    matches: compileTrace(when, `${path}.when`),
    share: shareOf(rate),
    perSecond: perSecond === undefined ? undefined : checkPerSecond(perSecond, `${path}.perSecond`, least),
  };
}

function checkPerSecond(perSecond: unknown, path: string, least: number): number {
  if (typeof perSecond === "number" && perSecond > 0 && perSecond >= least && perSecond < Infinity)
    return perSecond;
  throw refusal(path, perSecond, least === 0 ? "a number of more than 0" : `a number of at least ${least}`);
}

function resolveBudget(budget: unknown, rules: readonly ReadyTailRule[], path: string): ReadyBudget {
  if (!isRecord(budget)) throw refusal(path, budget, 'an object such as { "perSecond": 100 }');
  refuseUnknown(budget, ["perSecond", "shares"], path);
  const perSecond = checkPerSecond(budget["perSecond"], `${path}.perSecond`, 1);
  const { shares = {} } = budget;
  if (!isRecord(shares)) throw refusal(`${path}.shares`, shares, 'shares by rule, such as { "errors": 0.5 }');
  refuseUnknown(
    shares,
    rules.map(({ name }) => name),
    `${path}.shares`,
  );
  const given = Object.entries(shares).map(([name, share]) => checkRate(share, `${path}.shares.${name}`));
  const sum = given.reduce((one, other) => one + other, 0);
  if (sum > 1 + 1e-9) throw refusal(`${path}.shares`, shares, "shares that are together at most 1");
  const rest = Math.max(0, 1 - sum) / Math.max(1, rules.length - given.length);
  return { perSecond, shares: rules.map(({ name }) => (shares[name] as number | undefined) ?? rest) };
}

// a function may ask for anything
function asksSeverity(when: unknown): boolean {
  if (typeof when === "function") return true;
  if (!isRecord(when)) return false;
  const { any = [], all = [], not } = when;
  return when["logSeverity"] !== undefined || [any, all, not].flat().some(asksSeverity);
}

// A head rule, and several made ready to be asked in the order of their priorities.
import type { StartCondition } from "../../conditions/condition.ts";
import { compileStart } from "../../conditions/compile.ts";
import { isRecord, refusal, refuseUnknown } from "../../conditions/refusal.ts";
import type { SpanTest } from "../../conditions/span-fields.ts";
import { createPace, type Pace } from "../pace.ts";
import { type Share, shareOf } from "../share.ts";

/** Decides, when a trace begins, whether it is kept. */
export interface HeadRule {
  /** Recorded on the local root as `telltale.sampling.rule`, and shown in the figures. */
  readonly name: string;
  /** Which traces it is for, by what is known of their first span here. Left out: all. */
  readonly when?: StartCondition | undefined;
  /** The share of them that is kept, from 0 to 1. May be left out beside `perSecond`: then 1. */
  readonly rate?: number | undefined;
  /** Of several that match the highest decides, of equals the first. 0 */
  readonly priority?: number | undefined;
  /** Keeps no more than this many a second, in this process. */
  readonly perSecond?: number | undefined;
}

/** A rule that can be asked, and what it has decided. */
export interface ReadyRule {
  readonly name: string;
  readonly priority: number;
  readonly matches: SpanTest;
  /** Whether it is for traces that come in from another process, too. */
  readonly asksRemote: boolean;
  readonly share: Share;
  readonly pace: Pace | undefined;
  /** Put on the local root of what it keeps at `share`. */
  readonly marks: Readonly<Record<string, unknown>>;
  kept: number;
  dropped: number;
  limited: number;
}

const fields = ["name", "when", "rate", "priority", "perSecond"];
const maxRules = 1000;
/** Rules of the library's own. */
const reserved = ["default", "noise", "debug"];

/** Makes `rules` ready, in the order they are asked. `path` is their place, for errors. @throws {TelemetryError} `TT_RULE` */
export function readyRules(rules: unknown, path: string, now: () => number): readonly ReadyRule[] {
  if (!Array.isArray(rules) || rules.length > maxRules)
    throw refusal(path, rules, `a list of at most ${maxRules} rules`);
  const ready = rules.map((rule: unknown, index) => readyRule(rule, `${path}[${index}]`, now));
  const names = new Set(reserved);
  for (const [index, { name }] of ready.entries()) {
    if (names.has(name))
      throw refusal(
        `${path}[${index}].name`,
        name,
        `a name that no other rule has, and none of ${reserved.join(", ")}`,
      );
    names.add(name);
  }
  return ready;
}

/** `rules` by priority, those of the same as they stand. */
export function byPriority(rules: readonly ReadyRule[]): readonly ReadyRule[] {
  // oxlint-disable-next-line unicorn/no-array-sort -- toSorted needs Node 20
  return [...rules].sort((one, other) => other.priority - one.priority);
}

/** @throws {TelemetryError} `TT_RULE` */
export function readyRule(rule: unknown, path: string, now: () => number): ReadyRule {
  if (!isRecord(rule)) throw refusal(path, rule, 'a rule such as { "name": "orders", "rate": 0.5 }');
  refuseUnknown(rule, fields, path);
  const { name, when, priority = 0, perSecond, rate: share = perSecond === undefined ? undefined : 1 } = rule;
  checkName(name, `${path}.name`);
  const rate = checkRate(share, `${path}.rate`);
  if (typeof priority !== "number" || !Number.isFinite(priority))
    throw refusal(`${path}.priority`, priority, "a number; the highest decides");
  if (perSecond !== undefined && !(typeof perSecond === "number" && perSecond > 0 && perSecond < Infinity))
    throw refusal(`${path}.perSecond`, perSecond, "a number of more than 0");
  return {
    name,
    priority,
    matches: compileStart(when, `${path}.when`),
    asksRemote: asksRemote(when),
    share: shareOf(rate),
    pace: perSecond === undefined ? undefined : createPace({ perSecond, rate, now }),
    marks: { "telltale.sampling.rule": name, "telltale.sampling.rate": rate },
    kept: 0,
    dropped: 0,
    limited: 0,
  };
}

/** @throws {TelemetryError} `TT_RULE` */
export function checkName(name: unknown, path: string): asserts name is string {
  if (typeof name !== "string" || name.trim() === "" || name.length > 100)
    throw refusal(path, name, "a text of 1 to 100 characters");
}

/** @throws {TelemetryError} `TT_RULE` */
export function checkRate(rate: unknown, path: string): number {
  if (typeof rate === "number" && rate >= 0 && rate <= 1) return rate;
  throw refusal(path, rate, "a number from 0 to 1");
}

// A sampled parent elsewhere is followed unless a rule says, by the word, that it is for what comes from there.
function asksRemote(when: unknown): boolean {
  if (!isRecord(when)) return false;
  const { parent, any, all } = when;
  if ([parent].flat().includes("remote")) return true;
  return [any ?? [], all ?? []].flat().some(asksRemote);
}

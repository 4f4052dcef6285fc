// What holds the spans of a trace until it is decided: where rules, a target or a budget ask for whole traces. Without them nothing is held.
import type { HoldSettings } from "../engine/hold/span-hold.ts";
import { keepAll } from "../engine/hold/verdict.ts";
import type { Sampler } from "../engine/sampler.ts";
import { createTail, type Tail } from "../sampling/tail/judge.ts";
import { settleTail } from "../sampling/tail/rule.ts";
import type { SamplingSettings } from "./sampling.ts";

/** A hold, and what changes its rules. */
export interface TailHold {
  readonly tail: Tail;
  readonly hold: HoldSettings;
}

/** The hold that `sampling` asks for beside `sampler`; undefined where every sampled span leaves when it has ended. */
export function settleHold(
  { tail: settings, adaptive, mayChange, mayDebug }: SamplingSettings,
  sampler: Sampler | undefined,
): TailHold | undefined {
  if (settings === undefined && adaptive === undefined && !mayChange) return undefined;
  const { plan, limits } = settings ?? settleTail({}, "sampling.tail");
  const tail = createTail(plan, { adaptive, headKeepsAll: keepsAll(sampler), mayChange, mayDebug });
  return { tail, hold: { limits, makeJudge: tail.makeJudge, filter: undefined } };
}

/** The hold for a filter alone: every trace leaves, less the spans that the filter takes out. */
export function holdToFilter(): HoldSettings {
  const { limits } = settleTail({}, "sampling.tail");
  return { limits, makeJudge: keepAll, filter: undefined };
}

/** Whether every trace that begins here comes as far as this: rules at the head say in the trace state where they drop. */
function keepsAll(sampler: Sampler | undefined): boolean {
  return sampler === undefined || /^(ParentBased\{root=)?AlwaysOnSampler/.test(String(sampler));
}

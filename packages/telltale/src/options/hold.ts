// What holds the spans of a trace until it is decided: where rules, a target or a budget ask for whole traces. Without them nothing is held.
import type { TailBufferSettings } from "../engine/tail-buffer/tail-buffer.ts";
import { keepAll } from "../engine/tail-buffer/tail-sampler.ts";
import type { Sampler } from "../engine/sampler/sampler.ts";
import { createTail, type Tail } from "../sampling/tail/judge.ts";
import { resolveTail } from "../sampling/tail/rule.ts";
import type { SamplingSettings } from "./sampling.ts";

/** A hold, and what changes its rules. */
export interface TailHold {
  readonly tail: Tail;
  readonly hold: TailBufferSettings;
}

/** The hold that `sampling` asks for beside `sampler`; undefined where every sampled span leaves when it has ended. */
export function resolveHold(
  { tail: settings, adaptive, mayChange, mayDebug }: SamplingSettings,
  sampler: Sampler | undefined,
): TailHold | undefined {
  if (settings === undefined && adaptive === undefined && !mayChange) return undefined;
  const { plan, limits } = settings ?? resolveTail({}, "sampling.tail");
  const tail = createTail(plan, { adaptive, headKeepsAll: keepsAll(sampler), mayChange, mayDebug });
  return { tail, hold: { limits, makeSampler: tail.makeSampler, filter: undefined } };
}

/** The hold for a filter alone: every trace leaves, less the spans that the filter takes out. */
export function holdToFilter(): TailBufferSettings {
  const { limits } = resolveTail({}, "sampling.tail");
  return { limits, makeSampler: keepAll, filter: undefined };
}

/** Whether every trace that begins here comes as far as this: rules at the head say in the trace state where they drop. */
function keepsAll(sampler: Sampler | undefined): boolean {
  return sampler === undefined || /^(ParentBased\{root=)?AlwaysOnSampler/.test(String(sampler));
}

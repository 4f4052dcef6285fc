// The tail sampler: the first rule that matches a trace decides it, by its rate and the randomness in the trace id. The same rule and rate
// decide equally in every process, and a smaller rate keeps a part of what a larger one keeps.
import type { TraceFacts } from "../../conditions/facts.ts";
import { indexIn } from "../../engine/context/context-attributes.ts";
import type { BufferedTrace } from "../../engine/tail-buffer/buffered-trace.ts";
import { dropped, type TraceDecision } from "../../engine/tail-buffer/decision.ts";
import type {
  EarlyCause,
  MakeTailSampler,
  OnDecision,
  TailSampler,
} from "../../engine/tail-buffer/tail-sampler.ts";
import type { RecordedSpan } from "../../engine/recording/recorded-span.ts";
import type { ResourceView } from "../../engine/resource/resource-view.ts";
import { readOtState } from "../ot-state.ts";
import { isIn, type Share, shareAbove, shareOf } from "../share.ts";
import { debugRule } from "../head/debug.ts";
import { ruleKey } from "./keep.ts";
import { adaptiveRule, crashRule, evictedRule, type TailPlan } from "./rule.ts";
import {
  createKeepDecisions,
  createTally,
  type KeepDecisions,
  type RuleCounts,
  type RuleSlot,
  slotsOf,
  type Tally,
} from "./rule-slots.ts";
import { createTraceFacts, type SettableFacts } from "./trace-facts.ts";

/** Tail sampling whose plan can be replaced while it runs. */
export interface Tail {
  readonly makeSampler: MakeTailSampler;
  /** `plan` decides from the next trace on; postponed traces are decided now. */
  replace(plan: TailPlan): void;
}

/** What a tail sampler depends on besides its plan. */
export interface TailSurroundings {
  /** The share that is kept of a trace that no rule matches; undefined, or when it returns that, for the plan's own. */
  readonly adaptive: ((trace: TraceFacts) => Share | undefined) | undefined;
  /** Whether head sampling keeps every trace that begins here, unless its trace state says otherwise. */
  readonly headKeepsAll: boolean;
  /** Whether the plan may be replaced by one that asks for more facts. */
  readonly mayChange: boolean;
  /** Whether debug requests are kept regardless of the rules. */
  readonly mayDebug: boolean;
}

/** A trace that waits in a selection, with the share that it has passed. */
interface Waiting {
  readonly slot: RuleSlot;
  readonly name: string;
  readonly share: Share;
}

/** The state of a tail sampler. */
interface SamplerState {
  readonly setting: TailSurroundings;
  readonly resource: ResourceView;
  readonly onDecision: OnDecision;
  readonly tally: Tally;
  readonly decisions: KeepDecisions;
  readonly waiting: Map<BufferedTrace, Waiting>;
  readonly commonFacts: SettableFacts;
  /** Whether {@link SamplerState.commonFacts} are in use. */
  asking: boolean;
  slots: readonly RuleSlot[];
}

const everything = shareOf(1);

/** Decides by `first`, until it is replaced. */
export function createTail(first: TailPlan, surroundings: TailSurroundings): Tail {
  let plan = first;
  const onReplaced = new Set<() => void>();
  return {
    makeSampler(onDecision, resource) {
      const sampler = createState(plan, onDecision, resource, surroundings);
      onReplaced.add(() => usePlan(sampler, plan));
      return toTailSampler(sampler, surroundings.mayChange || plan.asksSeverity);
    },
    replace(next) {
      plan = next;
      for (const notify of onReplaced) notify();
    },
  };
}

function createState(
  plan: TailPlan,
  onDecision: OnDecision,
  resource: ResourceView,
  setting: TailSurroundings,
): SamplerState {
  const sampler: SamplerState = {
    setting,
    resource,
    onDecision,
    tally: createTally(),
    decisions: createKeepDecisions(),
    waiting: new Map(),
    commonFacts: createTraceFacts(resource),
    asking: false,
    slots: [],
  };
  usePlan(sampler, plan);
  return sampler;
}

function toTailSampler(sampler: SamplerState, asksSeverity: boolean): TailSampler {
  return {
    decide: (trace) => decide(sampler, trace),
    decideEarly: (trace, cause) => decideEarly(sampler, trace, cause),
    decidePending: () => decidePending(sampler),
    waiting: () => sampler.waiting.size,
    byRule: () => sampler.tally.all(),
    asksSeverity,
  };
}

function usePlan(sampler: SamplerState, plan: TailPlan): void {
  decidePending(sampler);
  sampler.slots = slotsOf(plan, sampler.tally, (trace, threshold) =>
    finishSelection(sampler, trace, threshold),
  );
}

function decidePending({ slots }: SamplerState): void {
  for (const selection of new Set(slots.map((slot) => slot.selection))) selection?.close();
}

function decide(sampler: SamplerState, trace: BufferedTrace): TraceDecision | undefined {
  if (sampler.setting.mayDebug && isDebugged(trace)) return keep(sampler, trace, debugRule, everything);
  const slot = findSlot(sampler, trace);
  const share = slot === sampler.slots.at(-1) ? adaptiveShare(sampler, trace) : undefined;
  if (share !== undefined) return decideBy(sampler, trace, { slot, name: adaptiveRule, share });
  const { rule, selection, counts } = slot;
  if (selection !== undefined) return decideBy(sampler, trace, { slot, name: rule.name, share: rule.share });
  if (!isInside(trace, rule.share)) {
    counts.dropped++;
    return dropped;
  }
  counts.kept++;
  return isWeighted(sampler, trace) ? slot.keep : slot.keepUnweighted;
}

/** Decides by the share of `by`, and by the limit of its slot. */
function decideBy(sampler: SamplerState, trace: BufferedTrace, by: Waiting): TraceDecision | undefined {
  const { slot, name, share } = by;
  const counts = sampler.tally.of(name);
  if (!isInside(trace, share)) {
    counts.dropped++;
    return dropped;
  }
  const { selection, part } = slot;
  if (selection === undefined) return keep(sampler, trace, name, share);
  sampler.waiting.set(trace, by);
  if (selection.enter(trace, part, randomnessOf(trace))) return undefined;
  sampler.waiting.delete(trace);
  return dropByLimit(counts);
}

/** The end of a selection for `trace`: with `threshold` it is kept. */
function finishSelection(sampler: SamplerState, trace: BufferedTrace, threshold: bigint | undefined): void {
  const { waiting, tally, decisions, onDecision } = sampler;
  const { name, share } = waiting.get(trace) as Waiting;
  const counts = tally.of(name);
  waiting.delete(trace);
  if (threshold === undefined) {
    onDecision(trace, dropByLimit(counts));
    return;
  }
  counts.kept++;
  const final = threshold > share.threshold ? shareAbove(threshold) : share;
  onDecision(trace, decisions.keep(name, final, isWeighted(sampler, trace)));
}

function decideEarly(sampler: SamplerState, trace: BufferedTrace, cause: EarlyCause): TraceDecision {
  const { waiting, slots, setting, tally } = sampler;
  const before = waiting.get(trace);
  before?.slot.selection?.withdraw(trace);
  waiting.delete(trace);
  const name = cause === "crash" ? crashRule : evictedRule;
  const isSure = cause === "crash" || (setting.mayDebug && isDebugged(trace));
  const last = (slots.at(-1) as RuleSlot).rule.share;
  const general = isSure ? everything : (adaptiveShare(sampler, trace) ?? last);
  // a trace that has passed its rule's rate weighs no more than that rate says
  const share = before !== undefined && before.share.threshold > general.threshold ? before.share : general;
  if (isInside(trace, share)) return keep(sampler, trace, name, share);
  tally.of(name).dropped++;
  return dropped;
}

function keep(sampler: SamplerState, trace: BufferedTrace, name: string, share: Share): TraceDecision {
  sampler.tally.of(name).kept++;
  return sampler.decisions.keep(name, share, isWeighted(sampler, trace));
}

function findSlot(sampler: SamplerState, trace: BufferedTrace): RuleSlot {
  const { slots } = sampler;
  const facts = factsOf(sampler, trace);
  let at = 0;
  while (at < slots.length - 1 && !(slots[at] as RuleSlot).rule.matches(facts)) at++;
  releaseFacts(sampler, facts);
  return slots[at] as RuleSlot;
}

/** The share of traces like `trace` that adaptive sampling keeps. */
function adaptiveShare(sampler: SamplerState, trace: BufferedTrace): Share | undefined {
  const { adaptive } = sampler.setting;
  if (adaptive === undefined) return undefined;
  const facts = factsOf(sampler, trace);
  const share = adaptive(facts);
  releaseFacts(sampler, facts);
  return share;
}

// a rule's function may start and end spans itself: then another trace is asked about in between
function factsOf(sampler: SamplerState, trace: BufferedTrace): SettableFacts {
  const facts = sampler.asking ? createTraceFacts(sampler.resource) : sampler.commonFacts;
  sampler.asking = true;
  facts.set(trace);
  return facts;
}

function releaseFacts(sampler: SamplerState, facts: SettableFacts): void {
  facts.clear();
  if (facts === sampler.commonFacts) sampler.asking = false;
}

/** Whether the weight of the trace is known. */
function isWeighted({ setting }: SamplerState, { root }: BufferedTrace): boolean {
  if (root === undefined || readOtState(root.identity.traceState).threshold !== undefined) return true;
  // a head rule that states no threshold has dropped by a limit
  if (indexIn(root.own, ruleKey) !== -1) return false;
  // what other services sampled without a threshold counts as everything, as in the collector
  return setting.headKeepsAll || root.parent !== undefined;
}

/** Whether a span of the trace has an authorized debug request: then no rule drops the trace. */
function isDebugged({ root, first }: BufferedTrace): boolean {
  if (root !== undefined && isDebugRequest(root)) return true;
  for (let span = first; span !== undefined; span = span.later) {
    if ((span.parent === undefined || span.parent.remote) && isDebugRequest(span)) return true;
  }
  return false;
}

function isDebugRequest({ own }: RecordedSpan): boolean {
  const at = indexIn(own, ruleKey);
  return at !== -1 && own[at + 1] === debugRule;
}

function dropByLimit(counts: RuleCounts): TraceDecision {
  counts.dropped++;
  counts.limited++;
  return dropped;
}

function isInside(trace: BufferedTrace, share: Share): boolean {
  const explicit = explicitRandomness(trace);
  if (explicit !== undefined) return explicit >= share.threshold;
  return isIn(share, trace.t2 & 0xff_ffff, trace.t3 >>> 0);
}

function randomnessOf(trace: BufferedTrace): bigint {
  return explicitRandomness(trace) ?? (BigInt(trace.t2 & 0xff_ffff) << 32n) | BigInt(trace.t3 >>> 0);
}

/** The randomness in the trace state (`rv`). */
function explicitRandomness({ root }: BufferedTrace): bigint | undefined {
  const state = root?.identity.traceState;
  return state === undefined ? undefined : readOtState(state).randomness;
}

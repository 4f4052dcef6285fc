// The judge of tail sampling: the highest rule that matches a trace decides it, by its rate and the randomness in the trace id, so the
// same rule and rate give the same answer in every process, and a smaller rate keeps a part of what a larger one keeps.
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
import { createTally, createVerdicts, type Figures, type Seat, seatsOf } from "./seats.ts";
import { createTraceFacts, type SettableFacts } from "./trace-facts.ts";

/** Tail sampling whose plan can be replaced while it runs. */
export interface Tail {
  readonly makeSampler: MakeTailSampler;
  /** From the next trace on `plan` decides; what waits for its second to be over is decided now. */
  replace(plan: TailPlan): void;
}

/** What a judge has to know besides its plan. */
export interface TailSurroundings {
  /** Says which share is kept of a trace that no rule is for; undefined, or if it says so, for the plan's own. */
  readonly adaptive: ((trace: TraceFacts) => Share | undefined) | undefined;
  /** Whether a trace that begins here was surely kept by whoever decided at its head, unless its trace state says more. */
  readonly headKeepsAll: boolean;
  /** Whether the plan may be replaced by one that asks for more. */
  readonly mayChange: boolean;
  /** Whether single requests may be followed whatever the rules say. */
  readonly mayDebug: boolean;
}

/** Who waits in a contest: the rule's seat, and what is kept of its like. */
interface Waiting {
  readonly seat: Seat;
  readonly name: string;
  readonly share: Share;
}

const everything = shareOf(1);

/** Decides by `first`, until it is replaced. */
export function createTail(first: TailPlan, surroundings: TailSurroundings): Tail {
  let plan = first;
  const replaced = new Set<() => void>();
  return {
    makeSampler: (onDecision, resource) =>
      createSampler(() => plan, replaced, onDecision, resource, surroundings),
    replace(next) {
      plan = next;
      for (const tell of replaced) tell();
    },
  };
}

function createSampler(
  plan: () => TailPlan,
  replaced: Set<() => void>,
  onDecision: OnDecision,
  resource: ResourceView,
  { adaptive, headKeepsAll, mayChange, mayDebug }: TailSurroundings,
): TailSampler {
  const commonFacts = createTraceFacts(resource);
  const tally = createTally();
  const verdicts = createVerdicts();
  const waiting = new Map<BufferedTrace, Waiting>();
  let asking = false;
  let seats = seatsOf(plan(), tally, endContest);
  replaced.add(() => {
    decidePending();
    seats = seatsOf(plan(), tally, endContest);
  });

  function endContest(trace: BufferedTrace, threshold: bigint | undefined): void {
    const { name, share } = waiting.get(trace) as Waiting;
    const figures = tally.of(name);
    waiting.delete(trace);
    if (threshold === undefined) {
      onDecision(trace, limit(figures));
      return;
    }
    figures.kept++;
    const final = threshold > share.threshold ? shareAbove(threshold) : share;
    onDecision(trace, verdicts.keep(name, final, isWeighted(trace)));
  }

  function find(trace: BufferedTrace): Seat {
    const facts = ask(trace);
    let at = 0;
    while (at < seats.length - 1 && !(seats[at] as Seat).rule.matches(facts)) at++;
    answered(facts);
    return seats[at] as Seat;
  }

  /** The share that follows what comes, of those like `trace`. */
  function adaptiveShare(trace: BufferedTrace): Share | undefined {
    if (adaptive === undefined) return undefined;
    const facts = ask(trace);
    const share = adaptive(facts);
    answered(facts);
    return share;
  }

  // a function of a rule may start and end spans itself: then another trace is asked about meanwhile
  function ask(trace: BufferedTrace): SettableFacts {
    const facts = asking ? createTraceFacts(resource) : commonFacts;
    asking = true;
    facts.set(trace);
    return facts;
  }

  function answered(facts: SettableFacts): void {
    facts.clear();
    if (facts === commonFacts) asking = false;
  }

  function isWeighted({ root }: BufferedTrace): boolean {
    if (root === undefined || readOtState(root.identity.traceState).threshold !== undefined) return true;
    // a rule at the head that says no threshold has cut off by a limit
    if (indexIn(root.own, ruleKey) !== -1) return false;
    // what other services sampled without saying so counts as all of it, as it does in the collector
    return headKeepsAll || root.parent !== undefined;
  }

  function decide(trace: BufferedTrace): TraceDecision | undefined {
    if (mayDebug && isDebugged(trace)) return keep(trace, debugRule, everything);
    const seat = find(trace);
    const share = seat === seats.at(-1) ? adaptiveShare(trace) : undefined;
    if (share !== undefined) return judgeBy(trace, seat, adaptiveRule, share);
    if (seat.contest !== undefined) return judgeBy(trace, seat, seat.rule.name, seat.rule.share);
    const { figures } = seat;
    if (!isInside(trace, seat.rule.share)) {
      figures.dropped++;
      return dropped;
    }
    figures.kept++;
    return isWeighted(trace) ? seat.keep : seat.keepUnweighted;
  }

  function keep(trace: BufferedTrace, name: string, share: Share): TraceDecision {
    tally.of(name).kept++;
    return verdicts.keep(name, share, isWeighted(trace));
  }

  function judgeBy(trace: BufferedTrace, seat: Seat, name: string, share: Share): TraceDecision | undefined {
    const figures = tally.of(name);
    if (!isInside(trace, share)) {
      figures.dropped++;
      return dropped;
    }
    const { contest, part } = seat;
    if (contest === undefined) return keep(trace, name, share);
    waiting.set(trace, { seat, name, share });
    if (contest.enter(trace, part, randomnessOf(trace))) return undefined;
    waiting.delete(trace);
    return limit(figures);
  }

  function decideEarly(trace: BufferedTrace, cause: EarlyCause): TraceDecision {
    const before = waiting.get(trace);
    before?.seat.contest?.withdraw(trace);
    waiting.delete(trace);
    const name = cause === "crash" ? crashRule : evictedRule;
    const sure = cause === "crash" || (mayDebug && isDebugged(trace));
    const last = (seats.at(-1) as Seat).rule.share;
    const general = sure ? everything : (adaptiveShare(trace) ?? last);
    // one that has passed its rule's rate stands for no more than that
    const share = before !== undefined && before.share.threshold > general.threshold ? before.share : general;
    if (isInside(trace, share)) return keep(trace, name, share);
    tally.of(name).dropped++;
    return dropped;
  }

  function decidePending(): void {
    for (const contest of new Set(seats.map((seat) => seat.contest))) contest?.close();
  }

  return {
    decide,
    decideEarly,
    decidePending,
    waiting: () => waiting.size,
    byRule: () => tally.all(),
    asksSeverity: mayChange || plan().asksSeverity,
  };
}

/** Whether somebody who may asked for one of the calls that are decided together: then no rule drops them. */
function isDebugged({ root, first }: BufferedTrace): boolean {
  if (root !== undefined && wasAskedFor(root)) return true;
  for (let span = first; span !== undefined; span = span.later) {
    if ((span.parent === undefined || span.parent.remote) && wasAskedFor(span)) return true;
  }
  return false;
}

function wasAskedFor({ own }: RecordedSpan): boolean {
  const at = indexIn(own, ruleKey);
  return at !== -1 && own[at + 1] === debugRule;
}

function limit(figures: Figures): TraceDecision {
  figures.dropped++;
  figures.limited++;
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

/** What was given beside the trace id, in the trace state (`rv`). */
function explicitRandomness({ root }: BufferedTrace): bigint | undefined {
  const state = root?.identity.traceState;
  return state === undefined ? undefined : readOtState(state).randomness;
}

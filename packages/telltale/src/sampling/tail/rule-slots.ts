// The rules of a plan in use: their counts, their decisions, and the limits that they share.
import type { RuleStats } from "../../engine/sampler/head.ts";
import type { TraceDecision } from "../../engine/tail-buffer/decision.ts";
import type { Share } from "../share.ts";
import { createSelection, type OnSelected, type Selection } from "./selection.ts";
import { keepBy } from "./keep.ts";
import type { ReadyTailRule, TailPlan } from "./rule.ts";

/** The traces that a rule has decided. */
export interface RuleCounts {
  kept: number;
  dropped: number;
  limited: number;
}

/** A rule in use. */
export interface RuleSlot {
  readonly rule: ReadyTailRule;
  readonly counts: RuleCounts;
  /** The decisions for traces that its rate keeps; the second for those with an unknown weight. */
  readonly keep: TraceDecision;
  readonly keepUnweighted: TraceDecision;
  readonly selection: Selection | undefined;
  /** The index of its part in the selection. */
  readonly part: number;
}

/** The slots of `plan`, in its order; the last one matches every trace. */
export function slotsOf(plan: TailPlan, tally: Tally, end: OnSelected): readonly RuleSlot[] {
  const { rules, budget } = plan;
  const common = budget === undefined ? undefined : selectionFor(budget.perSecond, plan, end);
  return rules.map((rule, index) => {
    const { name, share, perSecond } = rule;
    const own = common === undefined && perSecond !== undefined;
    return {
      rule,
      counts: tally.of(name),
      keep: keepBy(name, share, true),
      keepUnweighted: keepBy(name, share, false),
      selection: own ? selectionFor(perSecond, undefined, end) : common,
      part: own ? 0 : index,
    };
  });
}

/** The longest timeout of a timer; with more it would not wait at all. */
const longestTimerMs = 2_147_483_647;

/** A selection of `perSecond` traces, for one rule or for all of `plan`. */
function selectionFor(perSecond: number, plan: TailPlan | undefined, end: OnSelected): Selection {
  // less than one a second: a longer window with one place
  const windowMs = Math.min(Math.max(1000, 1000 / perSecond), longestTimerMs);
  const most = Math.max(1, Math.floor((perSecond * windowMs) / 1000 + 1e-9));
  const parts =
    plan === undefined
      ? [{ share: most, most }]
      : plan.rules.map((rule, index) => ({
          share: most * (plan.budget?.shares[index] ?? 0),
          most: Math.min(most, Math.floor(rule.perSecond ?? most)),
        }));
  return createSelection({ most, windowMs, parts }, end);
}

/** Counts by rule name, which are kept when the rules change. */
export interface Tally {
  of(name: string): RuleCounts;
  all(): Readonly<Record<string, RuleStats>>;
}

/** An empty tally. */
export function createTally(): Tally {
  const known = new Map<string, RuleCounts>();
  return {
    of(name) {
      let counts = known.get(name);
      if (counts === undefined) known.set(name, (counts = { kept: 0, dropped: 0, limited: 0 }));
      return counts;
    },
    all: () =>
      Object.fromEntries(
        [...known]
          .filter(([, { kept, dropped }]) => kept + dropped > 0)
          .map(([name, { limited, ...rest }]) => [name, limited === 0 ? rest : { ...rest, limited }]),
      ),
  };
}

/** Decisions to keep a trace by rule name and share, each created once. */
export interface KeepDecisions {
  /** Without `weighted` the weight of the trace is unknown. */
  keep(name: string, share: Share, weighted: boolean): TraceDecision;
}

const maxDecisions = 2000;

/** An empty set of decisions. */
export function createKeepDecisions(): KeepDecisions {
  const known = new Map<string, Map<Share, { weighted?: TraceDecision; unweighted?: TraceDecision }>>();
  let count = 0;
  return {
    keep(name, share, weighted) {
      let ofName = known.get(name);
      if (ofName === undefined) known.set(name, (ofName = new Map()));
      let pair = ofName.get(share);
      if (pair === undefined) {
        // shares at the threshold of a selection are new each second
        if (++count > maxDecisions) {
          known.clear();
          count = 0;
          return keepBy(name, share, weighted);
        }
        ofName.set(share, (pair = {}));
      }
      if (weighted) return (pair.weighted ??= keepBy(name, share, true));
      return (pair.unweighted ??= keepBy(name, share, false));
    },
  };
}

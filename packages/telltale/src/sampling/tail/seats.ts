// The rules of a plan at work: what each keeps, how it says so, and with whom it shares a limit.
import type { RuleStats } from "../../engine/sampler/head.ts";
import type { BufferedTrace } from "../../engine/tail-buffer/buffered-trace.ts";
import type { TraceDecision } from "../../engine/tail-buffer/decision.ts";
import type { Share } from "../share.ts";
import { type Contest, createContest } from "./contest.ts";
import { keepBy } from "./keep.ts";
import type { ReadyTailRule, TailPlan } from "./rule.ts";

/** What a rule has decided. */
export interface Figures {
  kept: number;
  dropped: number;
  limited: number;
}

/** A rule at work. */
export interface Seat {
  readonly rule: ReadyTailRule;
  readonly figures: Figures;
  /** Who is kept by its rate; the second where nobody knows of how many it was one. */
  readonly keep: TraceDecision;
  readonly keepUnweighted: TraceDecision;
  readonly contest: Contest | undefined;
  /** Its part in the contest. */
  readonly part: number;
}

/** What became of one that took part: with `threshold` it is kept. */
export type EndContest = (trace: BufferedTrace, threshold: bigint | undefined) => void;

/** The seats of `plan`, in its order; the last is for every trace. */
export function seatsOf(plan: TailPlan, tally: Tally, end: EndContest): readonly Seat[] {
  const { rules, budget } = plan;
  const common = budget === undefined ? undefined : contestFor(budget.perSecond, plan, end);
  return rules.map((rule, index) => {
    const { name, share, perSecond } = rule;
    const own = common === undefined && perSecond !== undefined;
    return {
      rule,
      figures: tally.of(name),
      keep: keepBy(name, share, true),
      keepUnweighted: keepBy(name, share, false),
      contest: own ? contestFor(perSecond, undefined, end) : common,
      part: own ? 0 : index,
    };
  });
}

/** What a timer can wait for; with more it would not wait at all. */
const longestTimerMs = 2_147_483_647;

/** A contest for `perSecond` places, for one rule or for all of `plan`. */
function contestFor(perSecond: number, plan: TailPlan | undefined, end: EndContest): Contest {
  // less than one a second: one in as long as that takes
  const windowMs = Math.min(Math.max(1000, 1000 / perSecond), longestTimerMs);
  const most = Math.max(1, Math.floor((perSecond * windowMs) / 1000 + 1e-9));
  const parts =
    plan === undefined
      ? [{ share: most, most }]
      : plan.rules.map((rule, index) => ({
          share: most * (plan.budget?.shares[index] ?? 0),
          most: Math.min(most, Math.floor(rule.perSecond ?? most)),
        }));
  return createContest({ most, windowMs, parts }, end);
}

/** Figures by name, which outlive a change of rules. */
export interface Tally {
  of(name: string): Figures;
  all(): Readonly<Record<string, RuleStats>>;
}

/** An empty tally. */
export function createTally(): Tally {
  const known = new Map<string, Figures>();
  return {
    of(name) {
      let figures = known.get(name);
      if (figures === undefined) known.set(name, (figures = { kept: 0, dropped: 0, limited: 0 }));
      return figures;
    },
    all: () =>
      Object.fromEntries(
        [...known]
          .filter(([, { kept, dropped }]) => kept + dropped > 0)
          .map(([name, { limited, ...rest }]) => [name, limited === 0 ? rest : { ...rest, limited }]),
      ),
  };
}

/** Verdicts to keep by name and share, made once each: rates that follow what comes are few, too. */
export interface Verdicts {
  /** Not `weighted`: nobody knows of how many this was one. */
  keep(name: string, share: Share, weighted: boolean): TraceDecision;
}

const maxVerdicts = 2000;

/** No verdicts yet. */
export function createVerdicts(): Verdicts {
  const known = new Map<string, Map<Share, { weighted?: TraceDecision; unweighted?: TraceDecision }>>();
  let count = 0;
  return {
    keep(name, share, weighted) {
      let ofName = known.get(name);
      if (ofName === undefined) known.set(name, (ofName = new Map()));
      let pair = ofName.get(share);
      if (pair === undefined) {
        // shares at the threshold of a lost contest are new each second
        if (++count > maxVerdicts) {
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

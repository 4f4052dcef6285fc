// Head rules: asked once a trace, at its first span in this process; what comes below follows, so a subtree goes as a whole.
import type { TraceState } from "@opentelemetry/api";
import { SpanKind } from "../../engine/api/enums.ts";
import { report } from "../../engine/diagnostics/diagnose.ts";
import type { HeadSampler, RuleStats } from "../../engine/sampler/head.ts";
import type { ResourceView } from "../../engine/resource/resource-view.ts";
import { drop, recordAndSample, type SamplingResult } from "../../engine/sampler/sampler.ts";
import type { Identity } from "../../engine/span/span-context.ts";
import type { SpanRequest } from "../../engine/recording/span-request.ts";
import { toText } from "../../engine/attributes/value.ts";
import { readOtState, writeOtState } from "../ot-state.ts";
import { isIn, type Share, shareOf, stepBelow } from "../share.ts";
import { type DebugRule, debugRule } from "./debug.ts";
import { createStartFacts, type StartFacts } from "../../conditions/start-facts.ts";
import type { ReadyRule } from "./rule.ts";

/** What head sampling is made of. */
export interface HeadPlan {
  /** In the order they are asked. */
  readonly rules: readonly ReadyRule[];
  /** For traces that no rule matches. Undefined: they are not decided here. */
  readonly otherwise: ReadyRule | undefined;
  readonly debug: DebugRule | undefined;
  /** Whether all rules are for spans of kind SERVER. */
  readonly serverOnly: boolean;
}

/** A head sampler whose plan can be replaced while it runs. */
export interface Head extends HeadSampler {
  /** From the next trace on `plan` decides. */
  replace(plan: HeadPlan): void;
}

const all = shareOf(1);
const dropped: SamplingResult = { decision: drop };
const debugMarks = { "telltale.sampling.rule": debugRule, "telltale.sampling.rate": 1 };

/** Decides by `first`, until it is replaced. */
export function createHead(first: HeadPlan): Head {
  let plan = first;
  let watched: ResourceView | undefined;
  const resource = (): Readonly<Record<string, unknown>> => watched?.attributes ?? {};
  const past = new Map<string, { kept: number; dropped: number; limited: number }>();
  const debugged = { kept: 0, dropped: 0, limited: 0 };
  const shared = createStartFacts(resource);
  let busy = false;

  function decide(request: SpanRequest): SamplingResult | undefined {
    const { name, kind, options, parent, identity, scope } = request;
    if (plan.serverOnly && kind !== SpanKind.SERVER) return undefined;
    // a function of a rule may start spans itself
    const facts = busy ? createStartFacts(resource) : shared;
    const outer = busy;
    busy = true;
    try {
      facts.set(toText(name), kind, options, parent, scope);
      if (plan.debug?.allows(scope) === true) {
        debugged.kept++;
        return keep(all, debugMarks, parent);
      }
      const rule = find(facts, parent !== undefined);
      return rule === undefined ? undefined : apply(rule, parent, identity);
    } catch (error) {
      report("sampler_failed", error);
      return undefined;
    } finally {
      facts.clear();
      busy = outer;
    }
  }

  function find(facts: StartFacts, remote: boolean): ReadyRule | undefined {
    for (const rule of plan.rules) {
      if ((!remote || rule.asksRemote) && rule.matches(facts)) return rule;
    }
    return remote ? undefined : plan.otherwise;
  }

  return {
    decide,
    watch: (view) => void (watched = view),
    replace(next) {
      for (const rule of rulesOf(plan)) addTo(past, rule);
      plan = next;
    },
    stats() {
      const sums = new Map([...past].map(([name, counts]) => [name, { ...counts }]));
      for (const rule of rulesOf(plan)) addTo(sums, rule);
      if (debugged.kept > 0) sums.set(debugRule, { ...debugged });
      const decided = [...sums].filter(([, { kept, dropped: lost }]) => kept + lost > 0);
      return Object.fromEntries(decided.map(([name, counts]) => [name, toStats(counts)]));
    },
  };
}

function apply(rule: ReadyRule, parent: Identity | undefined, identity: Identity): SamplingResult {
  const { pace } = rule;
  const share = pace === undefined ? rule.share : stepBelow(pace.next());
  if (!isKept(share, parent, identity)) {
    rule.dropped++;
    return drops(parent);
  }
  if (pace === undefined) {
    rule.kept++;
    return keep(share, rule.marks, parent);
  }
  const isExact = !pace.cut();
  if (!pace.take()) {
    rule.dropped++;
    rule.limited++;
    return drops(parent);
  }
  rule.kept++;
  const marks = { ...rule.marks, "telltale.sampling.rate": share.rate };
  return keep(isExact ? share : undefined, marks, parent);
}

function isKept(share: Share, parent: Identity | undefined, identity: Identity): boolean {
  const state = parent?.traceState;
  const explicit = state === undefined ? undefined : readOtState(state).randomness;
  if (explicit !== undefined) return explicit >= share.threshold;
  return isIn(share, identity.t2 & 0xff_ffff, identity.t3 >>> 0);
}

/** Kept at `share`; undefined where nobody knows of how many. */
function keep(share: Share | undefined, attributes: object, parent: Identity | undefined): SamplingResult {
  return {
    decision: recordAndSample,
    attributes: attributes as Readonly<Record<string, unknown>>,
    traceState: stateOf(parent, share),
  };
}

function drops(parent: Identity | undefined): SamplingResult {
  return parent?.traceState === undefined
    ? dropped
    : { decision: drop, traceState: stateOf(parent, undefined) };
}

function stateOf(parent: Identity | undefined, share: Share | undefined): TraceState | undefined {
  const state = parent?.traceState;
  if (state === undefined) return share?.traceState;
  return writeOtState(state, readOtState(state), share?.threshold);
}

function rulesOf({ rules, otherwise }: HeadPlan): readonly ReadyRule[] {
  return otherwise === undefined ? rules : [...rules, otherwise];
}

type Counts = Pick<ReadyRule, "kept" | "dropped" | "limited">;

function addTo(sums: Map<string, Counts>, { name, ...counts }: ReadyRule): void {
  const { kept, dropped: lost, limited } = counts;
  const sum = sums.get(name) ?? { kept: 0, dropped: 0, limited: 0 };
  sums.set(name, { kept: sum.kept + kept, dropped: sum.dropped + lost, limited: sum.limited + limited });
}

function toStats({ kept, dropped: lost, limited }: Counts): RuleStats {
  return limited === 0 ? { kept, dropped: lost } : { kept, dropped: lost, limited };
}

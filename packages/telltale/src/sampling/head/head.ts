// Head rules: asked once for each trace, at its first span in this process. Spans below follow the decision.
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

/** The rules of head sampling. */
export interface HeadPlan {
  /** In the order in which they are asked. */
  readonly rules: readonly ReadyRule[];
  /** For traces that no rule matches. Undefined leaves those to the sampler. */
  readonly otherwise: ReadyRule | undefined;
  readonly debug: DebugRule | undefined;
  /** Whether all rules are for spans of kind SERVER. */
  readonly serverOnly: boolean;
}

/** A head sampler whose plan can be replaced while it runs. */
export interface Head extends HeadSampler {
  /** `plan` decides from the next trace on. */
  replace(plan: HeadPlan): void;
}

const all = shareOf(1);
const dropped: SamplingResult = { decision: drop };
const debugMarks = { "telltale.sampling.rule": debugRule, "telltale.sampling.rate": 1 };

/** The state of head sampling. */
interface HeadState {
  plan: HeadPlan;
  resource: ResourceView | undefined;
  /** Counts of replaced rules, by name. */
  readonly past: Map<string, Counts>;
  readonly debugged: Counts;
  readonly facts: StartFacts;
  /** Whether {@link HeadState.facts} are in use: a rule's function may start spans itself. */
  busy: boolean;
}

/** Decides by `first`, until it is replaced. */
export function createHead(first: HeadPlan): Head {
  const state: HeadState = {
    plan: first,
    resource: undefined,
    past: new Map(),
    debugged: { kept: 0, dropped: 0, limited: 0 },
    facts: createStartFacts(() => attributesOf(state)),
    busy: false,
  };
  return {
    decide: (request) => decide(state, request),
    watch: (resource) => void (state.resource = resource),
    replace(next) {
      for (const rule of rulesOf(state.plan)) addTo(state.past, rule);
      state.plan = next;
    },
    stats: () => statsOf(state),
  };
}

function attributesOf({ resource }: HeadState): Readonly<Record<string, unknown>> {
  return resource?.attributes ?? {};
}

function decide(state: HeadState, request: SpanRequest): SamplingResult | undefined {
  const { name, kind, options, parent, identity, scope } = request;
  const { plan } = state;
  if (plan.serverOnly && kind !== SpanKind.SERVER) return undefined;
  const facts = state.busy ? createStartFacts(() => attributesOf(state)) : state.facts;
  const outer = state.busy;
  state.busy = true;
  try {
    facts.set(toText(name), kind, options, parent, scope);
    if (plan.debug?.allows(scope) === true) {
      state.debugged.kept++;
      return keep(all, debugMarks, parent);
    }
    const rule = findRule(state.plan, facts, parent !== undefined);
    return rule === undefined ? undefined : apply(rule, parent, identity);
  } catch (error) {
    report("sampler_failed", error);
    return undefined;
  } finally {
    facts.clear();
    state.busy = outer;
  }
}

function findRule(plan: HeadPlan, facts: StartFacts, remote: boolean): ReadyRule | undefined {
  for (const rule of plan.rules) {
    if ((!remote || rule.asksRemote) && rule.matches(facts)) return rule;
  }
  return remote ? undefined : plan.otherwise;
}

function statsOf({ plan, past, debugged }: HeadState): Readonly<Record<string, RuleStats>> {
  const sums = new Map([...past].map(([name, counts]) => [name, { ...counts }]));
  for (const rule of rulesOf(plan)) addTo(sums, rule);
  if (debugged.kept > 0) sums.set(debugRule, { ...debugged });
  const decided = [...sums].filter(([, { kept, dropped: lost }]) => kept + lost > 0);
  return Object.fromEntries(decided.map(([name, counts]) => [name, toStats(counts)]));
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

/** Kept at `share`; undefined when the weight is unknown. */
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

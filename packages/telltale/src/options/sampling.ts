// What is kept of all traces: the option, then `TELLTALE_SAMPLING_*`, then the file they name, then the configuration file. Of each field the
// strongest source counts. A wrong option throws, a wrong variable warns.
import type { TextMapPropagator } from "@opentelemetry/api";
import type { Environment } from "../engine/settings/environment.ts";
import type { Sampler } from "../engine/sampler/sampler.ts";
import { TelemetryError } from "../error.ts";
import { type Adaptive, createAdaptive } from "../sampling/adaptive/adaptive.ts";
import type { TraceFacts } from "../conditions/facts.ts";
import { type DebugRule, readyDebug } from "../sampling/head/debug.ts";
import { createHead, type Head, type HeadPlan } from "../sampling/head/head.ts";
import {
  checkRules,
  decidesAll,
  planHead,
  rulesFor,
  type SamplingRules,
  type ServiceRules,
} from "../sampling/rules.ts";
import { type RemoteSettings, resolveRemote } from "../sampling/remote/options.ts";
import type { Share } from "../sampling/share.ts";
import type { Tail } from "../sampling/tail/judge.ts";
import { resolveTail, type TailSettings } from "../sampling/tail/rule.ts";
import type { SamplingOptions } from "../sampling/settings.ts";
import { merge, samplingOfData } from "./sampling-data.ts";
import { samplingOfVariables } from "./sampling-variables.ts";

/** The options about sampling, resolved. */
export interface SamplingSettings {
  readonly head: Head | undefined;
  /** Whether the head decides about every trace: then no other sampler is asked. */
  readonly decidesAll: boolean;
  /** Undefined where no target may ever be set; undefined of a trace while none is. */
  readonly adaptive: ((trace: TraceFacts) => Share | undefined) | undefined;
  /** Rules for whole traces; undefined without any. */
  readonly tail: TailSettings | undefined;
  /** Whether rules may be replaced while they run, also if there are none yet. */
  readonly mayChange: boolean;
  /** Whether single requests may be followed whatever the rules say. */
  readonly mayDebug: boolean;
  /** Whom to ask for rules while the process runs. */
  readonly remote: RemoteSettings | undefined;
  /** What puts rules from elsewhere over those of the process, all at once; it throws for those that cannot be used. */
  readonly swapper: (tail: Tail | undefined) => (rules: unknown) => void;
  /** Reads what asks for a request to be followed. */
  readonly propagators: readonly TextMapPropagator[];
}

/** Where samplers of the OpenTelemetry shape come from. */
export interface GivenSamplers {
  readonly option: Sampler | undefined;
  readonly file: Sampler | undefined;
}

const nothing: HeadPlan = { rules: [], otherwise: undefined, debug: undefined, serverOnly: true };
const now = (): number => performance.now();

/**
 * Resolves the option with the environment and `file`, what the configuration file says about sampling.
 *
 * @throws {TelemetryError} `TT_RULE` for a rule that is wrong, `TT_OPTION` for a sampler beside rules.
 */
export function resolveSampling(
  option: SamplingOptions | undefined,
  samplers: GivenSamplers,
  service: string | undefined,
  file: SamplingOptions | undefined,
  env: Environment,
): SamplingSettings {
  const own = option === undefined ? {} : samplingOfData(option, "sampling");
  refuseBoth(samplers, own, file);
  // a sampler decides alone when a trace begins
  const all = merge(own, merge(samplingOfVariables(env), file ?? {}));
  const { debug: debugging, tail: ends, adaptive: target } = all;
  const known =
    samplers.option === undefined ? all : { noise: false, debug: debugging, tail: ends, adaptive: target };
  const base = rulesFor(known, service);
  const debug = known.debug === undefined ? undefined : readyDebug(known.debug, "sampling.debug");
  const remote = known.remote === undefined ? undefined : resolveRemote(known.remote, "sampling.remote");
  const plan = (rules: SamplingRules): Plan => planFor(rules, debug, samplers.file !== undefined);
  const first = plan(base);
  const head =
    first.head === undefined && remote === undefined ? undefined : createHead(first.head ?? nothing);
  let { adaptive } = first;
  const mayChange = remote?.tail === true;
  return {
    head,
    decidesAll: first.decidesAll,
    tail: first.tail,
    mayChange,
    mayDebug: debug !== undefined,
    adaptive: adaptive === undefined && !mayChange ? undefined : (trace) => adaptive?.(trace),
    propagators: debug?.propagator === undefined ? [] : [debug.propagator],
    remote,
    swapper: (tail) => (rules) => {
      if (rules !== undefined) checkRules(rules, "rules");
      const next = plan(merge(rulesFor((rules ?? {}) as ServiceRules, service), base));
      head?.replace(next.head ?? nothing);
      if (!mayChange) return;
      adaptive = next.adaptive;
      tail?.replace((next.tail ?? resolveTail({}, "sampling.tail")).plan);
    },
  };
}

/** What rules come to. */
interface Plan {
  readonly head: HeadPlan | undefined;
  readonly decidesAll: boolean;
  readonly tail: TailSettings | undefined;
  readonly adaptive: Adaptive | undefined;
}

// beside a sampler of the configuration file probes are not noise unless a setting says so
function planFor(rules: SamplingRules, debug: DebugRule | undefined, besideSampler: boolean): Plan {
  const alone = besideSampler && !decidesAll(rules);
  return {
    head: planHead(alone ? { ...rules, noise: rules.noise ?? false } : rules, debug, now),
    decidesAll: decidesAll(rules),
    tail: rules.tail === undefined ? undefined : resolveTail(rules.tail, "sampling.tail"),
    adaptive: rules.adaptive === undefined ? undefined : createAdaptive(rules.adaptive, now),
  };
}

function refuseBoth(samplers: GivenSamplers, own: SamplingOptions, file: SamplingOptions | undefined): void {
  const both =
    (samplers.option !== undefined && (hasRules(own) || own.remote !== undefined) && "the options") ||
    (samplers.file !== undefined && file !== undefined && hasRules(file) && "the configuration file");
  if (!both) return;
  throw new TelemetryError(
    "TT_OPTION",
    `Cannot use a sampler and rules of \`sampling\`, which ${both} have, at once: both decide when a trace begins.`,
  );
}

function hasRules({ rate, head, services }: ServiceRules): boolean {
  return rate !== undefined || head !== undefined || services !== undefined;
}

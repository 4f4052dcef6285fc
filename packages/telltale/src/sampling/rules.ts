// The rules of sampling as they are given: in options, files, variables, by the console. Checked by the letter, put together for a service.
import { wildcard } from "../engine/wildcard.ts";
import { isRecord, refusal, refuseUnknown } from "../conditions/refusal.ts";
import { type AdaptiveOptions, checkAdaptive } from "./adaptive/options.ts";
import type { HeadPlan } from "./head/head.ts";
import type { DebugRule } from "./head/debug.ts";
import { noiseRule } from "./head/noise.ts";
import { settleTail, type TailOptions } from "./tail/rule.ts";
import { byPriority, checkRate, type HeadRule, type ReadyRule, readyRule, readyRules } from "./head/rule.ts";

/** What decides about traces. All of it is optional, and may be plain data. */
export interface SamplingRules {
  /** The share of traces to keep that no head rule matches. 1 */
  readonly rate?: number | undefined;
  /** Asked when a trace begins. */
  readonly head?: readonly HeadRule[] | undefined;
  /** `false` treats probes (`/health`, `/ready`, `/metrics` …) as any request. They are dropped otherwise. */
  readonly noise?: boolean | undefined;
  /** Asked when the part of a trace in this process has ended: whole traces, on what became of them. */
  readonly tail?: TailOptions | undefined;
  /** A target for traces that no rule decides, met by rates that follow what comes. */
  readonly adaptive?: AdaptiveOptions | undefined;
}

/** Rules for several services. */
export interface ServiceRules extends SamplingRules {
  /** By the service's name, or a glob for several: its own rules, asked before those of all. The first name that fits counts. */
  readonly services?: Readonly<Record<string, SamplingRules>> | undefined;
}

const fields = ["rate", "head", "tail", "noise", "adaptive"] as const;
const never = (): number => 0;

/** Whether `rules` can be used. @throws {TelemetryError} `TT_RULE` */
export function checkRules(
  rules: unknown,
  path: string,
  more: readonly string[] = [],
): asserts rules is ServiceRules {
  if (!isRecord(rules)) throw refusal(path, rules, 'an object such as { "head": [] }');
  refuseUnknown(rules, [...fields, "services", ...more], path);
  const { services } = rules;
  checkOne(rules, path);
  if (services === undefined) return;
  if (!isRecord(services)) throw refusal(`${path}.services`, services, "an object of rules by service name");
  for (const [name, own] of Object.entries(services)) {
    const place = `${path}.services["${name}"]`;
    if (!isRecord(own)) throw refusal(place, own, 'an object such as { "head": [] }');
    refuseUnknown(own, fields, place);
    checkOne(own, place);
  }
}

function checkOne(rules: Readonly<Record<string, unknown>>, path: string): void {
  const { rate, head, tail, noise, adaptive } = rules;
  if (rate !== undefined) checkRate(rate, `${path}.rate`);
  if (head !== undefined) readyRules(head, `${path}.head`, never);
  if (tail !== undefined) settleTail(tail, `${path}.tail`);
  if (noise !== undefined && typeof noise !== "boolean")
    throw refusal(`${path}.noise`, noise, "true or false");
  if (adaptive !== undefined) checkAdaptive(adaptive, `${path}.adaptive`);
}

/** What `rules`, which were checked, come to for `service`: its own where it has them, its own head rules before those of all. */
export function rulesFor(rules: ServiceRules, service: string | undefined): SamplingRules {
  const { services = {}, ...common } = rules;
  const names = Object.keys(services);
  const name =
    names.find((one) => one === service) ??
    names.find((one) => service !== undefined && wildcard(one)(service));
  const own: SamplingRules = name === undefined ? {} : (services[name] ?? {});
  const ownNames = new Set((own.head ?? []).map((rule) => rule.name));
  const head = [...(own.head ?? []), ...(common.head ?? []).filter((rule) => !ownNames.has(rule.name))];
  return {
    rate: own.rate ?? common.rate,
    noise: own.noise ?? common.noise,
    adaptive: own.adaptive ?? common.adaptive,
    tail: own.tail ?? common.tail,
    head: own.head === undefined && common.head === undefined ? undefined : head,
  };
}

/** Whether `rules` decide about every trace, not only about probes. */
export function decidesAll({ rate, head }: SamplingRules): boolean {
  return rate !== undefined || head !== undefined;
}

/** `rules`, which were checked, ready to be asked; undefined when there is nothing to ask. */
export function planHead(
  rules: SamplingRules,
  debug: DebugRule | undefined,
  now: () => number,
): HeadPlan | undefined {
  const own = readyRules(rules.head ?? [], "sampling.head", now);
  const noise = rules.noise === false ? [] : [readyNoise(now)];
  const otherwise = decidesAll(rules)
    ? readyRule({ name: "default", rate: rules.rate ?? 1 }, "sampling.rate", now)
    : undefined;
  const all = byPriority([...own, ...noise]);
  if (all.length === 0 && otherwise === undefined && debug === undefined) return undefined;
  return {
    rules: all,
    otherwise,
    debug,
    serverOnly: own.length === 0 && otherwise === undefined && debug === undefined,
  };
}

// probes are noise also under a parent elsewhere: what stands in front of services may begin a trace for each
function readyNoise(now: () => number): ReadyRule {
  return { ...readyRule(noiseRule, "sampling.noise", now), asksRemote: true };
}

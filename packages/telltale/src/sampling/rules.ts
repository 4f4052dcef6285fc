// The rules of sampling as they are given: in options, files, variables, by the console. Checked by the letter, put together for a service.
import { wildcard } from "catalog/wildcard";
import { check } from "../settings/check.ts";
import type { Group } from "../settings/setting.ts";
import { checkAdaptive } from "./adaptive/options.ts";
import type { HeadPlan } from "./head/head.ts";
import type { DebugRule } from "./head/debug.ts";
import { type SamplingRules, type ServiceRules, serviceSettings } from "./settings.ts";
import { resolveTail } from "./tail/rule.ts";
import { byPriority, type HeadRule, type ReadyRule, readyRule, readyRules } from "./head/rule.ts";

export type { SamplingRules, ServiceRules } from "./settings.ts";

const never = (): number => 0;

/** Whether `rules` can be used; `what` says which settings they may have. @throws {TelemetryError} `TT_RULE` */
export function checkRules(
  rules: unknown,
  path: string,
  what: Group = serviceSettings,
): asserts rules is ServiceRules {
  check(what, rules ?? null, path);
  const { services = {}, ...own } = rules as ServiceRules;
  checkOne(own, path);
  for (const [name, one] of Object.entries(services)) checkOne(one, `${path}.services.${name}`);
}

function checkOne({ head, tail, adaptive }: SamplingRules, path: string): void {
  if (head !== undefined) readyRules(head, `${path}.head`, never);
  if (tail !== undefined) resolveTail(tail, `${path}.tail`);
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

// probes are noise also under a parent elsewhere: what is in front of services may begin a trace for each
function readyNoise(now: () => number): ReadyRule {
  return { ...readyRule(noiseRule, "sampling.noise", now), asksRemote: true };
}

// What only asks whether the service is there: probes and scrapes. Of no use as traces, and many.
/** Above rules without a priority of their own; a rule that wants probes has a higher one. */
const noisePriority = 100;

/** Requests that are dropped unless `sampling.noise` is false. */
const noiseRule: HeadRule = {
  name: "noise",
  priority: noisePriority,
  rate: 0,
  when: {
    kind: "server",
    route: [
      "/health",
      "/health/live",
      "/health/ready",
      "/healthz",
      "/ready",
      "/readyz",
      "/readiness",
      "/live",
      "/livez",
      "/liveness",
      "/metrics",
      "/favicon.ico",
    ],
  },
};

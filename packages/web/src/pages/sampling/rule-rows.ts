// The rules as rows: by service and sampling stage, in the order of evaluation.
import type { MetricResult, SamplingRule, SamplingRules, ServiceSamplingRules } from "contract";

/** When rules are evaluated: at the start of a trace, or at its end. */
type Stage = "head" | "tail";

/** One rule of a table. */
export interface RuleRow {
  readonly name: string;
  readonly when: unknown;
  /** The text of a row that is not a rule, in place of a condition. */
  readonly words?: string;
  readonly rate: number | undefined;
  readonly perSecond: number | undefined;
  /** Undefined for the decision without a matching rule. */
  readonly priority: number | undefined;
  /** Undefined when no process reported decisions. */
  readonly decided: Decided | undefined;
}

interface Decided {
  readonly kept: number;
  readonly dropped: number;
}

/** Rules with a common heading. */
export interface RuleGroup {
  /** Undefined for all services. */
  readonly service: string | undefined;
  readonly stage: Stage;
  readonly rows: readonly RuleRow[];
}

/** The decisions of a rule, summed over the services that match `service`. */
export type Decisions = (stage: Stage, rule: string, service: string | undefined) => Decided | undefined;

/** The priority of the library's own rule for probes. */
const noisePriority = 100;

/** The groups of `rules`; those of all services first. */
export function ruleGroups(rules: SamplingRules, decisions: Decisions): readonly RuleGroup[] {
  const { services = {}, ...common } = rules;
  return [
    ...groupsOf(undefined, common, decisions),
    ...Object.entries(services).flatMap(([service, own]) => groupsOf(service, own, decisions)),
  ];
}

function groupsOf(
  service: string | undefined,
  { head, rate, noise, tail, adaptive }: ServiceSamplingRules,
  decisions: Decisions,
): readonly RuleGroup[] {
  const toRow =
    (stage: Stage) =>
    (rule: SamplingRule): RuleRow => ({
      name: rule.name,
      when: rule.when,
      // a rule without a rate and a limit keeps all traces that match
      rate: rule.rate ?? (rule.perSecond === undefined ? 1 : undefined),
      perSecond: rule.perSecond,
      priority: rule.priority ?? 0,
      decided: decisions(stage, rule.name, service),
    });
  const last = (
    stage: Stage,
    name: string,
    share: number | undefined,
    words: string,
    priority?: number,
  ): RuleRow => ({
    name,
    when: undefined,
    words,
    rate: share,
    perSecond: undefined,
    priority,
    decided: decisions(stage, name, service),
  });
  const probes =
    noise === undefined ? [] : [last("head", "noise", noise ? 0 : 1, "probes and scrapes", noisePriority)];
  const atStart = [
    ...byPriority([...(head ?? []).map(toRow("head")), ...probes]),
    ...(rate === undefined ? [] : [last("head", "default", rate, "every other trace")]),
  ];
  const target =
    adaptive?.["tracesPerSecond"] === undefined
      ? `${String(adaptive?.["bytesPerHour"])} bytes an hour`
      : `${String(adaptive["tracesPerSecond"])} traces a second`;
  const atEnd = [
    ...byPriority((tail?.rules ?? []).map(toRow("tail"))),
    ...(adaptive === undefined
      ? []
      : [last("tail", "adaptive", undefined, `every other trace, to a target of ${target}`)]),
    ...(tail?.defaultRate === undefined || adaptive !== undefined
      ? []
      : [last("tail", "default", tail.defaultRate, "every other trace")]),
  ];
  return [
    { service, stage: "head" as const, rows: atStart },
    { service, stage: "tail" as const, rows: atEnd },
  ].filter(({ rows }) => rows.length > 0);
}

function byPriority(rows: readonly RuleRow[]): readonly RuleRow[] {
  return rows.toSorted((one, other) => (other.priority ?? 0) - (one.priority ?? 0));
}

/** The metric that processes report the decisions of their rules in. */
export const decisionsMetric = "telltale.sampling.traces";

/** The decisions in `result`, which is grouped by stage, rule, decision and service. */
export function decisionsIn(result: MetricResult | undefined): Decisions {
  const sums = (result?.series ?? []).map(({ labels, values }) => ({
    stage: labels["telltale.sampling.stage"],
    rule: labels["telltale.sampling.rule"],
    decision: labels["telltale.sampling.decision"],
    service: labels["service.name"] ?? "",
    count: values.reduce<number>((sum, value) => sum + (value ?? 0), 0),
  }));
  return (stage, rule, service) => {
    const own = sums.filter(
      (one) =>
        one.stage === stage && one.rule === rule && (service === undefined || matches(service, one.service)),
    );
    if (own.length === 0) return undefined;
    const total = (kept: boolean): number =>
      own.reduce((sum, { decision, count }) => ((decision === "kept") === kept ? sum + count : sum), 0);
    return { kept: Math.round(total(true)), dropped: Math.round(total(false)) };
  };
}

/** Whether the glob `pattern` matches `name`, as in processes. */
function matches(pattern: string, name: string): boolean {
  // on a mismatch the last star takes one more character
  const [wanted, given] = [[...pattern], [...name]];
  let [at, inPattern, star, taken] = [0, 0, -1, 0];
  while (at < given.length) {
    if (wanted[inPattern] === "*") {
      star = inPattern++;
      taken = at;
    } else if (wanted[inPattern] === "?" || wanted[inPattern] === given[at]) {
      inPattern++;
      at++;
    } else if (star !== -1) {
      inPattern = star + 1;
      at = ++taken;
    } else return false;
  }
  return wanted.slice(inPattern).every((char) => char === "*");
}

// Rules on metrics and transactions as rules of Prometheus, with tests for `promtool test rules` that expect what a replay found.
import { type Recording, type RuleFile, type Timeline } from "alerts";
import { duration } from "quoting/promql";
import { type Yaml, yamlFile } from "quoting/yaml";
import { NotExpressible } from "./not-expressible.ts";
import { type TestedRule, testedRule } from "./rule-test.ts";
import { checkSameOnMetrics } from "./same-firings.ts";
import { metricFactsOf, ruleOnMetrics } from "./transaction-metrics.ts";

/** A file that promtool reads. */
interface PromtoolFile {
  readonly name: string;
  readonly text: Yaml;
}

export interface PromtoolExport {
  /** `rules.yml` and `test.yml`; a test file for each interval when the rules have several. Empty without rules. */
  readonly files: readonly PromtoolFile[];
  /** Names of the rules that the files have. */
  readonly written: readonly string[];
  /** Rules and objectives that Prometheus cannot evaluate with the same result, and why. */
  readonly leftOut: readonly { readonly rule: string; readonly reason: string }[];
}

/** Exports the rules of a replay that Prometheus can evaluate. `timeline` has the range of the replay. */
export function exportPromtool(
  { alerts = [], objectives = [] }: RuleFile,
  recording: Recording,
  { from, to }: Pick<Timeline, "from" | "to">,
): PromtoolExport {
  const facts = recording.facts.flatMap(metricFactsOf).toSorted((a, b) => a.at - b.at);
  const written: TestedRule[] = [];
  const leftOut: { rule: string; reason: string }[] = [];
  for (const rule of alerts) {
    try {
      const onMetrics = ruleOnMetrics(rule);
      if (onMetrics !== rule) checkSameOnMetrics([rule, recording.facts], [onMetrics, facts], { from, to });
      written.push(testedRule(onMetrics, { facts, from, to }));
    } catch (error) {
      if (!(error instanceof NotExpressible)) throw error;
      leftOut.push({ rule: rule.name, reason: error.message });
    }
  }
  for (const { name } of objectives)
    leftOut.push({ rule: name, reason: "an objective looks at events, not at metrics" });
  return { files: filesOf(written), written: written.map(({ rule }) => rule.alert!), leftOut };
}

const heading = "Written by `telltale replay --promtool`.";
/** The first line of each file. */
export const firstLine = "# Written by `telltale replay --promtool`.\n";

function filesOf(written: readonly TestedRule[]): PromtoolFile[] {
  if (written.length === 0) return [];
  const intervals = [...new Set(written.map(({ everyMs }) => everyMs))].toSorted((a, b) => a - b);
  const ofInterval = (everyMs: number): readonly TestedRule[] =>
    written.filter((one) => one.everyMs === everyMs);
  const groups = intervals.map((everyMs) => ({
    name: `every ${duration(everyMs)}`,
    interval: duration(everyMs),
    rules: ofInterval(everyMs).map(({ rule }) => rule),
  }));
  // promtool evaluates all rules of a test file at one interval
  const tests = intervals.map((everyMs) =>
    file(intervals.length === 1 ? "test.yml" : `test-${duration(everyMs)}.yml`, {
      rule_files: ["rules.yml"],
      evaluation_interval: duration(everyMs),
      tests: ofInterval(everyMs).map(({ test }) => test),
    }),
  );
  return [file("rules.yml", { groups }), ...tests];
}

const file = (name: string, content: unknown): PromtoolFile => ({
  name,
  text: yamlFile(content, { heading }),
});

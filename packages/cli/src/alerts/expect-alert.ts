// Expectations of a replay, for tests in Vitest, Jest or node:test: each throws an error that shows the timeline.
import { durationMs } from "catalog/duration";
import {
  type Change,
  momentOf,
  type Recording,
  replay,
  type RuleFile,
  type Timeline,
  timelineText,
} from "alerts";
import type { AlertRule, Objective } from "alerts";

/** Rules to be tested: what `readRules` returns, or single rules and objectives. */
export type Rules = RuleFile | AlertRule | readonly (AlertRule | Objective)[];

/** When a change is expected. */
export interface When {
  /** The earliest time: `"10:00"`, `"+90m"` after the start, or an instant. */
  readonly after?: string;
  /** The longest time after `after`, or after the start of the data. */
  readonly within?: string;
  /** Attributes of the group. */
  readonly group?: Readonly<Record<string, string>>;
}

/** Expectations of one replay. Each returns the expectations, so that they can be chained. */
export interface AlertExpectations {
  /** All changes and messages. */
  readonly timeline: Timeline;
  /** The rule fires at least once, at the expected time. */
  toFire(rule: string, when?: When): AlertExpectations;
  /** The rule recovers at least once, at the expected time. */
  toRecover(rule: string, when?: When): AlertExpectations;
  /** No other rule fires. */
  toFireOnly(...rules: readonly string[]): AlertExpectations;
  /** The rule does not fire; without a name, no rule fires. */
  notToFire(rule?: string): AlertExpectations;
}

/** A replay that differs from what a test expects. The message has the timeline. */
export class UnexpectedTimeline extends Error {
  override readonly name = "UnexpectedTimeline";
}

/**
 * Replays data through rules.
 *
 * @throws {RuleMistake} when the rules have mistakes, and {@link UnexpectedTimeline} from an expectation that is not met.
 * @example
 * expectAlert(purchasesFail, outage).toFire("Purchases fail", { after: "10:00", within: "5m" });
 */
export function expectAlert(rules: Rules, data: Recording): AlertExpectations {
  const timeline = replay(fileOf(rules), data);
  const fail = (message: string): never => {
    throw new UnexpectedTimeline(`${message}\n\n${timelineText(timeline)}`);
  };
  const known = (rule: string): void => {
    const names = timeline.rules.map((one) => one.rule);
    if (!names.includes(rule))
      fail(`There is no rule \`${rule}\`; the rules are ${names.map((name) => `\`${name}\``).join(", ")}.`);
  };
  const toChange = (kind: "firing" | "recovered", rule: string, when: When): AlertExpectations => {
    known(rule);
    const isWanted = wantedBy(when, timeline.from);
    const changes = timeline.changes.filter((one) => one.rule === rule && one.kind === kind);
    const word = kind === "firing" ? "fire" : "recover";
    if (!changes.some(isWanted))
      fail(`Expected \`${rule}\` to ${word}${inWords(when)}, but ${foundInWords(changes, word)}.`);
    return expectations;
  };
  const fired = (): readonly string[] => [
    ...new Set(timeline.changes.filter(({ kind }) => kind === "firing").map(({ rule }) => rule)),
  ];
  const expectations: AlertExpectations = {
    timeline,
    toFire: (rule, when = {}) => toChange("firing", rule, when),
    toRecover: (rule, when = {}) => toChange("recovered", rule, when),
    toFireOnly(...wanted) {
      for (const rule of wanted) toChange("firing", rule, {});
      const others = fired().filter((rule) => !wanted.includes(rule));
      if (others.length > 0)
        fail(`Expected only ${quoted(wanted)} to fire, but ${quoted(others)} fired too.`);
      return expectations;
    },
    notToFire(rule) {
      if (rule !== undefined) known(rule);
      const blind = timeline.rules.find((one) => one.rule === rule && !one.hasData);
      if (blind !== undefined)
        fail(
          `Expected \`${blind.rule}\` not to fire, but the data has nothing that it looks at. Correct the names.`,
        );
      const found = fired().filter((one) => rule === undefined || one === rule);
      if (found.length > 0)
        fail(
          `Expected ${rule === undefined ? "no rule" : `\`${rule}\` not`} to fire, but ${quoted(found)} fired.`,
        );
      return expectations;
    },
  };
  return expectations;
}

const quoted = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(", ");

const isAlert = (rule: AlertRule | Objective): rule is AlertRule => "when" in rule;

function fileOf(rules: Rules): RuleFile {
  if (!isList(rules)) return "when" in rules ? { alerts: [rules] } : rules;
  return {
    alerts: rules.filter(isAlert),
    objectives: rules.filter((rule): rule is Objective => !isAlert(rule)),
  };
}

function isList(rules: Rules): rules is readonly (AlertRule | Objective)[] {
  return Array.isArray(rules);
}

function wantedBy({ after, within, group = {} }: When, start: number): (change: Change) => boolean {
  const from = after === undefined ? start : momentOf(after, start, "after");
  const to = within === undefined ? Infinity : from + durationMs(within);
  return (change) =>
    change.at >= from &&
    change.at <= to &&
    Object.entries(group).every(([name, value]) => change.group[name] === value);
}

function inWords({ after, within, group }: When): string {
  return [
    within === undefined ? "" : ` within ${within}`,
    after === undefined ? "" : ` after ${after}`,
    group === undefined ? "" : ` for ${JSON.stringify(group)}`,
  ].join("");
}

function foundInWords(changes: readonly Change[], word: string): string {
  if (changes.length === 0) return `it did not ${word}`;
  const times = changes.map(({ at, group }) => {
    const labels = Object.keys(group).length === 0 ? "" : ` for ${JSON.stringify(group)}`;
    return `${new Date(at).toISOString()}${labels}`;
  });
  return `it did so at ${times.slice(0, 5).join(", ")}${times.length > 5 ? " and later" : ""}`;
}

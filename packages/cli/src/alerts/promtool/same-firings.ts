// Prometheus has no damping, resolves without data, and evaluates all groups. A rule for which this changes a firing of the recording cannot
// be expressed: the test would prove something else than what the rule does.
import { type AlertRule, type Recording, replay } from "alerts";
import { firingPeriods, type Period } from "./firing-periods.ts";
import { NotExpressible } from "./not-expressible.ts";

const withoutDamping = { flapping: { firings: 1000, within: "1s" } } as const;
const withAllGroups = { groupLimit: 10_000 } as const;

/** The rule as Prometheus evaluates it. */
export function asPrometheus(rule: AlertRule): AlertRule {
  const onNoData = rule.onNoData === "fire" ? "fire" : "ok";
  return { ...rule, ...withoutDamping, ...withAllGroups, onNoData };
}

/**
 * Compares the firings of `rule` with those of the rule as Prometheus evaluates it. `continued` is the recording with counters that go on
 * without points.
 *
 * @throws {NotExpressible} that names the first difference.
 */
export function checkSameFirings(
  rule: AlertRule,
  periods: readonly Period[],
  recording: Recording,
  continued: Recording,
): void {
  const difference = (other: AlertRule, data: Recording): string | undefined =>
    firstDifference(periods, firingPeriods(replay({ alerts: [other] }, data)));
  const at = difference(asPrometheus(rule), continued);
  if (at === undefined) return;
  const damped = difference({ ...rule, ...withoutDamping }, recording);
  if (damped !== undefined)
    throw new NotExpressible(`\`flapping\` keeps it firing at ${damped}; Prometheus has no damping`);
  const limited = difference({ ...rule, ...withAllGroups }, recording);
  if (limited !== undefined)
    throw new NotExpressible(
      `\`groupLimit\` leaves out a group at ${limited}; Prometheus evaluates all groups`,
    );
  throw new NotExpressible(
    `at ${at} there is no data: this rule keeps its state (\`onNoData: ${rule.onNoData ?? "keep"}\`), Prometheus resolves the alert and ` +
      "takes a counter without points for one that does not increase",
  );
}

/**
 * Compares the firings of a rule on transactions with those of the same rule on their metrics.
 *
 * @throws {NotExpressible} that names the first difference.
 */
export function checkSameOnMetrics(
  [rule, facts]: readonly [AlertRule, Recording["facts"]],
  [onMetrics, points]: readonly [AlertRule, Recording["facts"]],
  range: Pick<Recording, "from" | "to">,
): void {
  const firings = (one: AlertRule, read: Recording["facts"]): readonly Period[] =>
    firingPeriods(replay({ alerts: [{ ...one, dependsOn: [] }] }, { ...range, facts: read }));
  const at = firstDifference(firings(rule, facts), firings(onMetrics, points));
  if (at !== undefined)
    throw new NotExpressible(
      `at ${at} its firing differs on the metrics of transactions, which have no points`,
    );
}

/** The time at which two sequences of periods first differ. */
function firstDifference(left: readonly Period[], right: readonly Period[]): string | undefined {
  const [ours, theirs] = [new Set(left.map(keyOf)), new Set(right.map(keyOf))];
  const other = [
    ...left.filter((one) => !theirs.has(keyOf(one))),
    ...right.filter((one) => !ours.has(keyOf(one))),
  ].toSorted((a, b) => a.from - b.from)[0];
  if (other === undefined) return undefined;
  const pair = [...left, ...right].filter(
    (one) => one.from === other.from && JSON.stringify(one.group) === JSON.stringify(other.group),
  );
  // the same beginning: they differ where the first of them ends
  const time = pair.length > 1 ? Math.min(...pair.map(({ to }) => to)) : other.from;
  return new Date(time).toISOString().replace(".000Z", "Z");
}

const keyOf = ({ group, from, to }: Period): string => JSON.stringify([group, from, to]);

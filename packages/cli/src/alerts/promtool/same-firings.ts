// Prometheus has no damping, resolves without data, and evaluates all groups. A rule for which this changes a firing of the recording cannot
// be expressed: the test would prove something else than what the rule does.
import { type AlertRule, type Recording, replay } from "alerts";
import { firingPeriods, type Period } from "./firing-periods.ts";
import { NotExpressible } from "./not-expressible.ts";

const withoutDamping = { flapping: { firings: 1000, within: "1s" } } as const;
const withAllGroups = { groupLimit: 10_000 } as const;

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
  const onNoData = rule.onNoData === "fire" ? "fire" : "ok";
  const difference = (changes: Partial<AlertRule>, data: Recording): string | undefined => {
    const other = firingPeriods(replay({ alerts: [{ ...rule, ...changes }] }, data));
    return firstDifference(periods, other);
  };
  const resolving = { ...withoutDamping, ...withAllGroups, onNoData } as const;
  const at = difference(resolving, continued);
  if (at === undefined) return;
  const damped = difference(withoutDamping, recording);
  if (damped !== undefined)
    throw new NotExpressible(`\`flapping\` keeps it firing at ${damped}; Prometheus has no damping`);
  const limited = difference(withAllGroups, recording);
  if (limited !== undefined)
    throw new NotExpressible(
      `\`groupLimit\` leaves out a group at ${limited}; Prometheus evaluates all groups`,
    );
  throw new NotExpressible(
    `at ${at} there is no data: this rule keeps its state (\`onNoData: ${rule.onNoData ?? "keep"}\`), Prometheus resolves the alert and ` +
      "takes a counter without points for one that does not increase",
  );
}

/** The time at which two sequences of periods first differ. */
function firstDifference(left: readonly Period[], right: readonly Period[]): string | undefined {
  const key = ({ group, from, to }: Period): string => JSON.stringify([group, from, to]);
  const [ours, theirs] = [new Set(left.map(key)), new Set(right.map(key))];
  const other = [
    ...left.filter((one) => !theirs.has(key(one))),
    ...right.filter((one) => !ours.has(key(one))),
  ].toSorted((a, b) => a.from - b.from)[0];
  if (other === undefined) return undefined;
  const pair = [...left, ...right].filter(
    (one) => one.from === other.from && JSON.stringify(one.group) === JSON.stringify(other.group),
  );
  // the same beginning: they differ where the first of them ends
  const time = pair.length > 1 ? Math.min(...pair.map(({ to }) => to)) : other.from;
  return new Date(time).toISOString().replace(".000Z", "Z");
}

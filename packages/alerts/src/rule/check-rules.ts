// Checks a file of rules: its form, and what a form cannot say (names, references, measures that fit). In steps of one rule each, so that
// who serves others can do so in between.
import { usualPeriod } from "catalog/burn-windows";
import { parseDurationMs } from "catalog/duration";
import { joinPath, orList, type Problem } from "catalog/problem";
import { toEnd } from "../shape/to-end.ts";
import { burnRules } from "./burn-pairs.ts";
import { circlesOf } from "./circles.ts";
import type { Condition, Member } from "./condition.ts";
import { type Hints, type Names, newHints, toNames } from "./names.ts";
import type { AlertRule, Objective, RuleFile } from "./rule.ts";
import { checkForms } from "./check-form.ts";
import { checkChange, checkForecast, checkLimit, checkReach } from "./check-limits.ts";
import { checkLabels, checkTexts } from "./check-source.ts";
import { checkGroups, checkPositive, checkWhere } from "./check-sizes.ts";
import { checkWindows } from "./check-windows.ts";
import { isShare, kindOf, type Source } from "../source/sources.ts";

/** Every mistake of `value` as the content of one file, or of several files together. The time is linear in the number of rules. */
export function checkRules(value: unknown): readonly Problem[] {
  return toEnd(checkRulesInSteps(value));
}

export interface CheckOptions {
  /** What is left for suggestions; default: enough for one check. */
  readonly hints?: Hints;
  /** Whether the form of a rule, an objective or a silence is known to be right. */
  readonly hasForm?: (thing: unknown) => boolean;
}

/** As `checkRules`, with a pause after each rule. */
export function* checkRulesInSteps(
  value: unknown,
  { hints = newHints(), hasForm = () => false }: CheckOptions = {},
): Generator<void, readonly Problem[]> {
  const problems = yield* checkForms(value, hasForm);
  // references and measures are only worth a look when the form is right
  return problems.length > 0 ? problems : yield* checkMeaning(value as RuleFile, hints);
}

function* checkMeaning(
  { alerts = [], objectives = [], silences = [] }: RuleFile,
  hints: Hints,
): Generator<void, readonly Problem[]> {
  const makers = new Map<string, string>();
  for (const objective of objectives) {
    for (const { name } of burnRules(objective)) makers.set(name, objective.name);
    yield;
  }
  const ofRules = toNames([...alerts.map(({ name }) => name), ...makers.keys()], hints);
  const ofObjectives = toNames(
    objectives.map(({ name }) => name),
    hints,
  );
  const known = { ofObjectives, targets: new Map(objectives.map(({ name, target }) => [name, target])) };
  const found: Problem[][] = [
    duplicates("alerts", alerts),
    duplicates("objectives", objectives),
    duplicates("silences", silences),
  ];
  for (const [index, rule] of alerts.entries()) {
    const path = joinPath("alerts", index);
    const maker = makers.get(rule.name);
    if (maker !== undefined) found.push([madeByObjective(rule.name, maker, joinPath(path, "name"))]);
    found.push(checkRule(rule, path, ofRules, known));
    yield;
  }
  for (const [index, objective] of objectives.entries()) {
    found.push(checkObjective(objective, joinPath("objectives", index)));
    yield;
  }
  for (const [index, one] of silences.entries()) {
    const path = joinPath("silences", index);
    if (!isOrdered(one)) found.push([endsFirst(joinPath(path, "to"))]);
    found.push(checkLabels(one.match, joinPath(path, "match")));
    yield;
  }
  return [...found.flat(), ...(yield* circlesOf(alerts))];
}

const isOrdered = ({ from, to }: { readonly from: string; readonly to: string }): boolean =>
  Date.parse(to) > Date.parse(from);

/** Times from `from` to `to`. */
function checkTimes(times: readonly Parameters<typeof isOrdered>[0][], path: string): Problem[] {
  return times.flatMap((one, index) =>
    isOrdered(one) ? [] : [endsFirst(joinPath(joinPath(path, index), "to"))],
  );
}

const endsFirst = (path: string): Problem => ({
  path,
  message: "is not after `from`.",
  fix: "Write a later time.",
});

function duplicates(part: string, things: readonly { readonly name: string }[]): Problem[] {
  const firsts = new Map<string, number>();
  return things.flatMap(({ name }, index) => {
    const first = firsts.get(name);
    if (first === undefined) {
      firsts.set(name, index);
      return [];
    }
    const path = joinPath(joinPath(part, index), "name");
    return [
      {
        path,
        message: `\`${name}\` is also the name of \`${part}[${first}]\`.`,
        fix: "Choose another name.",
      },
    ];
  });
}

const madeByObjective = (name: string, objective: string, path: string): Problem => ({
  path,
  message: `\`${name}\` is the name of a rule that the objective \`${objective}\` makes.`,
  fix: "Choose another name for the rule, or for the objective.",
});

function checkRule(rule: AlertRule, path: string, names: Names, known: KnownObjectives): Problem[] {
  const { dependsOn = [], maintenance = [], schedule = [] } = rule;
  return [
    ...checkPositive(rule, path, ["window", "every", "remind", "forgetAfter"]),
    ...checkPositive(rule.flapping, joinPath(path, "flapping"), ["within"]),
    ...checkGroups(rule, path),
    ...checkSource(rule.on, joinPath(path, "on")),
    ...checkCondition(rule.when, joinPath(path, "when"), {
      on: rule.on,
      groupBy: rule.groupBy ?? [],
      known,
    }),
    ...checkExpected(rule, path),
    ...checkWindows(rule, path),
    ...dependsOn.flatMap((name, index) =>
      unknownName(name, joinPath(joinPath(path, "dependsOn"), index), names),
    ),
    ...checkTimes(maintenance, joinPath(path, "maintenance")),
    ...schedule.flatMap(({ timeZone = "UTC" }, index) =>
      isTimeZone(timeZone)
        ? []
        : [
            {
              path: joinPath(joinPath(joinPath(path, "schedule"), index), "timeZone"),
              message: `is \`${timeZone}\`; expected an IANA time zone.`,
              fix: "Write for example `Europe/Berlin`.",
            },
          ],
    ),
  ];
}

function unknownName(name: string, path: string, names: Names): Problem[] {
  if (names.count(name) > 0) return [];
  const near = names.near(name);
  const fix = near === undefined ? "Write the name of a rule." : `Did you mean \`${near}\`?`;
  return [{ path, message: `is \`${name}\`; no rule has this name.`, fix }];
}

/** Which names are time zones, cached: each look-up takes some 50 µs. */
const timeZones = new Map<string, boolean>();

function isTimeZone(name: string): boolean {
  const known = timeZones.get(name);
  if (known !== undefined) return known;
  if (timeZones.size >= 1000) timeZones.clear();
  const is = existsTimeZone(name);
  timeZones.set(name, is);
  return is;
}

function existsTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** Fields that a measure needs. */
function checkSource(source: Source | undefined, path: string): Problem[] {
  if (source === undefined) return [];
  const sizes = [
    ...checkPositive(source, path, ["limit", "longerThan", "quietFor"]),
    ...checkWhere("where" in source ? source.where : undefined, path),
    ...checkTexts(source, path),
  ];
  const missing = kindOf(source).missing?.(source);
  return missing === undefined ? sizes : [...sizes, needs(path, missing.field, missing.why, missing.example)];
}

const needs = (path: string, field: string, why: string, example: string): Problem => ({
  path: joinPath(path, field),
  message: `is missing: ${why}`,
  fix: `Add for example \`${example}\`.`,
});

interface KnownObjectives {
  readonly ofObjectives: Names;
  /** By name of the objective. */
  readonly targets: ReadonlyMap<string, number>;
}

interface Around {
  readonly on: Source | undefined;
  readonly groupBy: readonly string[];
  readonly known: KnownObjectives;
}

function checkCondition(condition: Condition, path: string, around: Around): Problem[] {
  if ("all" in condition)
    return condition.all.flatMap((one, index) =>
      checkMember(one, joinPath(joinPath(path, "all"), index), around),
    );
  if ("any" in condition)
    return condition.any.flatMap((one, index) =>
      checkMember(one, joinPath(joinPath(path, "any"), index), around),
    );
  if ("not" in condition) return checkMember(condition.not, joinPath(path, "not"), around);
  if ("burnRate" in condition) return checkBurnRate(condition.burnRate, joinPath(path, "burnRate"), around);
  if (around.on === undefined)
    return [
      needs(
        path.replace(/\.?when$/, ""),
        "on",
        "the condition needs a source.",
        "on: { metric: shop.orders }",
      ),
    ];
  if ("change" in condition)
    return [
      ...checkChange(condition.change, joinPath(path, "change")),
      ...checkPositive(condition.change, joinPath(path, "change"), ["ago"]),
    ];
  if ("forecast" in condition)
    return [
      ...checkPositive(condition.forecast, joinPath(path, "forecast"), ["within", "over"]),
      ...checkForecast(condition.forecast, joinPath(path, "forecast"), around.on),
    ];
  if ("anomaly" in condition)
    return checkTimes(condition.anomaly.holidays ?? [], joinPath(joinPath(path, "anomaly"), "holidays"));
  return [
    ...checkRecover(condition, path),
    ...checkLimit(condition, path, around.on),
    ...checkReach(condition, path, around.on),
  ];
}

function checkMember({ on, when, window, groupBy }: Member, path: string, around: Around): Problem[] {
  return [
    ...checkPositive({ window }, path, ["window"]),
    ...otherGroups(groupBy, around.groupBy, joinPath(path, "groupBy")),
    ...checkSource(on, joinPath(path, "on")),
    ...checkCondition(when, joinPath(path, "when"), { ...around, on: on ?? around.on }),
  ];
}

/** The groups of a member are those of its rule, or one for all: an alert is one group. */
function otherGroups(own: readonly string[] | undefined, rule: readonly string[], path: string): Problem[] {
  if (own === undefined || own.length === 0) return [];
  if (own.length === rule.length && own.every((name) => rule.includes(name))) return [];
  const message = `is not the rule's \`groupBy\`${rule.length === 0 ? ", which is empty" : ` of ${orList(rule)}`}.`;
  return [{ path, message, fix: "Remove it, or write `[]` for one value for all groups." }];
}

function checkRecover(condition: Condition, path: string): Problem[] {
  if (!("recover" in condition) || condition.recover === undefined) return [];
  const isAbove = "above" in condition;
  const limit = isAbove ? condition.above : "below" in condition ? condition.below : NaN;
  const fits = isAbove ? condition.recover <= limit : condition.recover >= limit;
  if (fits) return [];
  const side = isAbove ? "above" : "below";
  return [
    {
      path: joinPath(path, "recover"),
      message: `is \`${condition.recover}\`, ${isAbove ? "above" : "below"} the limit of ${limit}: the alert would recover while the condition holds.`,
      fix: `Write a value ${side === "above" ? "at or below" : "at or above"} ${limit}.`,
    },
  ];
}

/** An expected share that is itself beyond the limit. */
function checkExpected({ when, evidence }: AlertRule, path: string): Problem[] {
  const expected = evidence?.expected;
  if (expected === undefined) return [];
  const isBeyond = ("above" in when && expected > when.above) || ("below" in when && expected < when.below);
  if (!isBeyond) return [];
  const message = `is \`${expected}\`, beyond the limit: the alert would always fire.`;
  return [{ path: joinPath(joinPath(path, "evidence"), "expected"), message, fix: "Write the usual share." }];
}

function checkBurnRate(
  { objective, windows }: Extract<Condition, { burnRate: unknown }>["burnRate"],
  path: string,
  { known: { ofObjectives, targets } }: Around,
): Problem[] {
  const target = targets.get(objective) ?? 1;
  const unreachable = windows.flatMap(({ factor }, index) =>
    factor * (1 - target) < 1
      ? []
      : [
          {
            path: joinPath(joinPath(joinPath(path, "windows"), index), "factor"),
            message: `is \`${factor}\`: the alert can never fire, because at a target of ${target} nothing burns faster than ${rounded(1 / (1 - target))} times.`,
            fix: `Write for example ${rounded(Math.max(1, 0.5 / (1 - target)))}.`,
          },
        ],
  );
  const unordered = windows.flatMap(({ long, short }, index) =>
    parseDurationMs(short)! < parseDurationMs(long)!
      ? []
      : [
          {
            path: joinPath(joinPath(joinPath(path, "windows"), index), "short"),
            message: `is \`${short}\`, not shorter than \`${long}\`.`,
            fix: "Write about a twelfth of the long window.",
          },
        ],
  );
  const problems = [...unreachable, ...unordered];
  if (ofObjectives.count(objective) > 0) return problems;
  const near = ofObjectives.near(objective);
  const fix = near === undefined ? "Write the name of an objective." : `Did you mean \`${near}\`?`;
  const message = `is \`${objective}\`; ${expectedOf(ofObjectives)}.`;
  return [...problems, { path: joinPath(path, "objective"), message, fix }];
}

/** So many objectives are named where one is unknown. */
const mostNamed = 10;

function expectedOf({ all }: Names): string {
  if (all.length === 0) return "there are no objectives";
  return all.length <= mostNamed
    ? `expected ${orList(all)}`
    : `expected one of ${all.length} objectives, such as ${orList(all.slice(0, mostNamed))}`;
}

function checkObjective(objective: Objective, path: string): Problem[] {
  const problems = [
    ...checkPositive(objective, path, ["period"]),
    ...checkGroups(objective, path),
    ...checkSource(objective.on, joinPath(path, "on")),
  ];
  if (burnRules(objective).length === 0 && objective.alerts?.length !== 0)
    problems.push({
      path: joinPath(path, "alerts"),
      message: `would never fire: over \`${objective.period ?? usualPeriod}\`, their windows may hold more than their share of the budget.`,
      fix: "Write larger shares for `spends`, or shorter windows, or `alerts: []` for none.",
    });
  if (!isShare(objective.on))
    problems.push({
      path: joinPath(path, "on"),
      message: "is not a share.",
      fix: "Use the measure `completion`, `failure`, `errors` or `within`, or the conversion of a funnel.",
    });
  return problems;
}

const rounded = (value: number): number => Number(value.toPrecision(3));

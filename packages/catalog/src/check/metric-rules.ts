// Metrics: names, units, buckets.
import type { Metric } from "../catalog.ts";
import { declarationPath } from "../finding.ts";
import { isCurrency } from "./currencies.ts";
import type { Rule } from "./rule.ts";
import { suggestUnit, ucumMistake } from "./ucum.ts";

/** Last words of names that are units, as Prometheus writes them. */
const unitWords: ReadonlySet<string> = new Set(
  (
    "seconds second secs sec milliseconds millisecond millis ms microseconds us nanoseconds ns minutes hours days " +
    "bytes byte kilobytes kb megabytes mb gigabytes gb kib mib gib bits percent percentage pct celsius meters grams"
  ).split(" "),
);

const metricNameUnit: Rule = {
  id: "metric-name-unit",
  level: "violation",
  summary: "The unit of a metric is in `unit`, not in its name.",
  check({ own }, report) {
    for (const { name } of own.metrics) {
      const found = /^(.+)[._]([a-z]+)$/i.exec(name);
      if (found?.[2] === undefined || !unitWords.has(found[2].toLowerCase())) continue;
      report(
        declarationPath("metrics", name),
        `The metric name \`${name}\` ends in a unit.`,
        `Rename it to \`${found[1]}\`; its unit is \`unit: "${suggestUnit(found[2])}"\`.`,
      );
    }
  },
};

const metricNameTotal: Rule = {
  id: "metric-name-total",
  level: "violation",
  summary: "Names of metrics do not end in `total`, which exporters for Prometheus add.",
  check({ own }, report) {
    for (const { name } of own.metrics) {
      const found = /^(.+)[._](?:total|count)$/i.exec(name);
      if (found === null || (name.toLowerCase().endsWith("count") && !name.endsWith("_count"))) continue;
      report(
        declarationPath("metrics", name),
        `The metric name \`${name}\` ends in a suffix that exporters for Prometheus add.`,
        `Rename it to \`${found[1]}\`.`,
      );
    }
  },
};

const prometheusClash: Rule = {
  id: "metric-name-prometheus",
  level: "violation",
  summary: "No two metrics have the same name in Prometheus.",
  check({ catalog, own }, report) {
    const seen = new Map<string, string>();
    const mine = new Set(own.metrics.map(({ name }) => name));
    for (const { name } of catalog.metrics) {
      const inPrometheus = name.replaceAll(/[^A-Za-z0-9_:]/g, "_");
      const other = seen.get(inPrometheus);
      if (other !== undefined && mine.has(name))
        report(
          declarationPath("metrics", name),
          `\`${name}\` and \`${other}\` are both \`${inPrometheus}\` in Prometheus.`,
          "Rename one of the two.",
        );
      seen.set(inPrometheus, name);
    }
  },
};

const unitUcum: Rule = {
  id: "unit-ucum",
  level: "violation",
  summary:
    "Units are UCUM, case sensitive, or the code of a currency; things that are counted are annotations such as `{order}`.",
  check({ own }, report) {
    const judge = (unit: string | undefined, path: string): void => {
      // amounts of money have the code of their currency
      const isKnown = unit === undefined || unit === "" || isCurrency(unit);
      const mistake = isKnown ? undefined : ucumMistake(unit);
      if (mistake !== undefined)
        report(
          path,
          `\`${unit}\` is not a unit of UCUM${mistake === `\`${unit}\` is not a unit` ? "" : `: ${mistake}`}.`,
          `Write \`${suggestUnit(unit!)}\`.`,
        );
    };
    for (const { name, unit } of own.metrics) judge(unit, declarationPath("metrics", name, "unit"));
    for (const { name, unit } of own.attributes) judge(unit, declarationPath("attributes", name, "unit"));
    for (const { name, charts } of own.dashboards)
      for (const [index, { unit }] of charts.entries())
        judge(unit, declarationPath("dashboards", name, "charts", index, "unit"));
  },
};

const unitMissing: Rule = {
  id: "unit-missing",
  level: "improvement",
  summary: "Metrics have a unit.",
  check({ own }, report) {
    for (const { name, unit, kind } of own.metrics)
      if (unit === "")
        report(
          declarationPath("metrics", name),
          `The metric \`${name}\` has no unit.`,
          `Add \`unit\`: \`{${lastSegment(name)}}\` for things that are counted, \`1\` for a ratio${kind === "counter" ? "" : ", `s` or `By` for time and size"}.`,
        );
  },
};

const lastSegment = (name: string): string =>
  suggestUnit(name.split(/[._]/).at(-1) ?? "").replaceAll(/[{}]/g, "");

/** Units with a prefix, and the base unit that the semantic conventions ask for. */
const baseUnits: Readonly<Record<string, string>> = {
  ms: "s",
  us: "s",
  ns: "s",
  min: "s",
  h: "s",
  d: "s",
  wk: "s",
  kBy: "By",
  MBy: "By",
  GBy: "By",
  TBy: "By",
  KiBy: "By",
  MiBy: "By",
  GiBy: "By",
  bit: "By",
  "%": "1",
  mm: "m",
  cm: "m",
  km: "m",
};

const unitBase: Rule = {
  id: "unit-base",
  level: "improvement",
  summary: "Metrics have base units: seconds, bytes, ratios from 0 to 1.",
  check({ own, convention }, report) {
    for (const { name, unit } of own.metrics) {
      const base = Object.hasOwn(baseUnits, unit) ? baseUnits[unit] : undefined;
      if (base === undefined || convention("metrics", name) !== undefined) continue;
      report(
        declarationPath("metrics", name, "unit"),
        `The unit of \`${name}\` is \`${unit}\`; dashboards that combine metrics expect the base unit.`,
        `Record in \`${base}\`.`,
      );
    }
  },
};

const timerUnit: Rule = {
  id: "timer-unit",
  level: "violation",
  summary: "The unit of a timer is a unit of time.",
  check({ own }, report) {
    const times = new Set(["s", "ms", "us", "ns", "min", "h", "d"]);
    for (const { name, unit, kind } of own.metrics)
      if (kind === "timer" && !times.has(unit))
        report(
          declarationPath("metrics", name, "unit"),
          `The timer \`${name}\` has the unit \`${unit}\`.`,
          "Remove `unit`: a timer records seconds. For other values, declare a `histogram`.",
        );
  },
};

const counterUnitOne: Rule = {
  id: "counter-unit-one",
  level: "improvement",
  summary: "Counters name what they count.",
  check({ own }, report) {
    for (const { name, unit, instrument } of own.metrics)
      if (unit === "1" && instrument.endsWith("counter"))
        report(
          declarationPath("metrics", name, "unit"),
          `The counter \`${name}\` has the unit \`1\`, which is for ratios.`,
          `Write what it counts: \`{${lastSegment(name)}}\`.`,
        );
  },
};

const bucketsInMilliseconds: Rule = {
  id: "buckets-magnitude",
  level: "violation",
  summary: "Buckets fit the unit: seconds, not milliseconds.",
  check({ own }, report) {
    for (const metric of own.metrics)
      if (looksLikeMilliseconds(metric))
        report(
          declarationPath("metrics", metric.name, "buckets"),
          `The buckets of \`${metric.name}\` go from ${metric.buckets!.find((bound) => bound > 0)} to ${metric.buckets!.at(-1)} seconds: they look like milliseconds.`,
          `Write seconds: \`[${metric.buckets!.map((bound) => bound / 1000).join(", ")}]\`.`,
        );
  },
};

function looksLikeMilliseconds({ unit, buckets = [] }: Metric): boolean {
  const first = buckets.find((bound) => bound > 0);
  return (
    unit === "s" &&
    first !== undefined &&
    first >= 5 &&
    buckets.at(-1)! >= 1000 &&
    !buckets.some((bound) => bound % 1 !== 0)
  );
}

const countersDecrease: Rule = {
  id: "metric-instrument",
  level: "improvement",
  summary: "Values that can go down are gauges or up-down counters.",
  check({ own }, report) {
    const words =
      /(?:^|[._])(?:active|current|open|pending|size|depth|level|usage|utilization|temperature|in_flight)$/;
    for (const { name, kind } of own.metrics)
      if (kind === "counter" && words.test(name))
        report(
          declarationPath("metrics", name, "kind"),
          `The name of the counter \`${name}\` says that it can go down; a counter only grows.`,
          'Declare `kind: "upDownCounter"` or `kind: "gauge"`.',
        );
  },
};

export const metricRules: readonly Rule[] = [
  metricNameUnit,
  metricNameTotal,
  prometheusClash,
  unitUcum,
  unitMissing,
  unitBase,
  timerUnit,
  counterUnitOne,
  bucketsInMilliseconds,
  countersDecrease,
];

// Alerts and objectives: their source can be measured as declared, they can fire, and a runbook says what to do.
import type { Facts, Rule } from "./rule.ts";
import { burnAlertName, burnWindows, burningWindows } from "../burn-windows.ts";
import { alertSeverities } from "../alert-severity.ts";
import { durationMs } from "../duration.ts";
import { declarationPath } from "../finding.ts";
import { limitsOf } from "../limits.ts";
import { type AnySourceDeclaration, hasSeriesValues, measureOf } from "../source-declaration.ts";
import { hasType } from "./attribute-rules.ts";
import { sourcesOf } from "./use-rules.ts";

const runbook: Rule = {
  id: "runbook-missing",
  level: "violation",
  summary: "Alerts that page and objectives have a runbook.",
  check({ own }, report) {
    const fix = "Add `runbook` with the URL of a page that says what to do.";
    for (const { name, runbook: url, severity } of own.alerts)
      if (url === undefined && severity !== "info")
        report(
          declarationPath("alerts", name),
          `The alert \`${name}\` (${severity}) has no runbook${severity === "page" ? ", and pages people at night" : ""}.`,
          fix,
        );
    for (const { name, runbook: url } of own.objectives)
      if (url === undefined)
        report(declarationPath("objectives", name), `The objective \`${name}\` has no runbook.`, fix);
  },
};

const alertCannotFire: Rule = {
  id: "alert-limit",
  level: "violation",
  summary: "The limits of an alert can be crossed and do not cover every value.",
  check({ own }, report) {
    for (const { name, on, when } of own.alerts) {
      const path = declarationPath("alerts", name, "when");
      const { above, below } = limitsOf(when);
      const range = rangeOf(on);
      if (above !== undefined && above >= range.most)
        report(
          path,
          `\`${name}\` never fires: ${range.what} is never above ${above}.`,
          fixOfShare(range, above),
        );
      if (below !== undefined && below <= range.least)
        report(
          path,
          `\`${name}\` never fires: ${range.what} is never below ${below}.`,
          "Write a limit that the value can reach.",
        );
      if (below !== undefined && range.most === 1 && below > 1)
        report(path, `\`${name}\` always fires: ${range.what} is never above 1.`, fixOfShare(range, below));
      if (above !== undefined && below !== undefined && above < below)
        report(
          path,
          `\`${name}\` always fires: every value is above ${above} or below ${below}.`,
          `Exchange the two: above ${below}, below ${above}.`,
        );
    }
  },
};

interface Range {
  readonly least: number;
  readonly most: number;
  readonly what: string;
}

function rangeOf(source: AnySourceDeclaration): Range {
  const measure = measureOf(source);
  if (["completion", "failure", "conversion", "errors", "within"].includes(measure))
    return { least: 0, most: 1, what: `a share (\`${measure}\`)` };
  if (!("metric" in source) && measure !== "amount")
    return { least: 0, most: Number.POSITIVE_INFINITY, what: `\`${measure}\`` };
  return { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY, what: "the value" };
}

const fixOfShare = ({ most }: Range, limit: number): string =>
  most === 1 && limit > 1 && limit <= 100
    ? `Shares are from 0 to 1: write \`${limit / 100}\` for ${limit} %.`
    : "Write a limit that the value can cross.";

const takenName: Rule = {
  id: "alert-name",
  level: "violation",
  summary: "No alert has the name of a burn-rate alert that an objective makes.",
  check({ own }, report) {
    const makers = new Map(
      own.objectives
        .filter((objective) =>
          alertSeverities.some((severity) => burningWindows(severity, burnWindows, objective).length > 0),
        )
        .map(({ name }) => [burnAlertName(name), name] as const),
    );
    for (const { name } of own.alerts) {
      const maker = makers.get(name);
      if (maker !== undefined)
        report(
          declarationPath("alerts", name),
          `\`${name}\` is the name of an alert that the objective \`${maker}\` makes.`,
          "Choose another name for the alert, or for the objective.",
        );
    }
  },
};

const window: Rule = {
  id: "alert-window",
  level: "improvement",
  summary: "The window of an alert has several measurements.",
  check({ own }, report) {
    for (const { name, window: text } of own.alerts)
      if (durationMs(text) < 60_000)
        report(
          declarationPath("alerts", name, "window"),
          `The window of \`${name}\` is ${text}; metrics are exported once a minute by default.`,
          "Write at least `2m`.",
        );
  },
};

const measurable: Rule = {
  id: "source-measure",
  level: "violation",
  summary: "Alerts, objectives and charts measure what their target has.",
  check(facts, report) {
    for (const { path, source } of sourcesOf(facts.own)) {
      const mistake = mistakeOf(source, facts);
      if (mistake !== undefined) report(path, mistake[0], mistake[1]);
    }
  },
};

function mistakeOf(
  source: AnySourceDeclaration,
  { declared }: Facts,
): readonly [message: string, fix: string] | undefined {
  if ("metric" in source) {
    const metric = declared("metrics", source.metric);
    const aggregation = measureOf(source);
    if (metric === undefined) return undefined;
    if (/^p\d/.test(aggregation) && metric.instrument !== "histogram")
      return [
        `\`${aggregation}\` of \`${source.metric}\` cannot be computed: it is a ${metric.kind}, not a histogram or timer.`,
        "Use `rate` or `sum`, or declare a histogram.",
      ];
    if (aggregation === "rate" && metric.instrument === "gauge")
      return [`\`rate\` of the gauge \`${source.metric}\` has no meaning.`, "Use `last` or `average`."];
    const odd = acrossMistake(source, metric);
    if (odd !== undefined) return odd;
    if (aggregation === "last" && metric.instrument === "counter")
      return [
        `\`last\` of the counter \`${source.metric}\` is a total since the start of a process.`,
        "Use `rate` or `sum`.",
      ];
  }
  if (
    "transaction" in source &&
    source.measure === "amount" &&
    declared("transactions", source.transaction)?.currency === undefined
  )
    return [
      `The transaction \`${source.transaction}\` has no currency, and so no amount.`,
      "Declare its `currency`.",
    ];
  if ("funnel" in source) return funnelMistake(source, declared("journeys", source.funnel));
  return undefined;
}

/** `across` where all series are added. */
function acrossMistake(
  source: Extract<AnySourceDeclaration, { metric: string }>,
  { instrument, kind }: { readonly instrument: string; readonly kind: string },
): readonly [message: string, fix: string] | undefined {
  if (!("across" in source) || source.across === undefined) return undefined;
  const measure = source.aggregation ?? "last";
  const isOfValues = instrument === "gauge" || instrument === "updowncounter";
  if (isOfValues && hasSeriesValues(measure)) return undefined;
  return [
    `\`across\` has no meaning for \`${measure}\` of \`${source.metric}\`, a ${kind}: all series are added.`,
    "Remove it.",
  ];
}

function funnelMistake(
  source: Extract<AnySourceDeclaration, { funnel: string }>,
  of: { readonly steps: readonly string[]; readonly ordered: boolean } | undefined,
): readonly [message: string, fix: string] | undefined {
  if (of === undefined) return undefined;
  const { funnel, from, to } = source;
  if (measureOf(source) === "conversion" && !of.ordered)
    return [`The journey \`${funnel}\` has no order, and so no conversion.`, "Declare `ordered: true`."];
  if (from !== undefined && to !== undefined && of.steps.indexOf(from) >= of.steps.indexOf(to))
    return [`\`${from}\` is not before \`${to}\` in \`${funnel}\`.`, `Exchange \`from\` and \`to\`.`];
  return undefined;
}

const whereValue: Rule = {
  id: "source-value",
  level: "violation",
  summary: "Conditions compare attributes with values that they can have.",
  check(facts, report) {
    for (const { path, source } of sourcesOf(facts.own)) {
      if (!("metric" in source)) continue;
      for (const [key, value] of Object.entries(source.where ?? {})) {
        const of = facts.attribute(key);
        if (of === undefined) continue;
        const isMember =
          of.members === undefined || of.open === true || of.members.some((one) => one.value === value);
        if (isMember && hasType(value, of.type)) continue;
        report(
          `${path}.where`,
          `\`${key}\` is never \`${value}\`.`,
          of.members === undefined
            ? `Write a value of the type \`${of.type}\`.`
            : `Use one of ${of.members.map((one) => `\`${one.value}\``).join(", ")}, or add it to the attribute.`,
        );
      }
    }
  },
};

const objectiveWithin: Rule = {
  id: "objective-within",
  level: "violation",
  summary: "`within` limits a duration.",
  check({ own, declared }, report) {
    for (const { name, on } of own.objectives) {
      if (!("metric" in on) || on.measure !== "within") continue;
      const metric = declared("metrics", on.metric);
      if (metric === undefined || (metric.instrument === "histogram" && metric.unit === "s")) continue;
      report(
        declarationPath("objectives", name, "on"),
        `\`${name}\` limits a time, but \`${on.metric}\` measures no seconds.`,
        "Measure a transaction, an operation or a timer, or the share of `errors`.",
      );
    }
  },
};

export const alertRules: readonly Rule[] = [
  runbook,
  alertCannotFire,
  takenName,
  window,
  measurable,
  whereValue,
  objectiveWithin,
];

// Attributes on metrics: each value makes a series, which is kept for as long as the store keeps metrics, and seen by everybody.
import { hasFewValues, hasManyValues, secretKind } from "../attribute-key.ts";
import { classSizes } from "../cardinality-class.ts";
import type { Attribute, AttributeUse, Metric } from "../catalog.ts";
import { declarationPath } from "../finding.ts";
import type { Facts, Rule } from "./rule.ts";

const fieldOf: Readonly<Record<AttributeUse["level"], string>> = {
  required: "attributes",
  conditionally_required: "conditional",
  recommended: "recommended",
  opt_in: "optIn",
};

/** Each use of an attribute by a metric of this catalog, with its path. */
function* usesOf({
  own,
  attribute,
}: Facts): Generator<{ metric: Metric; key: string; of: Attribute | undefined; path: string }> {
  for (const metric of own.metrics)
    for (const { key, level } of metric.attributes)
      yield {
        metric,
        key,
        of: attribute(key),
        path: declarationPath("metrics", metric.name, fieldOf[level]!),
      };
}

const cardinality: Rule = {
  id: "metric-attribute-cardinality",
  level: "violation",
  summary: "No attribute of high or unbounded cardinality is on a metric.",
  check(facts, report) {
    for (const { metric, key, of, path } of usesOf(facts)) {
      if (!hasManyValues(key, of)) continue;
      const isDeclarable = of?.catalog === facts.catalog.name && of.cardinality === undefined;
      const why =
        of?.cardinality === undefined
          ? "takes very many values, by its name"
          : `has ${of.cardinality} cardinality`;
      report(
        path,
        `\`${key}\` on the metric \`${metric.name}\` ${why}: each value is a series of its own.`,
        `Remove it from the metric and record it on a span or event${isDeclarable ? ', or declare `cardinality: "low"` if its values are few' : ""}.`,
      );
    }
  },
};

const cardinalityUnknown: Rule = {
  id: "metric-attribute-cardinality-unknown",
  level: "improvement",
  summary: "Attributes on metrics have a cardinality class or list their values.",
  check(facts, report) {
    const seen = new Set<string>();
    for (const { metric, key, of } of usesOf(facts)) {
      if (of?.catalog !== facts.catalog.name || seen.has(key)) continue;
      seen.add(key);
      const isJudged = hasFewValues(of) || hasManyValues(key, of);
      if (isJudged || facts.convention("attributes", key) !== undefined) continue;
      report(
        declarationPath("attributes", of.name),
        `\`${key}\` is on the metric \`${metric.name}\`, but nothing says how many values it takes.`,
        'List its values as `type`, or declare `cardinality: "low"` (up to 20 values) or `"medium"` (up to 1,000).',
      );
    }
  },
};

const sensitive: Rule = {
  id: "metric-attribute-sensitive",
  level: "violation",
  summary: "No personal or secret attribute is on a metric.",
  check(facts, report) {
    for (const { metric, key, of, path } of usesOf(facts)) {
      const isSecret = secretKind(key, of) !== undefined;
      if (!isSecret && of?.sensitivity !== "personal") continue;
      report(
        path,
        `\`${key}\` on the metric \`${metric.name}\` is ${isSecret ? "secret" : "personal data"}; series cannot be deleted one by one.`,
        isSecret
          ? "Remove it from the metric; do not record it at all."
          : "Remove it from the metric, and record it on a span, where it can be deleted with the person's data.",
      );
    }
  },
};

const type: Rule = {
  id: "metric-attribute-type",
  level: "violation",
  summary: "Attributes on metrics are texts, whole numbers or booleans.",
  check(facts, report) {
    for (const { metric, key, of, path } of usesOf(facts)) {
      const isPlain =
        of === undefined ||
        of.members !== undefined ||
        /^(?:template\[)?(?:string|int|boolean)\]?$/.test(of.type);
      if (isPlain) continue;
      report(
        path,
        `\`${key}\` on the metric \`${metric.name}\` has the type \`${of.type}\`; each value is a series of its own.`,
        of.type === "double"
          ? "Record the number as the value of a histogram, or a range of it as text, such as `100-500`."
          : "Record a text with few values instead.",
      );
    }
  },
};

/** Far above the limit of 2,000 series of an instrument: every attribute at its maximum at once is rare. */
const mostCombinations = 200_000;

const combinations: Rule = {
  id: "metric-attribute-combinations",
  level: "improvement",
  summary: "The attributes of a metric do not multiply to more series than an instrument keeps.",
  check({ own, attribute }, report) {
    for (const metric of own.metrics) {
      const classes = metric.attributes.map(({ key }) => {
        const of = attribute(key);
        if (of?.members !== undefined) return of.members.length;
        return of?.type === "boolean" ? 2 : classSizes[of?.cardinality ?? "low"];
      });
      const product = classes.reduce((all, one) => all * one, 1);
      if (product <= mostCombinations || classes.some((size) => size > classSizes.medium)) continue;
      report(
        declarationPath("metrics", metric.name),
        `The attributes of \`${metric.name}\` allow ${product.toLocaleString("en")} series; an instrument keeps 2,000 and folds the rest into one.`,
        "Remove an attribute, or split the metric into two.",
      );
    }
  },
};

export const metricAttributeRules: readonly Rule[] = [
  cardinality,
  cardinalityUnknown,
  sensitive,
  type,
  combinations,
];

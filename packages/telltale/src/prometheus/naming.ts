// Names of OpenTelemetry as names of Prometheus: first by the strategy that was chosen, then escaped as the scraper asks.
// Specification: metrics/sdk_exporters/prometheus, translation_strategy; compatibility/prometheus_and_openmetrics.
import {
  type NameForm,
  underscored,
  underscoredLabel,
  withoutSuffix,
  withUnit,
} from "catalog/prometheus-names";
import { escapeName, type Escaping } from "./escape.ts";

/**
 * How names are translated, in the words of the specification.
 *
 * | strategy | `http.server.requests` (counter) | `queue.age` in `s` | label `http.method` |
 * | --- | --- | --- | --- |
 * | `UnderscoreEscapingWithSuffixes` | `http_server_requests_total` | `queue_age_seconds` | `http_method` |
 * | `UnderscoreEscapingWithoutSuffixes` | `http_server_requests` | `queue_age` | `http_method` |
 * | `NoUTF8EscapingWithSuffixes` | `http.server.requests_total` | `queue.age_seconds` | `http.method` |
 * | `NoTranslation` | `http.server.requests` | `queue.age` | `http.method` |
 */
export type TranslationStrategy =
  | "UnderscoreEscapingWithSuffixes"
  | "UnderscoreEscapingWithoutSuffixes"
  | "NoUTF8EscapingWithSuffixes"
  | "NoTranslation";

/** All strategies, the default first. */
export const strategies: readonly TranslationStrategy[] = [
  "UnderscoreEscapingWithSuffixes",
  "UnderscoreEscapingWithoutSuffixes",
  "NoUTF8EscapingWithSuffixes",
  "NoTranslation",
];

/** The names of one metric. */
interface MetricName {
  /** Of the family, as OpenMetrics has it: without `_total`. */
  readonly family: string;
  /** Of a counter's only sample, with `_total` where the strategy adds it; else the family's. */
  readonly sample: string;
  /** In words, where the name ends in it: a UNIT line may then be written. */
  readonly unit: string;
}

/** Translates, and remembers what it has translated. */
export interface Naming {
  metric(name: string, unit: string, form: NameForm): MetricName;
  label(key: string): string;
}

// names come from code, yet a program may make them up
const maxRemembered = 20_000;

/** Names by `strategy`, escaped by `escaping`. */
export function createNaming(strategy: TranslationStrategy, escaping: Escaping): Naming {
  const underscores = strategy.startsWith("Underscore");
  const suffixes = strategy.endsWith("WithSuffixes");
  const metrics = new Map<string, MetricName>();
  const labels = new Map<string, string>();

  function translate(name: string, unit: string, form: NameForm): MetricName {
    const plain = underscores ? underscored(name) : name;
    const { base, word } = suffixes ? withUnit(plain, unit, form) : { base: plain, word: "" };
    const counter = form === "counter";
    const family = counter && (suffixes || base.endsWith("_total")) ? withoutSuffix(base, "total") : base;
    const escaped = escapeName(family, escaping, false);
    const sample = counter && (suffixes || family !== base) ? `${escaped}_total` : escaped;
    return { family: escaped, sample, unit: word !== "" && escaped.endsWith(`_${word}`) ? word : "" };
  }

  return {
    metric(name, unit, form) {
      const key = `${form} ${unit} ${name}`;
      return remembered(metrics, key, () => translate(name, unit, form));
    },
    label: (key) =>
      remembered(labels, key, () => escapeName(underscores ? underscoredLabel(key) : key, escaping, true)),
  };
}

function remembered<T>(known: Map<string, T>, key: string, make: () => T): T {
  let value = known.get(key);
  if (value === undefined) {
    value = make();
    if (known.size >= maxRemembered) known.clear();
    known.set(key, value);
  }
  return value;
}

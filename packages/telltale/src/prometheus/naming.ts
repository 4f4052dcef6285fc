// Names of OpenTelemetry as names of Prometheus: first by the strategy that was chosen, then escaped as the scraper asks.
// Specification: metrics/sdk_exporters/prometheus, translation_strategy; compatibility/prometheus_and_openmetrics.
import { escapeName, type Escaping } from "./escape.ts";
import { unitWords } from "./unit.ts";

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

/** What makes a suffix: counters end in `_total`, gauges of unit `1` in `_ratio`. */
export type NameForm = "counter" | "gauge" | "other";

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

function underscored(name: string): string {
  const plain = name.replaceAll(/[^a-zA-Z0-9:]+/g, "_");
  return /^\d/.test(plain) ? `_${plain}` : plain || "_";
}

// a leading digit as Prometheus's own OTLP receiver has it, so that both ways give one name
function underscoredLabel(key: string): string {
  const plain = key.replaceAll(/[^a-zA-Z0-9]+/g, "_");
  return /^\d/.test(plain) ? `key_${plain}` : plain || "_";
}

// the unit stands before `_total`; a name that ends in it already stays, one that has it elsewhere does not (Metric Metadata)
function withUnit(
  name: string,
  unit: string,
  form: NameForm,
): { readonly base: string; readonly word: string } {
  const stem = form === "counter" ? withoutSuffix(name, "total") : name;
  if (unit === "1") {
    return form === "gauge" ? append(withoutSuffix(stem, "ratio"), "ratio") : { base: stem, word: "" };
  }
  const { main, per } = unitWords(unit);
  const whole = [main, per].filter((word) => word !== "").join("_");
  if (whole === "" || endsIn(stem, whole)) return { base: stem, word: whole };
  if (per !== "" && main !== "" && endsIn(stem, main)) return { ...append(stem, per), word: whole };
  return append(stem, whole);
}

const underscore = 0x5f;

function append(stem: string, word: string): { readonly base: string; readonly word: string } {
  let end = stem.length;
  while (stem.charCodeAt(end - 1) === underscore) end--;
  return { base: `${stem.slice(0, end)}_${word}`, word };
}

function endsIn(name: string, word: string): boolean {
  return name === word || (name.endsWith(word) && /[^a-zA-Z0-9]/.test(name.at(-word.length - 1) as string));
}

function withoutSuffix(name: string, word: string): string {
  return name !== word && endsIn(name, word) ? name.slice(0, -word.length - 1) : name;
}

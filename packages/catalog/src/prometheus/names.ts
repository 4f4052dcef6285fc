// Names of OpenTelemetry as names of Prometheus: underscores, units as words, `_total`. The library's endpoint exposes these names, and
// Prometheus' own OTLP receiver gives the same ones, so that what is generated from a catalog asks for what is there.
// Specification: compatibility/prometheus_and_openmetrics, "Metric Metadata".
import { unitWords } from "./unit-words.ts";

export { unitWords } from "./unit-words.ts";

/** What makes a suffix: counters end in `_total`, gauges of unit `1` in `_ratio`. */
export type NameForm = "counter" | "gauge" | "other";

/** The name of a metric's family as Prometheus before 3.0 has it: `shop.orders` in `{order}` is `shop_orders`, without `_total`. */
export function familyName(name: string, unit: string, form: NameForm): string {
  const { base } = withUnit(underscored(name), unit, form);
  return form === "counter" ? withoutSuffix(base, "total") : base;
}

/** `name` with underscores for everything that a metric's name cannot have. */
export function underscored(name: string): string {
  const plain = name.replaceAll(/[^a-zA-Z0-9:]+/g, "_");
  return /^\d/.test(plain) ? `_${plain}` : plain || "_";
}

/** `key` as the name of a label. A leading digit is written as Prometheus' OTLP receiver does it, so that both ways give one name. */
export function underscoredLabel(key: string): string {
  const plain = key.replaceAll(/[^a-zA-Z0-9]+/g, "_");
  return /^\d/.test(plain) ? `key_${plain}` : plain || "_";
}

/** A name with its unit, and the unit in words. A name that ends in its unit stays; one that has it elsewhere does not. */
export function withUnit(
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

/** `name` without `word` at its end; a name that is nothing else stays. */
export function withoutSuffix(name: string, word: string): string {
  return name !== word && endsIn(name, word) ? name.slice(0, -word.length - 1) : name;
}

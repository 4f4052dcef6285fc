// PromQL: selectors, quoted text, labels, durations, numbers; and the templates in rules of Prometheus.
// https://prometheus.io/docs/prometheus/latest/querying/basics/
import { escapeSpecial, wellFormed } from "./unicode.ts";
import { createTag, type Tag, type Written } from "./written.ts";

export type PromQL = Written<"promql">;

/** A query of this program around written parts: promql`sum(${selector(name, [])})`. */
export const promql: Tag<"promql"> = createTag<"promql">();

/** One condition of a selector. */
export interface Matcher {
  readonly label: string;
  readonly op: "=" | "!=" | "=~";
  readonly value: string;
}

/** The name of a metric: characters that it cannot have become underscores. */
export function metricName(name: string): PromQL {
  return underscored(name.replaceAll(/[^a-zA-Z0-9_:]/g, "_"));
}

/** The name of a label: characters that it cannot have become underscores. */
export function labelName(name: string): PromQL {
  return underscored(name.replaceAll(/[^a-zA-Z0-9_]/g, "_"));
}

function underscored(plain: string): PromQL {
  return (/^(?:\d|$)/.test(plain) ? `_${plain}` : plain) as PromQL;
}

/**
 * A text in double quotes, as PromQL and Go read it. `$` and `[[` are written as escapes: Grafana would replace
 * variables inside the text.
 */
function quoted(text: string): PromQL {
  return escapeSpecial(JSON.stringify(wellFormed(text)))
    .replaceAll("\uFFFD", String.raw`\ufffd`)
    .replaceAll("$", String.raw`\x24`)
    .replaceAll("[[", String.raw`\x5b[`) as PromQL;
}

/** `name{label="value"}`; matchers of `scope` are PromQL already, such as those with a variable of Grafana. */
export function selector(name: string, matchers: readonly Matcher[], scope: readonly PromQL[] = []): PromQL {
  return withLabels(name, [...scope, ...matchers.map((matcher) => matcherText(matcher))]);
}

/** A series by its labels, as promtool reads it in tests. */
export function seriesName(name: string, labels: Readonly<Record<string, string>>): PromQL {
  return withLabels(
    name,
    Object.entries(labels).map(([label, value]) => promql`${labelName(label)}=${quoted(value)}`),
  );
}

function withLabels(name: string, labels: readonly PromQL[]): PromQL {
  return labels.length === 0 ? metricName(name) : (`${metricName(name)}{${labels.join(", ")}}` as PromQL);
}

// Prometheus takes U+FFFD in a query for damaged text, even where it is escaped
function matcherText({ label, op, value }: Matcher): PromQL {
  const text = wellFormed(value);
  if (op === "=~" || !text.includes("\uFFFD")) return `${labelName(label)}${op}${quoted(text)}` as PromQL;
  const pattern = regexText(text).replaceAll("\uFFFD", ".");
  return `${labelName(label)}${op === "=" ? "=~" : "!~"}${quoted(pattern)}` as PromQL;
}

/** A text as a regular expression of Prometheus that matches just this text. */
export function regexText(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

/** ` by (a, b) `, or nothing. */
export function by(labels: readonly string[]): PromQL {
  return (labels.length === 0 ? "" : ` by (${labels.map(labelName).join(", ")}) `) as PromQL;
}

const units: readonly (readonly [name: string, ms: number])[] = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
  ["ms", 1],
];

/** A duration of Prometheus: 90,000 ms is `1m30s`. */
export function duration(ms: number): PromQL {
  let rest = Math.max(1, Math.round(ms));
  let text = "";
  for (const [name, size] of units) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${name}`;
    rest -= count * size;
  }
  return text as PromQL;
}

/** A number as PromQL reads it. */
export function number(value: number): PromQL {
  if (Number.isNaN(value)) return "NaN" as PromQL;
  if (Number.isFinite(value)) return String(value) as PromQL;
  return (value > 0 ? "+Inf" : "-Inf") as PromQL;
}

/** A text for labels and annotations of a rule, which Prometheus would otherwise read as a template of Go. */
export function templateText(text: string): string {
  return text.replaceAll("{{", '{{"{{"}}');
}

/** A formula over queries, of which `a` is the first: numbers, letters, `+ - * /` and parentheses. @throws {TypeError} for any other. */
export function formula(text: string, queries: readonly PromQL[]): PromQL {
  if (!/^(?:[\d.]+(?:e[-+]?\d+)?|[a-z](?![a-z])|[-+*/()\s])+$/i.test(text))
    throw new TypeError(`\`${text}\` is not a formula.`);
  return text.replaceAll(/\b[a-z]\b/g, (letter) => {
    const one = queries[letter.codePointAt(0)! - 97];
    return one === undefined ? letter : `(${one})`;
  }) as PromQL;
}

/**
 * The query with variables of Grafana for values that are `$name`, of which there may be several; `$$name` is the text `$name`. Quoted texts
 * have `$` as an escape, so that all other values stay what they are.
 */
export function withVariables(query: PromQL): PromQL {
  return query
    .replaceAll(/="\\x24([a-z]\w*)"/gi, (_, name: string) => `=~"$${name}"`)
    .replaceAll(/\\x24\\x24([a-z])/gi, String.raw`\x24$1`) as PromQL;
}

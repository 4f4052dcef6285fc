// The pieces of a PromQL query: quoted text, selectors, durations. Every name and value of a catalog passes through here, so that none can
// end a string or a selector early.

/** One condition of a selector. `label` is already a name of Prometheus. */
export interface Matcher {
  readonly label: string;
  readonly op: "=" | "!=" | "=~";
  readonly value: string;
}

/**
 * A text in double quotes, as PromQL and Go read it. `$` and `[[` are written as escapes: Grafana would replace
 * variables inside the text.
 */
function quoted(text: string): string {
  return JSON.stringify(wellFormed(text))
    .replaceAll("\uFFFD", String.raw`\ufffd`)
    .replaceAll("$", String.raw`\x24`)
    .replaceAll("[[", String.raw`\x5b[`);
}

/** `text` with U+FFFD for each half of a surrogate pair: neither Prometheus nor YAML reads them. */
export function wellFormed(text: string): string {
  return text.replaceAll(/\p{Surrogate}/gu, "\uFFFD");
}

/** `name{label="value"}`; matchers of `scope` are text already, such as `job=~"$job"`. */
export function selector(name: string, matchers: readonly Matcher[], scope: readonly string[] = []): string {
  return withLabels(name, [...scope, ...matchers.map((matcher) => matcherText(matcher))]);
}

/** A series by its labels, as promtool reads it in tests. */
export function seriesName(name: string, labels: Readonly<Record<string, string>>): string {
  return withLabels(
    name,
    Object.entries(labels).map(([label, value]) => `${label}=${quoted(value)}`),
  );
}

function withLabels(name: string, labels: readonly string[]): string {
  return labels.length === 0 ? name : `${name}{${labels.join(", ")}}`;
}

// Prometheus takes U+FFFD in a query for damaged text, even where it is escaped
function matcherText({ label, op, value }: Matcher): string {
  const text = wellFormed(value);
  if (op === "=~" || !text.includes("\uFFFD")) return `${label}${op}${quoted(text)}`;
  const pattern = text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll("\uFFFD", ".");
  return `${label}${op === "=" ? "=~" : "!~"}${quoted(pattern)}`;
}

/** ` by (a, b) `, or nothing. */
export function by(labels: readonly string[]): string {
  return labels.length === 0 ? "" : ` by (${labels.join(", ")}) `;
}

const units: readonly (readonly [name: string, ms: number])[] = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
  ["ms", 1],
];

/** A duration of Prometheus: 90,000 ms is `1m30s`. */
export function duration(ms: number): string {
  let rest = Math.max(1, Math.round(ms));
  let text = "";
  for (const [name, size] of units) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${name}`;
    rest -= count * size;
  }
  return text;
}

/** A number as PromQL reads it. */
export function number(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (Number.isFinite(value)) return String(value);
  return value > 0 ? "+Inf" : "-Inf";
}

// The four ways to write a name that older readers cannot take, as the scraper asks for in `escaping=`
// (prometheus.io/docs/instrumenting/escaping_schemes).

/** How names outside of `[a-zA-Z_:][a-zA-Z0-9_:]*` leave. */
export type Escaping = "underscores" | "dots" | "values" | "allow-utf-8";

const legacyName = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const legacyLabel = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Whether every reader takes `name` for a metric without quotes. */
export function isLegacyName(name: string): boolean {
  return legacyName.test(name);
}

/** Whether every reader takes `name` for a label without quotes. */
export function isLegacyLabel(name: string): boolean {
  return legacyLabel.test(name);
}

/** `name` under `escaping`, valid as a metric name and, with `label`, as a label name. */
export function escapeName(name: string, escaping: Escaping, label: boolean): string {
  if (name === "") return "_";
  if (escaping === "allow-utf-8") return name;
  const isLegacy = label ? isLegacyLabel(name) : isLegacyName(name);
  if (isLegacy && (escaping !== "dots" || !name.includes("_"))) return name;
  let escaped = escaping === "values" ? "U__" : "";
  let first = true;
  for (const character of name) {
    const starts = first && escaping !== "values";
    const fits = (label ? /[a-zA-Z_]/ : /[a-zA-Z_:]/).test(character) || (!starts && /\d/.test(character));
    escaped += part(character, fits, escaping);
    first = false;
  }
  return escaped;
}

function part(character: string, fits: boolean, escaping: Escaping): string {
  if (escaping === "underscores") return fits ? character : "_";
  if (character === "_") return "__";
  if (fits) return character;
  if (escaping === "values") return `_${(character.codePointAt(0) as number).toString(16)}_`;
  return character === "." ? "_dot_" : "__";
}

/** A label's value, or an OpenMetrics help text, between its quotes. */
export function escapeQuoted(text: string): string {
  return /[\\"\n]/.test(text)
    ? text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")
    : text;
}

/** A help text of the Prometheus formats, where quotes are not escaped. */
export function escapeHelp(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

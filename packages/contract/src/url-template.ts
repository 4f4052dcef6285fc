// URLs made from templates that people save: `https://git.example/{service}/blob/{commit}/{file}#L{line}`. Values come from telemetry and
// are hostile: they are URL-encoded, and cannot change the host. Without schemas: the pages bundle it.

/** What a template of a link to a line of source code may contain. */
export const sourcePlaceholders = ["service", "version", "commit", "file", "line"] as const;

/** What a template of a link to the form of a new ticket may contain. */
export const ticketPlaceholders = [
  "title",
  "body",
  "link",
  "service",
  "version",
  "type",
  "message",
  "fingerprint",
] as const;

/** Scheme and host, without a user and without placeholders. */
const start = /^https?:\/\/[^\s/?#\\@{}]+(?=[/?#]|$)/i;
const placeholder = /\{([^{}]*)\}/g;
/** `.` and `..` in a path lead to another page of the host. */
const dotSegment = /\/(?:\.|%2e){1,2}(?:[/?#]|$)/i;
/** Of a value: servers that decode `%2F` would follow it, too. */
const dots = /(?:^|[/\\])\.\.?(?:[/\\]|$)/;

/** Why `template` cannot be used, as what is expected instead; `undefined` when it can. */
export function mistakeInTemplate(template: string, names: readonly string[]): string | undefined {
  if (!start.test(template) || !URL.canParse(template.replaceAll(placeholder, "x")))
    return "expected an address that begins with http:// or https:// and a host, without a placeholder in the host";
  if (/[\s\\\p{Cc}]/u.test(template))
    return "expected an address without spaces, backslashes and line breaks";
  if (dotSegment.test(template)) return "expected a path without `.` and `..`";
  const known = names.map((name) => `{${name}}`).join(", ");
  const unknown = [...template.matchAll(placeholder)].find(([, name = ""]) => !names.includes(name));
  if (unknown !== undefined) return `expected one of ${known} instead of ${unknown[0]}`;
  if (/[{}]/.test(template.replaceAll(placeholder, ""))) return `expected both braces around a placeholder`;
  return undefined;
}

/** The URL; `undefined` when a value is missing, or when the result is not a web address of the template's host. */
export function fillTemplate(
  template: string,
  values: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (mistakeInTemplate(template, Object.keys(values)) !== undefined) return undefined;
  if ([...template.matchAll(placeholder)].some(([, name = ""]) => (values[name] ?? "") === ""))
    return undefined;
  const [path = ""] = template.split(/[?#]/, 1);
  if ([...path.matchAll(placeholder)].some(([, name = ""]) => dots.test(values[name]!))) return undefined;
  const filled = template.replaceAll(placeholder, (_, name: string) => encode(name, values[name]!));
  if (dotSegment.test(filled) || !URL.canParse(filled)) return undefined;
  const { protocol, origin, href } = new URL(filled);
  const isOfHost = origin === new URL(start.exec(template)![0]).origin;
  return isOfHost && /^https?:$/.test(protocol) ? href : undefined;
}

/** The path of a file keeps its slashes. */
function encode(name: string, value: string): string {
  // Half of a pair cannot be encoded.
  const text = value.replaceAll(/\p{Surrogate}/gu, "\uFFFD");
  return name === "file" ? text.split("/").map(encodeURIComponent).join("/") : encodeURIComponent(text);
}

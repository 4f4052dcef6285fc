// The language of templates: text with `{{name}}`, `{{labels.name}}` and `{{name | text where it is empty}}`. No conditions, no code, no
// markup: what comes out is text, which each channel escapes.

/** What a template may name, beside `labels.NAME`. */
export const templateNames = [
  "alert",
  "status",
  "severity",
  "owner",
  "headline",
  "sentence",
  "summary",
  "description",
  "value",
  "currencies",
  "usual",
  "released",
  "reason",
  "group",
  "tenant",
  "since",
  "at",
  "runbook",
  "url",
  "trace",
  "amountAtRisk",
  "budget",
  "differs",
  "replay",
] as const;

type TemplateName = (typeof templateNames)[number];

/** A template as its parts. */
export type Template = readonly TemplatePart[];

type TemplatePart =
  | { readonly text: string }
  | { readonly name: TemplateName; readonly fallback: string }
  | { readonly label: string; readonly fallback: string };

/** Reads a template; a mistake is a text that completes “is not a template: …”. */
export function parseTemplate(text: string): Template | { readonly mistake: string } {
  const parts: TemplatePart[] = [];
  let from = 0;
  while (from < text.length) {
    const open = text.indexOf("{{", from);
    if (open === -1) break;
    if (open > from) parts.push({ text: text.slice(from, open) });
    const close = text.indexOf("}}", open);
    if (close === -1) return { mistake: `\`{{\` at character ${open + 1} has no \`}}\`` };
    const part = parsePlaceholder(text.slice(open + 2, close));
    if (part === undefined)
      return {
        mistake: `\`${text.slice(open, close + 2)}\` is unknown; expected \`{{labels.NAME}}\` or one of ${templateNames.join(", ")}`,
      };
    parts.push(part);
    from = close + 2;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}

function parsePlaceholder(inner: string): TemplatePart | undefined {
  const bar = inner.indexOf("|");
  const [name, fallback] =
    bar === -1 ? [inner.trim(), ""] : [inner.slice(0, bar).trim(), inner.slice(bar + 1).trim()];
  if (name.startsWith("labels.") && name.length > 7) return { label: name.slice(7), fallback };
  const known = templateNames.find((one) => one === name);
  return known === undefined ? undefined : { name: known, fallback };
}

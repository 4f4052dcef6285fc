// Texts of a Grafana dashboard, in which it replaces variables (`$name`, `${name}`, `[[name]]`) and, in legends, labels (`{{name}}`).
import { prose } from "./markdown.ts";
import { oneLine, wellFormed } from "./unicode.ts";
import type { Written } from "./written.ts";

/** A text of a panel or dashboard; the value of a member of its JSON. */
export type GrafanaText = Written<"grafana">;

/** A title, tag or label, in which nothing is a variable: a character without width keeps it from being one. */
export function title(plain: string): GrafanaText {
  return withoutVariables(oneLine(plain)) as GrafanaText;
}

/** The description of a dashboard, which is plain text. */
export function description(plain: string): GrafanaText {
  return withoutVariables(wellFormed(plain)) as GrafanaText;
}

/** The description of a panel, which Grafana shows as Markdown: names of code stay code, everything else is not markup. */
export function panelDescription(plain: string): GrafanaText {
  const paragraphs = plain.split(/\n{2,}/).map((one) => withoutVariables(prose(one)));
  return paragraphs.join("\n\n") as GrafanaText;
}

/** A legend: text in which nothing is a label or variable, then the values of labels. */
export function legend(plain: string, labels: readonly string[]): GrafanaText {
  const text = title(plain).replaceAll("{{", "{\u200B{");
  return [text, ...labels.map((label) => `{{${label.replaceAll(/\W/g, "_")}}}`)]
    .filter((part) => part !== "")
    .join(" ") as GrafanaText;
}

/** A legend with more text behind it. */
export function legendOf(before: GrafanaText, plain: string): GrafanaText {
  return [before, legend(plain, [])].filter((part) => part !== "").join(" ") as GrafanaText;
}

/** The values of a variable of the type `custom`, between commas. Grafana reads `a : b` as the value `b` that is shown as `a`. */
export function customValues(values: readonly string[]): GrafanaText {
  return values
    .map((value) =>
      oneLine(value)
        .replaceAll(",", String.raw`\,`)
        .replaceAll(/\s:(?=\s)/g, ":"),
    )
    .join(",") as GrafanaText;
}

function withoutVariables(plain: string): string {
  return plain.replaceAll("$", "$\u200B").replaceAll("[[", "[\u200B[");
}

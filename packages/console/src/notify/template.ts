// Fills templates: the text of a message from its values.
import { parseTemplate, type Template } from "../config/alert-channels/template.ts";
import { labelTextOf, type MessageNotice, type Shown, valuesOf } from "./message.ts";

/** Fills a template that has been checked. */
export function fill(template: Template, part: MessageNotice, shown: Shown): string {
  const values = valuesOf(part, shown);
  return template
    .map((piece) => {
      if ("text" in piece) return piece.text;
      const value = "label" in piece ? labelTextOf(part, piece.label, shown) : (values[piece.name] ?? "");
      return value === "" ? piece.fallback : value;
    })
    .join("");
}

/** @throws {RangeError} for a template that has not been checked. */
export function compileTemplate(text: string): Template {
  const template = parseTemplate(text);
  if ("mistake" in template) throw new RangeError(`Template: ${template.mistake}`);
  return template;
}

// The name of a span that is made by hand. What comes by the OpenTelemetry API keeps its name, whatever it is.
import { within } from "../attributes/cut-text.ts";
import { report } from "../diagnostics/diagnose.ts";
import { toText } from "../attributes/value.ts";

/** Longest name, in UTF-16 units. */
const maxNameLength = 1024;

/** `name` as a span is named: a text that is empty becomes `unnamed`, a longer one is cut, anything else becomes text; all are counted. */
export function spanName(name: unknown): string {
  if (typeof name === "string" && name !== "" && name.length <= maxNameLength) return name;
  const text = toText(name);
  report(
    "span_name_invalid",
    `expected a text of 1 to ${maxNameLength} characters, got ${text.slice(0, 40)}`,
  );
  return within(text, maxNameLength, "name") || "unnamed";
}

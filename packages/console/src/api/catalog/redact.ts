// Values as examples: secrets and personal data are left out, and ids lose their digits.
import { type DeclaredValues, isPersonal, secretKind } from "catalog/attribute-key";
import { sensitiveKind } from "catalog/sensitive-value";

const long = /[0-9a-f]{8,}|\d{3,}/gi;

/**
 * An example of a value of `key`: redacted when it is a secret or personal, of an id of a person its form, else with `#` for the digits of
 * ids.
 *
 * @param sensitivity that a catalog declares; empty: by the key.
 */
export function toExample(key: string, value: string, sensitivity: string): string {
  const declared = sensitivity === "" ? {} : ({ sensitivity } as DeclaredValues);
  if (sensitivity === "personal" || secretKind(key, declared) !== undefined) return "[redacted]";
  const kind = sensitiveKind(value);
  if (kind !== undefined) return `[${kind}]`;
  const isId = /(\.|_|^)id$/.test(key);
  if (isPersonal(key, declared))
    return isId ? value.replaceAll(/[A-Za-z0-9]/g, "#").slice(0, 64) : "[redacted]";
  const text = isId ? value.replaceAll(long, (digits) => "#".repeat(Math.min(digits.length, 8))) : value;
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}

/** Values that are looked at for examples: of more, most would be redacted to the same text. */
const mostRead = 1_000;

/** The first `most` different examples of the values of `key`. */
export function toExamples(
  key: string,
  values: readonly string[],
  sensitivity: string,
  most: number,
): readonly string[] {
  const examples = new Set<string>();
  for (const value of values.slice(0, mostRead)) {
    if (examples.size === most) break;
    examples.add(toExample(key, value, sensitivity));
  }
  return [...examples];
}

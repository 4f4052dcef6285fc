// The one way to reject an option, loaded with the first mistake: which one, what it was given, what is expected, and for an unknown name the nearest that is known.
import { TelemetryError, type TelemetryErrorCode } from "../error.ts";
import { expectedName } from "./nearest.ts";

/** The error that says `path` was given `value` where `expected` was. `value` is not shown when it is `secret`. */
export function rejected(
  code: TelemetryErrorCode,
  path: string,
  value: unknown,
  expected: string,
  secret = false,
): TelemetryError {
  const shown = secret && value !== undefined ? "…" : show(value);
  return new TelemetryError(
    code,
    `Cannot use \`${shown}\` as \`${path || "options"}\`: expected ${expected}.`,
  );
}

/** The error that says `path` has no `name`: it is not in `known`. */
export function rejectedName(
  code: TelemetryErrorCode,
  path: string,
  name: string,
  known: readonly string[],
): TelemetryError {
  const what = path === "" ? `option \`${name}\`` : `field \`${path}.${name}\``;
  return new TelemetryError(code, `Cannot use the ${what}: ${expectedName(name, known)}`);
}

/** `value` in a message. A text is quoted when it could be mistaken for another type. */
function show(value: unknown): string {
  if (typeof value === "function") return "a function";
  if (typeof value === "string" && /[a-z…]/i.test(value) && !/^(?:true|false|null|undefined)$/.test(value))
    return value.length > 60 ? `${value.slice(0, 57)}...` : value;
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch {
    // cyclic, or a bigint
  }
  text ??= String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

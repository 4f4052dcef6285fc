// A thrown value as the attributes of the exception conventions. Anything can be thrown, so nothing is taken for granted.
import { types } from "../runtime/builtin.ts";

/** Whether `value` is an error, of this realm or another. Never throws. */
export function isError(value: unknown): value is Error {
  try {
    return types.isNativeError(value) || value instanceof Error;
  } catch {
    return false;
  }
}

// pg names all errors of the server `error`, after the message of its protocol
const genericNames: ReadonlySet<unknown> = new Set(["", "Error", "error"]);
// a code names one of a list: what is longer, or has other characters, may be of any number of values, and hold anything
const codes = /^[\w.-]{1,64}$/;

/** `error.type` of a thrown value: its class, or its code, such as a SQLSTATE, where it is a plain error with one. */
export function errorType(error: unknown): string {
  try {
    if (typeof error === "object" && error !== null) {
      const { name, code, constructor } = error as {
        name?: unknown;
        code?: unknown;
        constructor?: { name?: string };
      };
      const generic = name === undefined || genericNames.has(name);
      if (generic && typeof code === "string" && codes.test(code)) return code;
      if (generic && constructor?.name !== undefined && constructor.name !== "") return constructor.name;
      if (typeof name === "string" && name !== "") return name;
      return "Error";
    }
    return typeof error;
  } catch {
    return "Error";
  }
}

/** The message of a thrown value. */
export function errorMessage(error: unknown): string {
  try {
    if (typeof error === "object" && error !== null && "message" in error) return String(error.message);
    return String(error);
  } catch {
    return "[unreadable]";
  }
}

/** `exception.type`, `exception.message` and `exception.stacktrace` of a thrown value. */
export function describeError(error: unknown): Record<string, string> {
  const form: Record<string, string> = {
    "exception.type": errorType(error),
    "exception.message": errorMessage(error),
  };
  try {
    const stack: unknown = (error as { stack?: unknown } | null | undefined)?.stack;
    if (typeof stack === "string") form["exception.stacktrace"] = stack;
  } catch {
    // a stack that throws when read is left out
  }
  return form;
}

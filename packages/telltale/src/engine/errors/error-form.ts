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

/** `error.type` of a thrown value: its class, or its code where it is a plain error with one. */
export function errorType(error: unknown): string {
  try {
    if (typeof error === "object" && error !== null) {
      const { name, code, constructor } = error as {
        name?: unknown;
        code?: unknown;
        constructor?: { name?: string };
      };
      const generic = name === undefined || name === "" || name === "Error";
      if (generic && typeof code === "string" && code !== "") return code;
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

// What an error says about itself, read without trusting it: anything can be thrown, and getters can throw too.
import { within } from "../attributes/cut-text.ts";
import { errorFields } from "./error-fields.ts";
import { errorMessage, errorType } from "./error-form.ts";

/** An error as plain text. `causes` are its causes and inner errors, outermost first, at most 8, each without its own. */
export interface ErrorFacts {
  readonly type: string;
  readonly message: string;
  /** Empty when it has none. */
  readonly stack: string;
  readonly causes: readonly ErrorFacts[];
}

const maxCauses = 8;
const maxTextLength = 16 * 1024;

/** Reads whatever was thrown. Never throws, ends on cyclic causes, and keeps of each text at most 16 Ki characters. */
export function toErrorFacts(error: unknown): ErrorFacts {
  const own = ownFacts(error);
  const seen = new Set<unknown>([error]);
  const waiting = innerOf(error);
  const causes: ErrorFacts[] = [];
  while (waiting.length > 0 && causes.length < maxCauses) {
    const inner = waiting.shift();
    if (seen.has(inner)) continue;
    seen.add(inner);
    causes.push(ownFacts(inner));
    waiting.push(...innerOf(inner));
  }
  return { ...own, causes };
}

/** The stack of the error with those of its causes below, each after `Caused by: `. Empty when there is none. */
export function fullStack(facts: ErrorFacts): string {
  if (facts.stack === "") return "";
  const causes = facts.causes.map(
    (cause) => `Caused by: ${cause.stack || `${cause.type}: ${cause.message}`}`,
  );
  return [facts.stack, ...causes].join("\n");
}

function ownFacts(error: unknown): ErrorFacts {
  const message = within(errorMessage(error), maxTextLength, "exception.message");
  return { type: errorType(error), message, stack: textOf(error, "stack"), causes: [] };
}

function innerOf(error: unknown): unknown[] {
  const cause = read(error, "cause");
  const errors = read(error, "errors");
  const inner = Array.isArray(errors) ? errors.slice(0, maxCauses) : [];
  return cause === undefined || cause === null ? inner : [cause, ...inner];
}

function textOf(owner: unknown, key: string): string {
  const value = read(owner, key);
  return typeof value === "string" ? within(value, maxTextLength, "exception.stacktrace") : "";
}

function read(owner: unknown, key: string): unknown {
  if ((typeof owner !== "object" && typeof owner !== "function") || owner === null) return undefined;
  try {
    return (owner as Record<string, unknown>)[key];
  } catch {
    return undefined;
  }
}

/** A thrown value as attributes: what the exception conventions name, causes below the stack, and the fields of its class. */
export function exceptionAttributes(error: unknown): Record<string, unknown> {
  const facts = toErrorFacts(error);
  const stack = fullStack(facts);
  return {
    ...errorFields(error),
    "exception.type": facts.type,
    "exception.message": facts.message,
    "exception.stacktrace": stack === "" ? undefined : stack,
  };
}

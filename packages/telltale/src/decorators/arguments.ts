// Which arguments of a call are recorded, and under which names. Decided once per function; none are unless they are listed.
import { report, reportMistake } from "../engine/diagnostics/diagnose.ts";
import { toArgument, withheldBy } from "./argument-text.ts";
import { atOnce, type Callable } from "./call.ts";
import { type Parameter, parametersOf } from "./parameter-names.ts";

/**
 * An argument that is recorded, as `telltale.function.argument.{name}`: by its parameter's name, by its place, or with how.
 *
 * Texts are cut at 100 characters, objects are written as one. Under a name that contains password, token, secret or key the value
 * never leaves, in fields of an object neither.
 */
export type ArgumentChoice =
  | string
  | number
  | {
      /** The parameter's name; a bundler that renames parameters takes it away. */
      readonly name?: string | undefined;
      /** The place, from 0. */
      readonly index?: number | undefined;
      /** The name it is recorded by; the parameter's by default. */
      readonly as?: string | undefined;
      /** `true` leaves only the fact that there was one; a function gives what is recorded in its place. */
      readonly redact?: boolean | ((value: unknown) => unknown) | undefined;
    };

/** The attribute of an argument, before its name. */
const argumentPrefix = "telltale.function.argument.";
/** How many arguments a call had. */
export const argumentCount = "telltale.function.argument_count";

/** What is recorded of one argument. */
export interface ListedArgument {
  readonly key: string;
  /** What is recorded of a call's arguments; undefined when there is none. Never throws. */
  read(args: readonly unknown[]): unknown;
}

/** The arguments of `fn` that are to be recorded. A missing one is reported once, and left out. */
export function listArguments(
  fn: Callable,
  choices: readonly ArgumentChoice[] | undefined,
): readonly ListedArgument[] {
  if (choices === undefined || choices.length === 0) return [];
  const parameters = parametersOf(fn);
  return choices.flatMap((choice) => list(fn, parameters, choice));
}

function list(fn: Callable, parameters: readonly Parameter[], choice: ArgumentChoice): ListedArgument[] {
  const { name, index, as, redact } = detailed(choice);
  const at = index ?? parameters.findIndex((parameter) => name !== undefined && parameter.name === name);
  if (!Number.isInteger(at) || at < 0) {
    reportMistake("argument_unknown", `${fn.name} has no parameter ${String(name ?? index)}`);
    return [];
  }
  const parameter = parameters[at];
  const shown = as ?? parameter?.name ?? String(at);
  const withheld = withheldBy(shown) ?? withheldBy(parameter?.name ?? "");
  const valueOf = (args: readonly unknown[]): unknown =>
    parameter?.rest === true && args.length > at ? args.slice(at) : args[at];
  return [
    {
      key: argumentPrefix + shown,
      read(args) {
        const value = valueOf(args);
        if (value === undefined) return undefined;
        return withheld ?? redacted(value, redact);
      },
    },
  ];
}

function detailed(choice: ArgumentChoice): Exclude<ArgumentChoice, string | number> {
  if (typeof choice === "string") return { name: choice };
  return typeof choice === "number" ? { index: choice } : choice;
}

/** Fails closed: a function that throws, or answers later, hides the value. */
function redacted(value: unknown, redact: boolean | ((value: unknown) => unknown) | undefined): unknown {
  if (redact === true) return "[redacted:argument]";
  if (typeof redact !== "function") return toArgument(value);
  try {
    return toArgument(atOnce(redact(value)));
  } catch (error) {
    report("argument_redaction_failed", error);
    return "[redacted:argument]";
  }
}

// How an option is declared: its flag, its variable, its default, its parser, its help and its docs in one place. The command line, the
// configuration and the reference (`docs/reference/console-options.md`) are made from these declarations.
import { readFileSync } from "node:fs";
import { type Command, Option as CommandOption } from "commander";
import { z } from "zod";
import { ProblemError } from "../problem/problem.ts";

/** Headings of `--help` and of the reference for the console itself, in their order. */
export const optionGroups = [
  "General",
  "Retention and storage",
  "Authentication and network",
  "Other ingest protocols",
  "Alerts",
  "Dashboards",
  "External ClickHouse and several consoles",
] as const;

/** One option that makes a `Value`. */
export interface Option<Value> {
  /** Absent for options of the other commands, which are few. */
  readonly group?: (typeof optionGroups)[number];
  /** As commander has it: `--port <port>`, `--allowed-host <name...>` for a list, `--durable` for a switch. */
  readonly flag: string;
  /** Environment variable, which the flag overrides. Lists are separated by commas; a switch is on when it is `true`. */
  readonly variable?: string;
  /** Text that is read when neither is given. */
  readonly default?: string;
  /** What help and reference say where the default is not a text: it is computed, or the engine's own. */
  readonly defaultNote?: string;
  /** Makes the value of a text, a list of texts, or a switch. Messages complete “expected …”. */
  readonly parse: z.ZodType<Value>;
  /** A list of which each flag gives one value: what follows the value is not part of the list. */
  readonly repeats?: boolean;
  /** One line. */
  readonly help: string;
  /** What the reference says beyond it, in Markdown. */
  readonly docs?: string;
  /** The command does not run without it. */
  readonly required?: boolean;
}

/** Declarations of options that make these values; keys are those of commander, `allowedHost` for `--allowed-host`. */
export type OptionsOf<Values> = { readonly [Key in keyof Values]-?: Option<Values[Key]> };

/** What the command line gives of them. */
export type FlagsOf<Values> = {
  readonly [Key in keyof Values]?: string | readonly string[] | boolean | undefined;
};

export type Env = Readonly<Record<string, string | undefined>>;

type Given = string | readonly string[] | boolean | undefined;

/**
 * Reads all of `options`: flags, then variables, then defaults. An empty variable counts as unset, as in the OpenTelemetry specification.
 *
 * @throws {ProblemError} for the first value that cannot be used.
 */
export function readOptions<Values>(options: OptionsOf<Values>, flags: FlagsOf<Values>, env: Env): Values {
  const entries = Object.entries<Option<unknown>>(options).map(([key, option]) => {
    const given = flags[key as keyof Values] ?? readVariable(option, env) ?? option.default;
    return [key, readValue(option, given)];
  });
  return Object.fromEntries(entries) as Values;
}

/** `given` as the option's value. @throws {ProblemError} */
function readValue<Value>(option: Option<Value>, given: Given): Value {
  const kind = kindOf(option);
  if (given === undefined && kind === "text") return undefined as Value;
  const result = option.parse.safeParse(given ?? (kind === "list" ? [] : false), { reportInput: true });
  if (result.success) return result.data;
  // of a list the one that is wrong: others may hold passwords
  const { input, message } = result.error.issues[0]!;
  throw new ProblemError(
    "BAD_OPTION",
    `Cannot use \`${nameOf(option)} ${String(input)}\`: expected ${message}.`,
  );
}

function readVariable(option: Option<unknown>, env: Env): Given {
  const value = option.variable === undefined ? undefined : env[option.variable]?.trim();
  if (value === undefined || value === "") return undefined;
  if (kindOf(option) === "switch") return value === "true";
  return kindOf(option) === "list" ? splitList(value) : value;
}

/** `--port` of `--port <port>`. */
export function nameOf({ flag }: Pick<Option<unknown>, "flag">): string {
  return flag.split(" ", 1)[0]!;
}

function kindOf({ flag, repeats }: Option<unknown>): "text" | "list" | "switch" {
  if (repeats === true) return "list";
  if (flag.endsWith("...>")) return "list";
  return /[<[]/.test(flag) ? "text" : "switch";
}

/** What commas separate. */
export function splitList(text: string): readonly string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** Declares `options` on a command, under the headings of their groups. */
export function addOptions<Values>(command: Command, options: OptionsOf<Values>): Command {
  const all = Object.values<Option<unknown>>(options);
  for (const group of [...optionGroups, undefined])
    for (const option of all.filter((one) => one.group === group)) command.addOption(declare(option));
  return command;
}

function declare({ flag, help, group, variable, required, ...option }: Option<unknown>): CommandOption {
  const declared = new CommandOption(flag, help).makeOptionMandatory(required === true);
  if (group !== undefined) declared.helpGroup(`${group}:`);
  if (variable !== undefined) declared.env(variable);
  if (option.repeats === true)
    declared.argParser((value, before: readonly string[] | undefined) => [...(before ?? []), value]);
  const note = option.defaultNote ?? option.default;
  return note === undefined ? declared : declared.default(note, note);
}

/**
 * What the command line itself gave. Commander fills in variables as well; those are read with the table, where an empty one is unset and
 * values of flags and variables may differ.
 */
export function flagsOf<Values>(command: Command): FlagsOf<Values> {
  const given = Object.entries(command.opts()).filter(([key]) => command.getOptionValueSource(key) === "cli");
  return Object.fromEntries(given) as FlagsOf<Values>;
}

/** A text that `read` makes something of; it returns `undefined` for one that cannot be used. */
export function parsed<Value>(read: (text: string) => Value | undefined, expected: string): z.ZodType<Value> {
  return z.string().transform((text, context): Value => {
    const value = read(text);
    if (value !== undefined) return value;
    context.addIssue({ code: "custom", message: expected });
    return z.NEVER;
  });
}

/** A list of what `item` reads. */
export function listOf<Value>(item: z.ZodType<Value>): z.ZodType<readonly Value[]> {
  return z.array(item);
}

/** A switch: on or off. */
export const toggle: z.ZodType<boolean> = z.boolean();

/** Any text. */
export const anyText: z.ZodType<string> = z.string();

/** A port; 0 is any free one. */
export const port: z.ZodType<number> = parsed(
  (text) => (/^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined),
  "a port number from 0 (any free one) to 65535",
);

/** One of `values`. */
export function choice<const Value extends string>(...values: readonly Value[]): z.ZodType<Value> {
  return parsed((text) => values.find((value) => value === text), `one of ${values.join(", ")}`);
}

/** Reads a file that an option names. @throws {ProblemError} */
export function readNamedFile(flag: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new ProblemError(
      "BAD_OPTION",
      `Cannot read \`${flag} ${path}\`: ${(cause as Error).message}.`,
      "Pass a file that can be read.",
      { cause },
    );
  }
}

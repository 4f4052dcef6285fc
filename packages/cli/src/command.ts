// A command: its options as data, from which `--help`, parsing and errors are derived.
import { parseArgs } from "node:util";
import { wrongUsage } from "./failure.ts";

/** An option of a command. */
interface OptionDeclaration {
  /** Absent: the option takes no value. */
  readonly value?: string;
  /** The environment variable that has the value when the option is absent. */
  readonly variable?: string;
  /** May be given several times: the value is a list. */
  readonly repeated?: boolean;
  readonly help: string;
}

/** What a command prints, and its environment. */
export interface Surroundings {
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Standard output. */
  readonly print: (line: string) => void;
  /** Standard output, byte for byte: for files and other programs. Absent when it is a terminal, which would obey control characters. */
  readonly printRaw?: ((text: string) => void) | undefined;
  /** Standard error: progress and warnings. */
  readonly report: (line: string) => void;
  /** Replaces the line that it showed before. Absent when standard error is not a terminal. */
  readonly progress?: ((line: string) => void) | undefined;
}

type Options = Readonly<Record<string, OptionDeclaration>>;

/** Texts of options by name; lists of those that may be repeated; `true` for one without a value. */
export type Values = Readonly<Record<string, string | readonly string[] | true | undefined>>;

export interface Command {
  /** As it is typed: `sourcemaps upload`. */
  readonly name: string;
  readonly help: string;
  /** Further paragraphs of `--help`. */
  readonly details: string;
  /** The arguments, separated by spaces; an optional one is in brackets, and the last may be repeated: `DIR`, `OLD NEW`, `[FILE]`, `[PATH…]`. */
  readonly argument: string;
  readonly options: Options;
  /**
   * Resolves to the exit code. A command of which the work needs more than Node.js imports it here, so that the start of one command does
   * not load the parsers of another.
   */
  run(args: readonly string[], values: Values, surroundings: Surroundings): Promise<number>;
}

/** @throws {Failure} for an unknown option, and for arguments that are missing or too many. */
export function readArguments(
  command: Command,
  args: readonly string[],
  variables: Surroundings["variables"],
): { readonly args: readonly string[]; readonly values: Values } {
  const seeHelp = `See \`telltale ${command.name} --help\`.`;
  const { values, positionals } = parse(command, args, seeHelp);
  const expected = command.argument.split(" ").filter((name) => name !== "");
  const missing = expected.find((name, index) => !name.startsWith("[") && (positionals[index] ?? "") === "");
  if (missing !== undefined) throw wrongUsage(`\`telltale ${command.name}\` needs ${missing}.`, seeHelp);
  if (positionals.length > expected.length && !command.argument.includes("…"))
    throw wrongUsage(
      expected.length === 1
        ? `\`telltale ${command.name}\` takes one ${command.argument}, not ${positionals.length}.`
        : `\`telltale ${command.name}\` takes ${command.argument || "no arguments"}, not ${positionals.length} arguments.`,
      seeHelp,
    );
  const resolved = Object.entries(command.options).map(([name, { variable }]) => {
    const fallback = variable === undefined ? undefined : variables[variable];
    return [name, values[name] ?? (fallback === "" ? undefined : fallback)] as const;
  });
  return { args: positionals, values: Object.fromEntries(resolved) };
}

function parse(
  { options }: Command,
  args: readonly string[],
  seeHelp: string,
): { values: Values; positionals: readonly string[] } {
  const forms = Object.entries(options).map(
    ([name, { value, repeated = false }]) =>
      [name, { type: value === undefined ? "boolean" : "string", multiple: repeated }] as const,
  );
  try {
    const { values, positionals } = parseArgs({
      args: withNegatives(args, options),
      options: Object.fromEntries(forms),
      allowPositionals: true,
    });
    return { values: values as Values, positionals };
  } catch (error) {
    const [reason = ""] = (error as Error).message.split(/\. To specify|\n/, 1);
    throw wrongUsage(`${reason.replace(/\.$/, "")}.`, seeHelp);
  }
}

/** `--from -7d` as `--from=-7d`: `parseArgs` takes a value that begins with a hyphen for an option. */
function withNegatives(args: readonly string[], options: Options): string[] {
  const joined: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const [arg, next] = [args[at]!, args[at + 1]];
    const takesValue = arg.startsWith("--") && options[arg.slice(2)]?.value !== undefined;
    if (takesValue && next !== undefined && /^-\d/.test(next)) {
      joined.push(`${arg}=${next}`);
      at++;
    } else joined.push(arg);
  }
  return joined;
}

/** The text of `--help`. */
export function helpOf({ name, help, details, argument, options }: Command): string {
  const rows = Object.entries({ ...options, help: { help: "this text" } as OptionDeclaration }).map(
    ([option, { value, help: text, variable }]) => [
      `--${option}${value === undefined ? "" : ` ${value}`}`,
      variable === undefined ? text : `${text} (or ${variable})`,
    ],
  );
  const width = Math.max(...rows.map(([left]) => left!.length));
  const lines = rows.map(([left, right]) => `  ${left!.padEnd(width)}  ${right}`);
  return [
    `Usage: telltale ${name} [options] ${argument}`.trimEnd(),
    "",
    `${help[0]!.toUpperCase()}${help.slice(1)}.\n${details}`,
    "",
    ...lines,
  ].join("\n");
}

// Writes the reference of the console's commands and options from their declarations; with `--check` it fails where the page differs.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { consoleOptions } from "../packages/console/src/config.ts";
import {
  type AnyCommand,
  commands,
  doctorOptions,
  startOptions,
} from "../packages/console/src/config/commands.ts";
import { nameOf, type Option, optionGroups } from "../packages/console/src/config/option.ts";
import { exitCode } from "../packages/console/src/problem/codes.ts";
import { root } from "./source-files.ts";

const target = "docs/reference/console-options.md";
const intro = `# Console options

<!-- Written by tools/options.ts from the declarations in packages/console/src/config. -->

A flag overrides its environment variable, and a variable overrides the default. An empty variable counts as unset. In a variable, a list is separated by commas, and \`true\` turns a switch on. Every command has \`--help\`.

Every command warns on standard error of a variable that no command reads and that begins with \`TELLTALE_CONSOLE_\` or is nearly the name of a known one, and names that one.

## Exit codes

| code | meaning |
| --- | --- |
| ${exitCode.ok} | Done. |
| ${exitCode.failed} | The command failed, or a part of it: \`import\` could not load a file, \`doctor\` found a problem. |
| ${exitCode.usage} | An option, an argument, a variable or a configuration file is wrong. The command did nothing. |
| 130 | A second signal stopped \`start\` at once. |

## telltale-console start, telltale-console doctor
`;
const ofCommands = `
\`TELLTALE_CONSOLE_DATA\` sets the data directory for the other commands as well. Without \`--url\` and \`--data\` they use the console that runs on that directory, or else the one at http://127.0.0.1:4319.
`;

/** The page. */
export function describeOptions(options: readonly Option<unknown>[], others: readonly AnyCommand[]): string {
  const sections = optionGroups.map(
    (group) => `\n### ${group}\n\n${table(options.filter((option) => option.group === group))}`,
  );
  return [intro, ...sections, ofCommands, ...others.map(describeCommand)].join("");
}

function describeCommand({ name, help, argument, options }: AnyCommand): string {
  const words = argument === undefined ? name : `${name} ${placeholder(argument[0])}`;
  const ofArgument = argument === undefined ? "" : ` \`${placeholder(argument[0])}\`: ${argument[1]}.`;
  return `\n## telltale-console ${words}\n\n${sentence(help)}${ofArgument}\n\n${table(Object.values(options))}`;
}

function table(options: readonly Option<unknown>[]): string {
  return `| flag | variable | default | |\n| --- | --- | --- | --- |\n${options.map(describe).join("")}`;
}

function describe(option: Option<unknown>): string {
  const [, value] = option.flag.split(" ");
  const flag = [nameOf(option), ...(value === undefined ? [] : [placeholder(value)])];
  const variable = option.variable === undefined ? "" : `\`${option.variable}\``;
  const usual = option.default === undefined ? (option.defaultNote ?? "") : `\`${option.default}\``;
  const text = [sentence(option.help), ...(option.docs === undefined ? [] : [option.docs])].join(" ");
  return `| \`${flag.join(" ")}\` | ${variable} | ${option.required === true ? "required" : usual} | ${text} |\n`;
}

/** `FILE…` of `<files...>`. */
function placeholder(value: string): string {
  return value
    .replaceAll(/[<>[\]]/g, "")
    .replace("...", "…")
    .toUpperCase();
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

if (import.meta.main) {
  const text = describeOptions(
    Object.values({ ...consoleOptions, ...startOptions, ...doctorOptions }),
    commands,
  );
  const file = path.join(root, target);
  const same = existsSync(file) && readFileSync(file, "utf8") === text;
  if (process.argv.includes("--check") && !same) {
    console.error(
      `${target} is not what the declarations say: run \`node --conditions=telltale-source tools/options.ts\`.`,
    );
    process.exitCode = 1;
  } else if (!same) writeFileSync(file, text);
}

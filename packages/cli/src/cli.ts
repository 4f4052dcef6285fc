#!/usr/bin/env node
// The command `telltale-cli`, which `telltale` of the library hands its other commands to: finds the command, runs it, reports its failure.
import { createRequire } from "node:module";
import { unknownVariables } from "catalog/unknown-variables";
import { printable, visible } from "quoting/terminal";
import { alertsCommand } from "./catalog/alerts-command.ts";
import { checkCommand } from "./catalog/check-command.ts";
import { exportCommand } from "./catalog/registry/export-command.ts";
import { importCommand } from "./catalog/registry/import-command.ts";
import { applicationCoverageCommand } from "./code/application/command.ts";
import { dashboardsCommand } from "./catalog/dashboards-command.ts";
import { diffCommand } from "./catalog/diff-command.ts";
import { docsCommand } from "./catalog/docs-command.ts";
import { catalogCoverageCommand } from "./code/coverage-command.ts";
import { catalogInitCommand } from "./code/init-command.ts";
import { didYouMean } from "./code/did-you-mean.ts";
import { type Command, helpOf, readArguments, type Surroundings } from "./command.ts";
import { exitCode, Failure, wrongUsage } from "./failure.ts";
import { knownVariables } from "./known-variables.ts";
import { migrateCommand } from "./migrate/command.ts";
import { replayCommand } from "./alerts/replay-command.ts";
import { injectCommand } from "./sourcemaps/inject-command.ts";
import { typesCommand } from "./catalog/types-command.ts";
import { uploadCommand } from "./sourcemaps/upload-command.ts";

// only declarations: a command imports its work when it runs
const commands: readonly Command[] = [
  alertsCommand,
  catalogCoverageCommand,
  catalogInitCommand,
  checkCommand,
  exportCommand,
  importCommand,
  applicationCoverageCommand,
  dashboardsCommand,
  diffCommand,
  docsCommand,
  injectCommand,
  migrateCommand,
  typesCommand,
  uploadCommand,
  replayCommand,
];
const isHelp = (word: string | undefined): boolean => word === "--help" || word === "-h" || word === "help";

async function main(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { version } = createRequire(import.meta.url)("../package.json") as { version: string };
  const [first] = args;
  if (first === "--version" || first === "-v") {
    surroundings.print(version);
    return exitCode.ok;
  }
  // a name has one or two words
  const command = commands.find(({ name }) => args.slice(0, name.split(" ").length).join(" ") === name);
  if (command !== undefined) {
    const rest = args.slice(command.name.split(" ").length);
    if (rest.some(isHelp)) {
      surroundings.print(helpOf(command));
      return exitCode.ok;
    }
    for (const warning of unknownVariables(surroundings.variables, { known: new Set(knownVariables) }))
      surroundings.report(`telltale: ${warning}`);
    const { args: positionals, values } = readArguments(command, rest, surroundings.variables);
    return command.run(positionals, values, surroundings);
  }
  const isKnown =
    first === undefined || isHelp(first) || commands.some(({ name }) => name.startsWith(`${first} `));
  if (!isKnown || (args.length > 1 && !args.some(isHelp))) throw unknownCommand(args);
  const group = commands.filter(({ name }) => name.startsWith(`${first} `));
  surroundings.print(overview(version, group.length > 0 ? group : commands));
  return args.some(isHelp) ? exitCode.ok : exitCode.usage;
}

function unknownCommand(args: readonly string[]): Failure {
  const [first, second] = args;
  const given = args.slice(0, 2).join(" ");
  const names = commands.map(({ name }) => name);
  const isGroup = names.some((name) => name.startsWith(`${first} `));
  const help = `See \`${isGroup ? `telltale ${first}` : "telltale-cli"} --help\`.`;
  if (isGroup && second?.startsWith("-") === true) return wrongUsage(`Unknown option '${second}'.`, help);
  return wrongUsage(
    `There is no command \`telltale ${given}\`.`,
    `${didYouMean(given, names)} ${help}`.trimStart(),
  );
}

function overview(version: string, shown: readonly Command[]): string {
  const rows = shown
    .map(({ name, argument, help }) => [`telltale ${name} ${argument}`.trimEnd(), help] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const width = Math.max(...rows.map(([usage]) => usage.length));
  return [
    `telltale-cli ${version}`,
    "",
    ...rows.map(([usage, help]) => `  ${usage.padEnd(width)}  ${help}`),
    "",
    `Options of a command: telltale ${shown[0]!.name} --help`,
    "Exit codes: 0 done, 1 failed or findings, 2 wrong option or argument",
  ].join("\n");
}

/** Prints a failure as message and fix. */
function reportFailure(error: unknown): number {
  if (!(error instanceof Failure)) {
    console.error(error);
    return exitCode.failed;
  }
  console.error(visible(`telltale: ${error.message}\n${error.fix}`));
  return error.exit;
}

const { stdout, stderr } = process;
const code = await main(process.argv.slice(2), {
  variables: process.env,
  print: (text) => console.log(visible(text)),
  printRaw: stdout.isTTY ? undefined : (text) => stdout.write(`${text}\n`),
  report: (line) => console.error(visible(line)),
  progress: stderr.isTTY ? (line) => stderr.write(`\r\u001B[K${printable(line)}`) : undefined,
}).catch(reportFailure);
process.exitCode = code;
// a catalog may have left a timer or a server behind; the output first
stdout.write("", () => stderr.write("", () => process.exit(code)));

// The command line: parses it, calls a command, and reports its errors. What only other commands need is not loaded for a start, and what
// the console itself needs only after its engine was started: the one loads while the other starts.
import { nearest } from "catalog/nearest";
import { Command, CommanderError } from "commander";
import { consoleOptions, readConfig } from "./config.ts";
import { startOptions } from "./config/commands.ts";
import { addOptions, flagsOf, readOptions } from "./config/option.ts";
import { unknownVariables } from "./config/unknown-variables.ts";
import { isStart } from "./is-start.ts";
import { createLog } from "./log.ts";
import { exitCode, meaningOf } from "./problem/codes.ts";
import { ProblemError } from "./problem/problem.ts";
import { startEarly } from "./early-engine.ts";
import { readVersion } from "./version.ts";

const program = new Command("telltale-console")
  .description(
    "Receives OpenTelemetry (OTLP), stores it in an embedded ClickHouse, and shows it in the browser.",
  )
  .version(readVersion())
  .addHelpText(
    "after",
    "\nA look at it with the data of a shop: telltale-console demo" +
      "\nPorts, addresses, storage, authentication: telltale-console start --help" +
      "\nExit codes: 0 done, 1 failed, 2 wrong option, argument or configuration file",
  )
  .showHelpAfterError("(see --help)")
  .exitOverride();

addOptions(
  program.command("start", { isDefault: true }).description("start the console (the default command)"),
  { ...consoleOptions, ...startOptions },
).action(async (_flags: unknown, command: Command) => {
  const { printAddresses } = readOptions(startOptions, flagsOf(command), process.env);
  const config = readConfig(flagsOf(command), process.env);
  const log = createLog(config.logLevel);
  for (const warning of unknownVariables(process.env)) log.warn(warning);
  const { engine } = await startEarly(config, log);
  const { runStart } = await import("./start-command.ts");
  await runStart(config, log, printAddresses === "json", engine);
});

if (!isStart(process.argv.slice(2))) {
  const { addOtherCommands } = await import("./commands/commands.ts");
  addOtherCommands(program);
  program.hook("preAction", () => {
    for (const warning of unknownVariables(process.env)) console.error(`telltale-console: ${warning}`);
  });
}

try {
  checkCommand(process.argv[2]);
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

/** @throws {ProblemError} for a name that no command has: commander would take it as an argument of `start`. */
function checkCommand(name: string | undefined): void {
  const names = [...program.commands.map((command) => command.name()), "help"];
  if (name === undefined || name.startsWith("-") || names.includes(name)) return;
  const near = nearest(name, names);
  throw new ProblemError(
    "BAD_OPTION",
    `There is no command \`${name}\`${near === undefined ? "." : `: did you mean \`${near}\`?`}`,
    "`telltale-console --help` lists all commands.",
  );
}

/** Prints what went wrong, which commander has done for its own errors, and returns the exit code. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.ok : exitCode.usage;
  if (!(error instanceof ProblemError)) {
    console.error(error);
    return exitCode.failed;
  }
  console.error(["telltale-console: " + error.message, error.fix].filter((line) => line !== "").join("\n"));
  return meaningOf(error.code).exit;
}

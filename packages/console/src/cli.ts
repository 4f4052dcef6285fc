#!/usr/bin/env node
// The command `telltale-console`: parses the command line, calls a command, and reports its errors.
import { Command, CommanderError } from "commander";
import { consoleOptions, readConfig } from "./config.ts";
import { doctorOptions, startOptions } from "./config/commands.ts";
import { addOptions, flagsOf, readOptions } from "./config/option.ts";
import { addBackupCommand } from "./commands/backup.ts";
import { addDetectCommand } from "./commands/detect.ts";
import { addExportCommand } from "./commands/export.ts";
import { addImportCommand } from "./commands/import.ts";
import { addRestoreCommand } from "./commands/restore.ts";
import { addRetentionCommand } from "./commands/retention.ts";
import { addSessionCommands } from "./commands/session.ts";
import { addSqlCommand } from "./commands/sql.ts";
import { addTokenCommands } from "./commands/token.ts";
import { createLog } from "./log.ts";
import { runDoctor } from "./doctor/doctor.ts";
import { exitCode, meaningOf } from "./problem/codes.ts";
import { ProblemError } from "./problem/problem.ts";
import { runStart } from "./start-command.ts";
import { readVersion } from "./version.ts";

const program = new Command("telltale-console")
  .description(
    "Receives OpenTelemetry (OTLP), stores it in an embedded ClickHouse, and shows it in the browser.",
  )
  .version(readVersion())
  .addHelpText(
    "after",
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
  await runStart(config, createLog(config.logLevel), printAddresses === "json");
});

addOptions(
  program
    .command("doctor")
    .description(
      "check whether the console can run here, and test the one that runs: a span over each protocol",
    ),
  { ...consoleOptions, ...doctorOptions },
).action(async (_flags: unknown, command: Command) => {
  const values = readOptions(doctorOptions, flagsOf(command), process.env);
  const config = readConfig(flagsOf(command), process.env);
  process.exitCode = await runDoctor(config, values, (line) => console.log(line));
});

addImportCommand(program);
addExportCommand(program);
addSqlCommand(program);
addDetectCommand(program);
addBackupCommand(program);
addRestoreCommand(program);
addTokenCommands(program);
addSessionCommands(program);
addRetentionCommand(program);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
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

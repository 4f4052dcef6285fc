#!/usr/bin/env node
// The command `telltale-console`. Parses, calls, prints; everything it does lives elsewhere.
import { Command, CommanderError, Option } from "commander";
import { consoleOptions, readConfig } from "./config.ts";
import { addOptions, flagsOf } from "./config/option.ts";
import { addBackupCommand } from "./commands/backup.ts";
import { addExportCommand } from "./commands/export.ts";
import { addRestoreCommand } from "./commands/restore.ts";
import { addRetentionCommand } from "./commands/retention.ts";
import { addSessionCommand } from "./commands/session.ts";
import { addSqlCommand } from "./commands/sql.ts";
import { addTokenCommand } from "./commands/token.ts";
import { urlOption } from "./config/url-option.ts";
import { createLog } from "./log.ts";
import { runDoctor } from "./doctor.ts";
import { runImport } from "./import/import-command.ts";
import { startConsole } from "./main.ts";
import { exitCode, meaningOf } from "./problem/codes.ts";
import { ProblemError } from "./problem/problem.ts";
import { runStart } from "./start-command.ts";
import { refuseRemoteDirectory } from "./store/engine/directory-use.ts";
import { readVersion } from "./version.ts";

interface ImportFlags {
  readonly url?: string;
  readonly otlp?: string;
  readonly data?: string;
  readonly tokenFile?: string;
}

const program = new Command("telltale-console")
  .description("Receives OpenTelemetry (OTLP), keeps it in a ClickHouse of its own, and shows it on a page.")
  .version(readVersion())
  .addHelpText(
    "after",
    "\nPorts, addresses, storage, authentication: telltale-console start --help" +
      "\nExit codes: 0 done, 1 failed, 2 wrong option, argument or configuration file",
  )
  .showHelpAfterError("(see --help)")
  .exitOverride();

addOptions(
  program
    .command("start", { isDefault: true })
    .description("start the console (what happens without a command)"),
  consoleOptions,
)
  .addOption(
    new Option("--print-addresses <format>", "print the addresses in use as one line on standard output")
      .choices(["json"])
      .helpGroup("General:"),
  )
  .action(async ({ printAddresses }: { printAddresses?: string }, command: Command) => {
    const config = readConfig(flagsOf(command), process.env);
    await runStart(config, createLog(config.logLevel), printAddresses === "json");
  });

addOptions(
  program
    .command("doctor")
    .description("check whether the console can run here: engine, ports, data directory"),
  consoleOptions,
).action(async (_flags: unknown, command: Command) => {
  process.exitCode = await runDoctor(readConfig(flagsOf(command), process.env), (line) => console.log(line));
});

program
  .command("import")
  .description(
    "load recorded telemetry: OTLP JSON, Zipkin v2 JSON, Jaeger JSON and others, spans and logs as CSV or Parquet; the format is detected",
  )
  .argument("<files...>", "files to load, gzip or not; - is standard input")
  .addOption(urlOption())
  .option("--otlp <url>", "send to this OTLP/HTTP address")
  .option(
    "--data <dir>",
    "the console on this data directory; when none runs, it is opened for the time of the import",
  )
  .option("--token-file <file>", "file with the console's token")
  .action(async (files: string[], flags: ImportFlags) => {
    const config = readConfig(
      {
        data: flags.data,
        tokenFile: flags.tokenFile,
        logLevel: "warn",
        listen: "127.0.0.1",
        port: "0",
        otlpHttpPort: "0",
        otlpGrpcPort: "0",
      },
      process.env,
    );
    process.exitCode = await runImport({
      files,
      url: flags.url,
      otlp: flags.otlp,
      hasData: flags.data !== undefined,
      dataDir: config.dataDir,
      token: config.token,
      openConsole: async () => {
        if (config.store.clickhouse === undefined) refuseRemoteDirectory(config.dataDir);
        return startConsole(config, createLog("warn"));
      },
      print: (line) => process.stderr.write(`${line}\n`),
      onProgress: process.stderr.isTTY ? (items) => process.stderr.write(`\r${items} sent\r`) : undefined,
    });
  });

addBackupCommand(program);
addExportCommand(program);
addRestoreCommand(program);
addSqlCommand(program);
addTokenCommand(program);
addSessionCommand(program);
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

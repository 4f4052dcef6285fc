#!/usr/bin/env node
// The command `telltale-console`. Parses, calls, prints; everything it does lives elsewhere.
import { readFileSync } from "node:fs";
import { Command, Option } from "commander";
import { type Flags, readConfig, UsageError } from "./config.ts";
import { addBackupCommand } from "./commands/backup.ts";
import { addExportCommand } from "./commands/export.ts";
import { addRestoreCommand } from "./commands/restore.ts";
import { addRetentionCommand } from "./commands/retention.ts";
import { addSessionCommand } from "./commands/session.ts";
import { addSqlCommand } from "./commands/sql.ts";
import { addTokenCommand } from "./commands/token.ts";
import { withAccessOptions } from "./config/auth-options.ts";
import { withIntakeOptions } from "./config/intake-options.ts";
import { withAttributeOptions } from "./config/attributes.ts";
import { withStorageOptions } from "./config/storage-options.ts";
import { withStoreOptions } from "./config/store-options.ts";
import { createLog, logLevels } from "./log.ts";
import { runDoctor } from "./doctor.ts";
import { runImport } from "./import/import-command.ts";
import { ImportError } from "./import/import-error.ts";
import { startConsole } from "./main.ts";
import { runStart } from "./start-command.ts";
import { refuseRemoteDirectory } from "./store/engine/directory-use.ts";
import { StoreError } from "./store/store-error.ts";

interface ImportFlags {
  readonly url?: string;
  readonly otlp?: string;
  readonly data?: string;
  readonly tokenFile?: string;
}

const program = new Command("telltale-console")
  .description("Receives OpenTelemetry (OTLP), keeps it in a ClickHouse of its own, and shows it on a page.")
  .version(readVersion())
  .addHelpText("after", "\nPorts, addresses, storage, who may come in: telltale-console start --help")
  .showHelpAfterError("(--help tells more)");

withServerOptions(
  program
    .command("start", { isDefault: true })
    .description("start the console (what happens without a command)"),
)
  .addOption(
    new Option("--print-addresses <format>", "print the addresses in use as one line on standard output")
      .choices(["json"])
      .helpGroup("Options:"),
  )
  .action(async (flags: Flags & { printAddresses?: string }) => {
    const config = readConfig(flags, process.env);
    await runStart(config, createLog(config.logLevel), flags.printAddresses === "json");
  });

withServerOptions(
  program
    .command("doctor")
    .description("check whether the console can run here: engine, ports, data directory"),
).action(async (flags: Flags) => {
  process.exitCode = await runDoctor(readConfig(flags, process.env), (line) => console.log(line));
});

program
  .command("import")
  .description(
    "load recorded telemetry: OTLP JSON, Zipkin v2 JSON, Jaeger JSON and others, spans and logs as CSV or Parquet; the format is detected",
  )
  .argument("<files...>", "files to load, gzip or not; - is standard input")
  .option("--url <url>", "page address of the console that is meant (TELLTALE_CONSOLE_URL)")
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
      url: flags.url ?? process.env["TELLTALE_CONSOLE_URL"],
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
  process.exitCode = 1;
  if (error instanceof UsageError || error instanceof ImportError)
    console.error(`telltale-console: ${error.message}`);
  else if (error instanceof StoreError) console.error(`telltale-console: ${error.message}\n${error.fix}`);
  else console.error(error);
}

/** In the order in which one needs them. */
function withServerOptions(command: Command): Command {
  const basic = command
    .optionsGroup("Options:")
    .option("--data <dir>", "where everything is kept (TELLTALE_CONSOLE_DATA)")
    .option("--port <port>", "page and API; 0 picks a free one (TELLTALE_CONSOLE_PORT, default 4319)")
    .option("--otlp-http-port <port>", "OTLP/HTTP (TELLTALE_CONSOLE_OTLP_HTTP_PORT, default 4318)")
    .option("--otlp-grpc-port <port>", "OTLP/gRPC (TELLTALE_CONSOLE_OTLP_GRPC_PORT, default 4317)")
    .option(
      "--listen <host>",
      "address to listen on; off loopback a token is needed (TELLTALE_CONSOLE_LISTEN, default 127.0.0.1)",
    )
    .option(
      "--token-file <file>",
      "file with the token asked of everybody (TELLTALE_CONSOLE_TOKEN_FILE; or the token itself in TELLTALE_TOKEN)",
    )
    .addOption(
      new Option(
        "--log-level <level>",
        "how much the console tells of itself (TELLTALE_CONSOLE_LOG_LEVEL, default info)",
      ).choices(logLevels),
    );
  withStorageOptions(basic.optionsGroup("What is kept:"));
  withAttributeOptions(basic);
  withAccessOptions(basic.optionsGroup("Who may come in, and over what:"))
    .option(
      "--allowed-host <name...>",
      "names the page answers to, beside loopback's (TELLTALE_CONSOLE_ALLOWED_HOSTS)",
    )
    .option(
      "--allowed-origin <origin...>",
      "web pages that may send telemetry, beside those on loopback (TELLTALE_CONSOLE_ALLOWED_ORIGINS)",
    );
  withIntakeOptions(basic.optionsGroup("What is taken beside OTLP:"));
  return withStoreOptions(basic.optionsGroup("A ClickHouse of your own, and several consoles:"));
}

function readVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  return manifest.version;
}

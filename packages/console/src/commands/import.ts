// `telltale-console import FILE…`: the command line of the import.
import type { Command } from "commander";
import { readConfig } from "../config.ts";
import { importCommand, type ImportValues } from "../config/commands.ts";
import { runImport } from "../import/import-command.ts";
import { createLog } from "../log.ts";
import { startConsole } from "../main.ts";
import { refuseRemoteDirectory } from "../store/engine/directory-use.ts";
import { addCommand } from "./add-command.ts";

export function addImportCommand(program: Command): void {
  addCommand(program, importCommand, importFiles);
}

async function importFiles(
  { url, otlp, data, tokenFile }: ImportValues,
  files: readonly string[],
): Promise<void> {
  const freePorts = { port: "0", otlpHttpPort: "0", otlpGrpcPort: "0" };
  const config = readConfig(
    { data, tokenFile, logLevel: "warn", listen: "127.0.0.1", ...freePorts },
    process.env,
  );
  process.exitCode = await runImport({
    files,
    url,
    otlp,
    hasData: data !== undefined,
    dataDir: config.dataDir,
    token: config.token,
    openConsole: async () => {
      if (config.store.clickhouse === undefined) refuseRemoteDirectory(config.dataDir);
      return startConsole(config, createLog("warn"));
    },
    print: (line) => process.stderr.write(`${line}\n`),
    onProgress: process.stderr.isTTY ? (items) => process.stderr.write(`\r${items} sent\r`) : undefined,
  });
}

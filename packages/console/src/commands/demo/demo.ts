// `telltale-console demo`: a console with a demo shop beside it, without a checkout.
import { mkdtempSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { type DemoValues, demoCommand } from "../../config/demo-command.ts";
import { readVersion } from "../../version.ts";
import { addCommand } from "../add-command.ts";
import { consoleArguments, demoVariables } from "./arguments.ts";
import { cacheDirectory, findShop, installShop, shopPackage, type ShopPackage } from "./shop-package.ts";
import { startChild, supervise } from "./supervise.ts";

export function addDemoCommand(program: Command): void {
  addCommand(program, demoCommand, async (values) => {
    process.exitCode = await runDemo(values, readyShop(readVersion()));
  });
}

/** The shop's package, installed where it is missing. @throws {ProblemError} */
function readyShop(version: string): ShopPackage {
  const cache = cacheDirectory(version, process.platform, homedir(), process.env);
  const found = findShop(version, [import.meta.dirname, cache]);
  if (found !== undefined) return found;
  console.log(`Installing ${shopPackage} ${version} into ${cache} (once) …`);
  installShop(version, cache);
  const installed = findShop(version, [cache]);
  if (installed === undefined) throw new Error(`npm installed no ${shopPackage} ${version} into ${cache}.`);
  return installed;
}

/** Runs until a signal, and returns the exit code. */
async function runDemo(values: DemoValues, shop: ShopPackage): Promise<number> {
  const isTemporary = values.data === undefined;
  const data = values.data ?? mkdtempSync(join(tmpdir(), "telltale-demo-"));
  const env = demoVariables(process.env);
  const program = [...process.execArgv, process.argv[1]!];
  try {
    return await supervise({
      startConsole: () => startChild([...program, ...consoleArguments(values, data, shop)], "pipe", env),
      startShop: ({ otlpHttp }) =>
        startChild([shop.script, "--endpoint", otlpHttp, "--shoppers", values.shoppers], "inherit", env),
      describe: ({ page, otlpHttp, otlpGrpc }) => `  page        ${page}
  OTLP/HTTP   ${otlpHttp}
  OTLP/gRPC   ${otlpGrpc}
  data        ${isTemporary ? `${data}, deleted at the end; --data DIR keeps it` : data}

  The demo shop is opening. Its first purchases appear within a minute.

  Ctrl-C stops everything.`,
    });
  } finally {
    if (isTemporary) rmSync(data, { recursive: true, force: true, maxRetries: 5 });
  }
}

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
import { endSignals, startChild, supervise } from "./supervise.ts";

export function addDemoCommand(program: Command): void {
  addCommand(program, demoCommand, async (values) => {
    const shop = await readyShop(readVersion());
    process.exitCode = shop === undefined ? interrupted : await runDemo(values, shop);
  });
}

/** The exit code of a program that Ctrl-C ended. */
const interrupted = 130;

/** The shop's package, installed where it is missing; undefined when a signal ended that. @throws {ProblemError} */
async function readyShop(version: string): Promise<ShopPackage | undefined> {
  const cache = cacheDirectory(version, process.platform, homedir(), process.env);
  const found = findShop(version, [import.meta.dirname, cache]);
  if (found !== undefined) return found;
  console.log(`Installing ${shopPackage} ${version} into ${cache} (once) …`);
  const ended = new AbortController();
  const end = (): void => ended.abort();
  for (const signal of endSignals) process.on(signal, end);
  try {
    await installShop(version, cache, ended.signal);
  } catch (error) {
    if (ended.signal.aborted) return undefined;
    throw error;
  } finally {
    for (const signal of endSignals) process.off(signal, end);
  }
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
    if (isTemporary) rmSync(data, { recursive: true, force: true, maxRetries: 10 });
  }
}

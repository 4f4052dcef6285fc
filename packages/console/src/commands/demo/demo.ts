// `telltale-console demo`: a console with a demo shop beside it, without a checkout.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { type DemoValues, demoCommand } from "../../config/demo-command.ts";
import { readVersion } from "../../version.ts";
import { addCommand } from "../add-command.ts";
import { consoleArguments, demoVariables } from "./arguments.ts";
import { prepareShop } from "./prepare-shop.ts";
import { endSignals, startChild, supervise } from "./supervise.ts";

export function addDemoCommand(program: Command): void {
  addCommand(program, demoCommand, async (values) => {
    process.exitCode = await runDemo(values, readVersion());
  });
}

const makeFolder = (): string => mkdtempSync(join(tmpdir(), "telltale-demo-"));

/** Runs until a signal, and returns the exit code. The console opens while npm still installs the shop. @throws {ProblemError} */
async function runDemo(values: DemoValues, version: string): Promise<number> {
  // a signal from now on waits for the handlers of `supervise`, or the folders would stay
  for (const signal of endSignals) process.on(signal, () => {});
  // not one in the other: the engine has a user of its own
  const [files, data] = [makeFolder(), values.data ?? makeFolder()];
  const stopped = new AbortController();
  const shop = prepareShop(version, files, stopped.signal);
  const env = demoVariables(process.env);
  const program = [...process.execArgv, process.argv[1]!];
  let script = "";
  const shopReady = shop.script.then((found) => (script = found));
  try {
    return await supervise({
      startConsole: () => startChild([...program, ...consoleArguments(values, data, shop)], "pipe", env),
      shopReady,
      startShop: ({ otlpHttp }) =>
        startChild([script, "--endpoint", otlpHttp, "--shoppers", values.shoppers], "inherit", env),
      describe: ({ page, otlpHttp, otlpGrpc }) => `  page        ${page}
  OTLP/HTTP   ${otlpHttp}
  OTLP/gRPC   ${otlpGrpc}
  data        ${values.data === undefined ? `${data}, deleted at the end; --data DIR keeps it` : data}

  ${shop.isInstalled ? "The demo shop is opening." : "The demo shop opens when npm has installed it."} Its first purchases appear within a minute after that.

  Ctrl-C stops everything.`,
    });
  } finally {
    stopped.abort();
    await shopReady.catch(() => {}); // then npm writes no more
    for (const folder of values.data === undefined ? [files, data] : [files])
      rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

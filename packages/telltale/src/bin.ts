#!/usr/bin/env node
// The command `telltale`: `doctor` and `instrument` are here, every other command belongs to the package `telltale-cli`.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { visible } from "quoting/terminal";
import { version } from "./version.ts";

// found by path, as it is built with the library
const commands = import.meta.url.endsWith(".ts") ? "./command.ts" : "./command.cjs";
const { runDoctor, runInstrument } = createRequire(import.meta.url)(
  commands,
) as typeof import("./command.ts");

const help = `telltale ${version}

  telltale doctor      the resolved configuration, and whether the endpoints answer (telltale doctor --help)
  telltale instrument  what telltale/register instruments in the application of this folder (telltale instrument --help)
  telltale --version   the version of the library
  telltale --help      this text

Commands of the package telltale-cli (npm install --save-dev telltale-cli):

  telltale catalog     declare telemetry once: propose, check, document, compare (telltale catalog --help)
  telltale coverage    what of an application no telemetry shows (telltale coverage --help)
  telltale migrate     convert calls of OpenTelemetry's API and of prom-client (telltale migrate --help)
  telltale replay      test alert rules with recorded or synthetic data (telltale replay --help)
  telltale sourcemaps  upload source maps to the console (telltale sourcemaps --help)`;

async function main([command, ...rest]: readonly string[]): Promise<number> {
  switch (command) {
    case "doctor":
      return runDoctor(rest, {
        variables: process.env,
        print: (text) => console.log(visible(text)),
        complain: (text) => console.error(visible(text)),
      });
    case "instrument":
      return runInstrument(rest, {
        folder: process.cwd(),
        variables: process.env,
        print: (text) => console.log(visible(text)),
        complain: (text) => console.error(visible(text)),
      });
    case undefined:
    case "--help":
    case "-h":
    case "help":
      console.log(help);
      return command === undefined ? 2 : 0;
    case "--version":
    case "-v":
      console.log(version);
      return 0;
    default:
      return handOver([command, ...rest]);
  }
}

/** Runs telltale-cli as the application's folder, or this library's, finds it. */
async function handOver(args: readonly string[]): Promise<number> {
  const cli = findCli();
  if (cli === undefined) {
    console.error(
      `\`telltale ${args[0]}\` is a command of the package telltale-cli: npm install --save-dev telltale-cli`,
    );
    return 2;
  }
  const child = spawn(process.execPath, [cli, ...args], { stdio: "inherit" });
  return new Promise((resolve) => {
    child.on("error", () => resolve(1));
    child.on("exit", (code) => resolve(code ?? 1));
  });
}

function findCli(): string | undefined {
  for (const from of [path.join(process.cwd(), "package.json"), import.meta.url]) {
    try {
      const manifest = createRequire(from).resolve("telltale-cli/package.json");
      const { bin } = JSON.parse(readFileSync(manifest, "utf8")) as { bin?: string | Record<string, string> };
      const file = typeof bin === "string" ? bin : Object.values(bin ?? {})[0];
      if (file !== undefined) return path.join(path.dirname(manifest), file);
    } catch {
      // not installed beside this one; there may be one beside the other
    }
  }
  return undefined;
}

// Node ends a process that waits for what cannot happen any more, without a word if the wait is not at the top of a module.
const given = process.argv.slice(2);
function complainUnfinished(): void {
  console.error(
    `\`telltale ${given.join(" ")}\` ended unfinished: what it waits for cannot happen any more. Look for an \`await\` in the modules it loads that is never answered.`,
  );
  process.exitCode = 1;
}
process.once("exit", complainUnfinished);
void main(given)
  .finally(() => process.off("exit", complainUnfinished))
  .then((code) => (process.exitCode = code));

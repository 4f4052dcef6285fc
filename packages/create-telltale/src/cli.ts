#!/usr/bin/env node
// The command `create-telltale`, which `npm create telltale` runs: reads the arguments, writes the service, installs its packages.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { command } from "quoting/shell";
import { printable } from "quoting/terminal";

import { readArguments, type Request, usage } from "./arguments.ts";
import { createService } from "./create.ts";
import { Failure } from "./failure.ts";

const templates = fileURLToPath(new URL("../template", import.meta.url));

function main(args: readonly string[]): void {
  const { version } = createRequire(import.meta.url)("../package.json") as { version: string };
  const request = readArguments(args, process.cwd());
  if (request === "help") return console.log(usage);
  if (request === "version") return console.log(version);
  const files = createService(request, templates, version);
  console.log(`Created ${request.name} in ${printable(request.folder)} (${files.length} files).`);
  if (request.install) install(request.folder);
  console.log(nextSteps(request));
}

function install(folder: string): void {
  console.log("Installing its packages …");
  // npm is a script of the shell on Windows
  const options = { cwd: folder, stdio: "inherit", shell: process.platform === "win32" } as const;
  const { status, error } = spawnSync("npm", ["install", "--no-audit", "--no-fund"], options);
  if (status === 0) return;
  const reason = error === undefined ? `it ended with ${status}` : error.message;
  throw new Failure(
    `Cannot install the packages: \`npm install\`: ${reason}. The files are written: run it again in ${printable(folder)}.`,
    1,
    { cause: error },
  );
}

/** The command that goes to a folder, for the shell that people have there. */
function changeFolder(folder: string): string {
  if (process.platform !== "win32") return command(["cd", folder]);
  // names have no quotes there
  // oxlint-disable-next-line own/quoted-text
  return `cd ${/[^\w./\\:-]/.test(folder) ? `"${folder}"` : folder}`;
}

function nextSteps({ folder, install: isInstalled }: Request): string {
  const relative = path.relative(process.cwd(), folder);
  const place = relative.startsWith("..") ? folder : relative;
  const steps = [
    ...(place === "" ? [] : [changeFolder(place)]),
    ...(isInstalled ? [] : ["npm install"]),
    "npm test",
    "npm start",
  ];
  return `\nNext:\n\n${steps.map((step) => `  ${step}`).join("\n")}\n\nSee README.md for requests, the console and the alert.`;
}

try {
  main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(`create-telltale: ${error.message}`);
  process.exitCode = error.exitCode;
}

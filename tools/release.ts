// `npm run release`: sets the version of a release, checks that it is complete, packs and publishes its packages. CONTRIBUTING.md has the steps.
// Publishing needs no installed packages: the job that may publish runs this file with Node.js alone.
import { createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";

import { mistakesOf } from "./release/checks.ts";
import { pack } from "./release/pack.ts";
import { publish } from "./release/publish.ts";
import { setVersion } from "./release/version.ts";
import { root } from "./source-files.ts";

const usage = `Usage: npm run release -- version 0.2.0                     sets the version in every package.json
       npm run release -- check v0.2.0                       what a release under this tag lacks
       npm run release -- pack v0.2.0 FOLDER                 checks, and writes the files of the packages into the folder
       npm run release -- first 0.1.0                        prepares the first release: version, one step of the schema, one page of changelog
       npm run release -- publish v0.2.0 FOLDER [--dry-run]  publishes these files, those first that others depend on
       npm run release -- dry-run 0.2.0 FOLDER [--no-images] [--reuse-builds]
                                                             makes the whole release in the folder, from a copy of this checkout: packages, site,
                                                             images, signed statement; publishes to a registry of its own. With --reuse-builds it
                                                             builds only what the release changes
       npm run release -- verify FOLDER KEY                  compares the files of a dry run with its signed statement`;

async function main([command, target, ...more]: readonly string[]): Promise<number> {
  if (target === undefined) return wrong();
  if (command === "first" && more.length === 0) return first(target);
  if ((command === "version" || command === "check") && more.length === 0)
    return command === "version" ? version(target) : check(target);
  if (command === "dry-run") return dryRun(target, more);
  if (command === "verify" && more.length === 1) return verify(target, more[0]!);
  return ofFolder(command, target, more);
}

function ofFolder(
  command: string | undefined,
  target: string,
  [folder, ...flags]: readonly string[],
): number {
  if (folder === undefined || folder.startsWith("-")) return wrong();
  const packed = path.resolve(folder);
  if (command === "pack" && flags.length === 0) {
    if (check(target) !== 0) return 1;
    pack(root, target, packed, process.env);
    return 0;
  }
  const isDry = flags.length === 1 && flags[0] === "--dry-run";
  if (command !== "publish" || !(isDry || flags.length === 0)) return wrong();
  publish(target, packed, { isDry, variables: process.env });
  return 0;
}

function version(target: string): number {
  setVersion(root, target);
  console.log(
    "Run `npm install --package-lock-only` now, and move the changelog's entries below the new version.",
  );
  return 0;
}

function check(tag: string): number {
  const mistakes = mistakesOf(root, tag);
  for (const mistake of mistakes) console.error(mistake);
  if (mistakes.length > 0) console.error(`${tag} cannot be released: ${mistakes.length} mistakes.`);
  else console.log(`${tag} can be released.`);
  return mistakes.length > 0 ? 1 : 0;
}

async function first(target: string): Promise<number> {
  // it reads the console's code, which the job that publishes has not installed
  const { prepareFirst } = await import("./release/first.ts");
  const steps = await prepareFirst(root, target, new Date().toISOString().slice(0, 10));
  if (steps.length > 0) console.log(`The schema has one step in place of ${steps.length}.`);
  console.log("Run `npm install --package-lock-only` now.");
  return 0;
}

const dryRunFlags: ReadonlySet<string> = new Set(["--no-images", "--reuse-builds"]);

async function dryRun(target: string, [folder, ...flags]: readonly string[]): Promise<number> {
  if (folder === undefined || folder.startsWith("-") || flags.some((flag) => !dryRunFlags.has(flag)))
    return wrong();
  const release = await import("./release/dry-run.ts");
  await release.dryRun(target, path.resolve(folder), {
    hasImages: !flags.includes("--no-images"),
    reusesBuilds: flags.includes("--reuse-builds"),
    print: console.log,
  });
  console.log(`The release ${target} is in ${folder}. Nothing was published.`);
  return 0;
}

async function verify(folder: string, keyFile: string): Promise<number> {
  const { wrongFiles } = await import("./release/attest.ts");
  const mistakes = wrongFiles(path.resolve(folder), createPublicKey(readFileSync(keyFile)));
  for (const mistake of mistakes) console.error(mistake);
  if (mistakes.length === 0) console.log("All files are those of the statement, and the signature is valid.");
  return mistakes.length === 0 ? 0 : 1;
}

function wrong(): number {
  console.error(usage);
  return 2;
}

process.exitCode = await main(process.argv.slice(2));

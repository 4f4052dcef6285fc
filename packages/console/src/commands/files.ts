// `telltale-console files NAME --to DIR`: copies configuration that the guides use out of the package.
import { constants, copyFileSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Command } from "commander";
import { type FileSet, fileSets, filesCommand } from "../config/files-command.ts";
import { builtFolder } from "../http/assets.ts";
import { ProblemError } from "../problem/problem.ts";
import { addCommand } from "./add-command.ts";

/** The folders of a set: those that its files refer to come with it. */
const foldersOf: Readonly<Record<FileSet, readonly string[]>> = {
  systemd: ["systemd"],
  kubernetes: ["kubernetes", "collector"],
  prometheus: ["prometheus"],
  grafana: ["grafana"],
  collector: ["collector"],
};

export function addFilesCommand(program: Command): void {
  addCommand(program, filesCommand, async ({ to }, [name = ""]) => {
    for (const file of copyFiles(name, to)) console.log(file);
  });
}

/**
 * Copies the files of a set below `to` and returns their paths. Files that are there with the same content stay.
 *
 * @throws {ProblemError} `BAD_OPTION` for an unknown set, and before the first file when one of them is there with other content.
 */
function copyFiles(name: string, to: string): readonly string[] {
  const set = fileSets.find((one) => one === name);
  if (set === undefined)
    throw new ProblemError(
      "BAD_OPTION",
      `There are no files \`${name}\`: expected one of ${fileSets.join(", ")}.`,
      "`telltale-console files --help` says what each of them is for.",
    );
  const from = builtFolder("files");
  try {
    return copySet(from, set, to);
  } catch (cause) {
    if (cause instanceof ProblemError) throw cause;
    throw new ProblemError(
      "FILE_NOT_WRITTEN",
      `Cannot copy ${from} to ${to}: ${(cause as Error).message}.`,
      "Choose a directory that you may write. In a checkout, `npm run build` makes the files first.",
      { cause },
    );
  }
}

function copySet(from: string, set: FileSet, to: string): readonly string[] {
  const copies = foldersOf[set].flatMap((folder) =>
    readdirSync(join(from, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => statSync(join(from, folder, file)).isFile())
      .toSorted()
      .map((file) => ({ source: join(from, folder, file), target: join(to, folder, nameOf(file)) })),
  );
  const missing = copies.filter(({ target }) => lstatSync(target, { throwIfNoEntry: false }) === undefined);
  const changed = copies.find((copy) => !missing.includes(copy) && !isSame(copy.source, copy.target));
  if (changed !== undefined)
    throw new ProblemError(
      "BAD_OPTION",
      `Cannot copy to ${changed.target}: it exists already, with other content.`,
      "Choose a new directory, and compare the two.",
    );
  for (const { source, target } of missing) {
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(source, target, constants.COPYFILE_EXCL);
  }
  return copies.map(({ target }) => target);
}

/** npm leaves files named `.gitignore` out of packages, so the package has them without the dot. */
const nameOf = (file: string): string =>
  basename(file) === "gitignore" ? join(dirname(file), ".gitignore") : file;

const isSame = (source: string, target: string): boolean =>
  statSync(target, { throwIfNoEntry: false })?.isFile() === true &&
  readFileSync(source).equals(readFileSync(target));

// Files that start applications, and the preloads in them: `--require`, `--import` and `--loader` of start scripts, `NODE_OPTIONS`,
// Dockerfiles, Procfiles, Makefiles, scripts, Kubernetes and Compose files, units of systemd, PM2.
import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { readSmallFile } from "../code/small-file.ts";

export interface StartFile {
  /** From the folder of the project, with forward slashes. */
  readonly file: string;
  readonly text: string;
}

/** A module that Node.js loads before the application. */
export interface Preload {
  readonly file: string;
  readonly line: number;
  readonly module: string;
  /** Whether Node.js is started there: other programs have a `--require` or `-r` of their own. */
  readonly isOfNode: boolean;
  /** All preloads of the same command. */
  readonly beside: readonly string[];
  /** What `node` runs there, as far as it is written. */
  readonly entries: readonly string[];
}

const maxFolders = 10_000;
const leftOut: ReadonlySet<string> = new Set(["node_modules", "bower_components", ".git"]);
const startFile =
  /^(?:package\.json|(?:.*\.)?(?:Dockerfile|Containerfile)(?:\..*)?|Procfile(?:\..*)?|\.env(?:\..*)?|\.npmrc|(?:GNU)?Makefile|(?:ecosystem|pm2)\b.*\.(?:[cm]?js|json)|(?:nodemon|app|task-?def.*)\.json|.*\.(?:ya?ml|tpl|toml|tf|mk|sh|bash|service|env))$/i;

/** The files below `root` that start applications, and every package.json. */
export function readStartFiles(root: string): readonly StartFile[] {
  const found: StartFile[] = [];
  const waiting = [""];
  for (let read = 0; waiting.length > 0 && read < maxFolders; read++) {
    const folder = waiting.shift()!;
    for (const { name, isFolder } of entriesOf(path.join(root, folder))) {
      const file = folder === "" ? name : `${folder}/${name}`;
      if (isFolder && !leftOut.has(name)) waiting.push(file);
      if (isFolder || !(startFile.test(name) || (!name.includes(".") && isProgram(path.join(root, file)))))
        continue;
      const source = { file, text: readSmallFile(path.join(root, file)) ?? "" };
      if (startFile.test(name) || isShellScript(source)) found.push(source);
    }
  }
  return found;
}

/** A file that may be started by its name. */
function isProgram(file: string): boolean {
  try {
    return (statSync(file).mode & 0o111) !== 0;
  } catch {
    return false;
  }
}

/** By its ending or, where it has none, by its first line. */
export const isShellScript = ({ file, text }: StartFile): boolean =>
  /\.(?:sh|bash)$/i.test(file) ||
  (!path.posix.basename(file).includes(".") && /^#![^\n]*\b(?:ba|da|z|k)?sh\b/.test(text));

function entriesOf(folder: string): readonly { readonly name: string; readonly isFolder: boolean }[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((one) => one.isDirectory() || one.isFile())
      .map((one) => ({ name: one.name, isFolder: one.isDirectory() }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    // a folder of another user
    return [];
  }
}

// the flag and its module may be apart: entries of a list in JSON or YAML
const preload =
  /(?:--require|--import|--(?:experimental-)?loader|(?<![\w-])-r)(?:[\s"',=\\[\]]|-\s)+([^\s"',\]\\&;|)]+)/g;
const otherProgram =
  /(?:^|[\s"'/(`&;|])(?:rm|cp|scp|rsync|[ef]?grep|rg|sed|jq|yq|xargs|chmod|chown|chgrp|tar|ls|zip|sort|diff|pip[\d.]*|docker|podman|ruby|mocha|jest|cucumber-js|curl)["']?[\s,]/;
const node =
  /(?:^|[\s"'/=])(?:node|nodejs|nodemon|ts-node|tsx)(?=["'\s,])|\$[({]NODE[)}]|NODE_OPTIONS|node-options|(?:node|interpreter)_args/i;

/** The preloads of a file, of all modules. */
export function preloadsIn({ file, text }: StartFile): readonly Preload[] {
  // a line that is a comment, of the same length, so that lines stay what they are
  const code = /json$/i.test(file)
    ? text
    : text.replaceAll(/^[ \t]*(?:#|\/\/).*$/gm, (comment) => " ".repeat(comment.length));
  return commandsIn({ file, text }, code).flatMap(({ at, command }) => {
    const found = [...command.matchAll(preload)].filter(
      ({ index }) => !isOfOther(segmentBefore(command, index)),
    );
    const beside = found.map(([, module]) => module!);
    return found.map(({ 0: all, 1: module = "", index }) => ({
      file,
      line: code.slice(0, at + index + all.length - module.length).split("\n").length,
      module: module.replace(/^.*node_modules\//, ""),
      isOfNode:
        node.test(command) &&
        (!all.startsWith("-r") || isScript.test(module) || node.test(segmentBefore(command, index))),
      beside,
      entries: entriesIn(command),
    }));
  });
}

const isScript = /\.[cm]?[jt]s$/;

/** The simple command that a flag is in, up to the flag. */
function segmentBefore(command: string, index: number): string {
  const before = command.slice(0, index);
  const ends = [...before.matchAll(/[&;|]|(?<!\\)\n/g)].map((one) => one.index);
  return before.slice(Math.max(...ends, 0));
}

/** Whether the program of the flag is another than Node.js: `rm -r ./dist`, but not `xargs node -r ./x.js`. */
function isOfOther(segment: string): boolean {
  const other = otherProgram.exec(segment);
  return other !== null && !node.test(segment.slice(other.index));
}

interface Command {
  readonly at: number;
  readonly command: string;
}

/** A string of a package.json, a line of a script, a document of YAML; other files as a whole. */
function commandsIn(source: StartFile, code: string): readonly Command[] {
  const name = path.posix.basename(source.file);
  const parts =
    name === "package.json"
      ? /"(?:[^"\\\n]|\\.)*"/g
      : isShellScript(source) ||
          /^(?:Procfile|\.env|\.npmrc|(?:GNU)?Makefile)|\.(?:mk|service|env)$/i.test(name)
        ? /(?:[^\n\\]|\\[^])+/g
        : /\.ya?ml$/i.test(name)
          ? /[^]+?(?:^---|$(?![^]))/gm
          : /[^]+/g;
  return [...code.matchAll(parts)].map(({ 0: command, index }) => ({ at: index, command }));
}

const withValue = /^(?:-r|--require|--import|--(?:experimental-)?loader|--env-file|-C|--conditions)$/;

/** The paths that follow `node` and its flags. */
function entriesIn(command: string): readonly string[] {
  const words = command.split(/[\s"',[\]\\]+/).filter((word) => word !== "" && word !== "-");
  return words.flatMap((word, index) => {
    if (!/(?:^|\/)(?:node|nodejs|ts-node|tsx)$/.test(word)) return [];
    let at = index + 1;
    while (words[at]?.startsWith("-") === true) at += withValue.test(words[at]!) ? 2 : 1;
    return words.slice(at, at + 1);
  });
}

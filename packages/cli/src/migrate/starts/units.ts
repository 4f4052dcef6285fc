// The units of all start files of a project.
import path from "node:path";
import { isShellScript, type StartFile } from "../start-files.ts";
import { unitsOfYaml } from "./containers.ts";
import { unitsOfDockerfile } from "./dockerfile.ts";
import { isMakefile, recipesIn } from "./makefile.ts";
import { scriptsIn } from "./manifests.ts";
import { findFile, ofShell, ofWords } from "./processes.ts";
import type { Process } from "./programs.ts";
import { type Environment, variablesIn, wordsOf } from "./shell.ts";
import { readJavaScript, readYaml, textOf, type Tree, treeAt, type Word } from "./tree.ts";
import type { Files, Unit } from "./unit.ts";

/** The units of the files; a file of another form has none. */
export function readUnits(root: string, files: readonly StartFile[]): readonly Unit[] {
  const units = files.flatMap((source) => unitsIn(source, { root, files }));
  // a script that a command runs is judged there, with the variables of that
  const followed = new Set(
    units.flatMap(({ at, processes }) =>
      processes.flatMap((one) => (one.at.source === at.source ? [] : one.at.source.file)),
    ),
  );
  return units.filter(({ at, name }) => !name.startsWith("shell script") || !followed.has(at.source.file));
}

const dockerfile = /^(?:.*\.)?(?:Dockerfile|Containerfile)(?:\..*)?$/i;
const ofPm2 = /^(?:ecosystem|pm2|process)\b.*\.(?:[cm]?js|json|ya?ml)$/i;

function unitsIn(source: StartFile, files: Files): readonly Unit[] {
  const name = path.posix.basename(source.file);
  if (name === "package.json") return unitsOfPackage(source, files);
  if (dockerfile.test(name)) return unitsOfDockerfile(source, files);
  if (name.startsWith("Procfile")) return unitsOfProcfile(source, files);
  if (isMakefile(name)) return unitsOfMakefile(source, files);
  if (isShellScript(source)) return unitOfShellScript(source, files);
  if (name.endsWith(".service")) return unitsOfSystemd(source, files);
  if (ofPm2.test(name)) {
    const tree = name.endsWith("js") ? readJavaScript(source) : readYaml(source)[0];
    // of other YAML files, such as process.k8s.yaml, only the name is alike
    if (!/ya?ml$/i.test(name) || treeAt(tree, "apps") !== undefined) return unitsOfPm2(source, tree, files);
  }
  if (name.endsWith(".tf"))
    return unread(source, startInTerraform(source.text), "its commands are written in Terraform");
  if (!/\.(?:ya?ml|tpl|json)$/.test(name)) return [];
  const units = unitsOfYaml(source, files);
  const isPatch =
    units.length === 0 && /^kustomization\.|^\s*-?\s*["']?op["']?:/m.test(`${name}\n${source.text}`);
  return isPatch
    ? unread(source, source.text.search(ofPatch), "it sets NODE_OPTIONS by a patch, which is not merged")
    : units;
}

const ofPatch =
  /^(?![ \t]*#).*\bNODE_OPTIONS\b[^#]{0,80}?(?:--require|--import|--(?:experimental-)?loader|-r)\b/m;

/** Where the first line begins that names a command with Node.js after it; -1: nowhere. */
function startInTerraform(text: string): number {
  let at = 0;
  for (const line of text.split("\n")) {
    const from = /^[ \t]*(?:#|\/\/)/.test(line) ? -1 : line.search(/\b(?:command|entry_?point)\b/i);
    if (from !== -1 && /["'\s]node(?:js)?(?:["'\s]|$)/i.test(line.slice(from))) return at;
    at += line.length + 1;
  }
  return -1;
}

/** A file that starts Node.js, as far as can be seen: there is an `index` of it, by words that are not read; not one that names Telltale. */
function unread(source: StartFile, index: number, hidden: string): readonly Unit[] {
  if (index === -1 || source.text.includes("telltale/register")) return [];
  const at = { text: "", source, at: index };
  const process: Process = { kind: "unknown", what: hidden, at, preloads: [], folders: [] };
  return [{ name: "start", at, processes: [process], level: "container", hidden }];
}

const foldersOf = (file: string): readonly string[] => [
  ...new Set([file.includes("/") ? path.posix.dirname(file) : "", ""]),
];
const nothing: Environment = new Map();

const ofDevelopment =
  /^(?:pre|post)?(?:test|lint|build|format|docs|typecheck|release|prepare|install|commit|push|merge|checkout)\b/;

function unitsOfPackage(source: StartFile, files: Files): readonly Unit[] {
  const context = { ...files, folders: foldersOf(source.file), environment: nothing };
  return [...scriptsIn(source)]
    .filter(([name]) => !ofDevelopment.test(name))
    .map(([name, line]) => ({
      name: `script ${name}`,
      at: line,
      // of others it is usual that they run no Node.js
      processes: ofShell(line, context).filter(
        ({ kind }) => kind === "node" || (kind === "unknown" && /^(?:start|serve)\b/.test(name)),
      ),
      level: "script",
    }));
}

/** The recipes of a Makefile that run Node.js. */
function unitsOfMakefile(source: StartFile, files: Files): readonly Unit[] {
  const context = { ...files, folders: foldersOf(source.file) };
  const recipes = recipesIn(source);
  if (recipes === undefined)
    return unread(
      source,
      source.text.search(/\bnode(?:js)?\b/i),
      "it has too many targets or exported variables",
    );
  return recipes
    .map((recipe) => ({ ...recipe, name: recipe.names.find((name) => !ofDevelopment.test(name)) }))
    .flatMap(({ name, line, environment }) =>
      name === undefined ? [] : ofNode(`target ${name}`, line, ofShell(line, { ...context, environment })),
    );
}

/** A script of a shell, as a user starts it by hand. */
function unitOfShellScript(source: StartFile, files: Files): readonly Unit[] {
  const name = path.posix.basename(source.file);
  const line = { text: source.text, source, at: 0 };
  const context = { ...files, folders: foldersOf(source.file), environment: nothing };
  return ofDevelopment.test(name) ? [] : ofNode(`shell script ${name}`, line, ofShell(line, context));
}

function ofNode(name: string, at: Word, all: readonly Process[]): readonly Unit[] {
  const processes = all.filter(({ kind }) => kind === "node");
  return processes.length === 0 ? [] : [{ name, at, processes, level: "script" }];
}

function unitsOfProcfile(source: StartFile, files: Files): readonly Unit[] {
  const context = { ...files, folders: foldersOf(source.file), environment: nothing };
  return [...source.text.matchAll(/^([\w-]+):[ \t]*(.+)$/gm)].map(({ 0: all, 1: name, 2: text, index }) => {
    const line = { text: text!, source, at: index + all.length - text!.length };
    return {
      name: `process ${name}`,
      at: line,
      processes: ofShell(line, context),
      level: "container",
    };
  });
}

function unitsOfSystemd(source: StartFile, files: Files): readonly Unit[] {
  const folders = foldersOf(source.file);
  const environment = new Map<string, Word>();
  const lines: Word[] = [];
  let hidden: string | undefined;
  const text = source.text.replaceAll(/\\\r?\n/g, (all) => " ".repeat(all.length));
  for (const { 0: all, 1: key, 2: given = "", index } of text.matchAll(
    /^(Environment|EnvironmentFile|ExecStart)=(.*)$/gm,
  )) {
    const value = { text: given, source, at: index + all.length - given.length };
    if (key === "ExecStart") lines.push({ ...value, text: given.replace(/^[-@:+!|]+/, "") });
    else if (key === "EnvironmentFile") {
      const file = findFile(given.replace(/^-/, ""), { ...files, folders });
      if (file === undefined) hidden = `its EnvironmentFile ${given} is not in this folder`;
      for (const [name, one] of file === undefined ? [] : variablesIn(file)) environment.set(name, one);
    } else
      for (const one of wordsOf(value)) {
        const [start, name] = /^(\w+)=/.exec(one.text) ?? ["", undefined];
        if (name !== undefined) environment.set(name, { ...one, text: one.text.slice(start.length) });
      }
  }
  const processes = lines.flatMap((line) => ofWords(wordsOf(line), { ...files, folders, environment }));
  const name = path.posix.basename(source.file, ".service");
  return lines[0] === undefined
    ? []
    : [{ name: `unit ${name}`, at: lines[0], processes, level: "container", hidden }];
}

/** The apps of PM2: `{ apps: [{ name, script, node_args, env }] }`, a list of them, or one. */
function unitsOfPm2(source: StartFile, tree: Tree | undefined, files: Files): readonly Unit[] {
  const apps =
    treeAt(tree, "apps")?.items ??
    tree?.items ??
    ((treeAt(tree, "apps") ?? tree) ? [treeAt(tree, "apps") ?? tree!] : []);
  return apps.flatMap((app, index): readonly Unit[] => {
    if (app.fields === undefined && tree?.fields === undefined && tree?.items === undefined) return [];
    const environment = new Map<string, Word>();
    for (const [key, value] of [
      ...(treeAt(app, "env")?.fields ?? []),
      ...(treeAt(app, "env_production")?.fields ?? []),
    ])
      if (value.word !== undefined) environment.set(key, value.word);
    return [
      {
        name: `app ${textOf(app, "name") ?? index + 1}`,
        at: { text: "", source, at: app.at },
        processes: ofApp(source, app, environment, files),
        level: "container",
      },
    ];
  });
}

function ofApp(source: StartFile, app: Tree, environment: Environment, files: Files): readonly Process[] {
  const cwd = textOf(app, "cwd");
  const folders = [...(cwd === undefined ? [] : [cwd.replace(/^(?:\.?\/)+/, "")]), ...foldersOf(source.file)];
  const context = { ...files, folders, environment };
  const script = treeAt(app, "script")?.word;
  const at = { text: "", source, at: app.at };
  if (script === undefined)
    return [{ kind: "unknown", what: "its `script` is not written here", at, preloads: [], folders }];
  const words = (...keys: readonly string[]): readonly Word[] =>
    keys.flatMap((key): readonly Word[] => {
      const value = treeAt(app, key);
      return (
        value?.items?.flatMap((one) => one.word ?? []) ??
        (value?.word === undefined ? [] : wordsOf(value.word))
      );
    });
  const options = words("node_args", "nodeArgs", "interpreter_args", "interpreterArgs");
  const interpreter = (treeAt(app, "interpreter") ?? treeAt(app, "exec_interpreter"))?.word;
  const args = words("args");
  if (interpreter?.text === "none" || /^(?:npm|yarn|pnpm)$/.test(script.text))
    return ofWords([script, ...args], context);
  const isNode = interpreter === undefined && !/\.(?:sh|py|rb|php)$/.test(script.text);
  if (interpreter === undefined && !isNode) return ofWords([script, ...args], context);
  return ofWords([interpreter ?? { ...at, text: "node" }, ...options, ...wordsOf(script), ...args], context);
}

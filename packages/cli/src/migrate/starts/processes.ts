// The processes that a command starts: through shells, scripts, package managers and process managers, to `node` and its preloads.
import path from "node:path";
import { readSmallFile } from "../../code/small-file.ts";
import type { StartFile } from "../start-files.ts";
import { manifestsOf, scriptsIn } from "./manifests.ts";
import { type Environment, expand, expandedValue, simpleCommands, wordsOf } from "./shell.ts";
import {
  type Context,
  nodePackage,
  nodeProgram,
  otherProgram,
  preloadsIn,
  preloadsOf,
  type Process,
  unknown,
  withinBudget,
  withinScript,
  withValue,
} from "./programs.ts";
import { shown, type Word } from "./tree.ts";

const maxDepth = 12;

/** The processes of a line of a shell. */
export const ofShell = (line: Word, context: Context): readonly Process[] =>
  withinBudget(context, line, (within, budget) => ofLine(line, within, budget));

function ofLine(line: Word, given: Context, budget: { left: number }): readonly Process[] {
  const found: Process[] = [];
  let context = given;
  // reading a long script costs, too
  budget.left -= line.text.length >> 10;
  for (const simple of budget.left < 0 ? [] : simpleCommands(line)) {
    if (--budget.left < 0) break;
    const words = simple.flatMap((word) =>
      /^\$\{?[@*]/.test(word.text) ? (context.args ?? []) : expand(word, context.environment),
    );
    const from = keywords(words);
    const first = from[0]?.text;
    const only = first === "export" || first === "declare" ? from.slice(1) : from;
    if (only.length > 0 && only.every(({ text }) => assignment.test(text)))
      context = { ...context, environment: assigned(only, context.environment) };
    else if (first === "cd" && from[1] !== undefined)
      context = { ...context, folders: below(context.folders, from[1].text) };
    else found.push(...ofWords(from, context));
  }
  return found;
}

const assignment = /^\w+\+?=/;
const keyword = /^(?:then|do|else|elif|if|while|until|!|time)$/;

const keywords = (words: readonly Word[]): readonly Word[] => {
  const from = words.findIndex(({ text }) => !keyword.test(text));
  return from === -1 ? [] : words.slice(from);
};

function assigned(words: readonly Word[], environment: Environment): Environment {
  const found = new Map(environment);
  for (const word of words) {
    const [all, name] = /^(\w+)\+?=/.exec(word.text) ?? ["", ""];
    found.set(name!, expandedValue({ ...word, text: word.text.slice(all.length) }, found));
  }
  return found;
}

const below = (folders: readonly string[], folder: string): readonly string[] => [
  ...new Set([...folders.map((one) => path.posix.join(one, folder).replace(/^\.$/, "")), ...folders]),
];

/** Programs that run another one, and their options that take a value. */
const wrappers: Readonly<Record<string, RegExp>> = {
  exec: /^-a$/,
  env: /^-[uC]$/,
  "cross-env": /^$/,
  "cross-env-shell": /^$/,
  dotenv: /^-[ecvp]$/,
  "dotenv-cli": /^-[ecvp]$/,
  dotenvx: /^-[fe]$/,
  tini: /^-[pe]$/,
  "tini-static": /^-[pe]$/,
  "dumb-init": /^(?:-r|--rewrite)$/,
  catatonit: /^$/,
  sudo: /^-[ugC]$/,
  nice: /^-n$/,
  ionice: /^-[cn]$/,
  nohup: /^$/,
  stdbuf: /^-[ioe]$/,
  setpriv: /^$/,
  command: /^$/,
  npx: /^(?:-p|--package|-w|--workspace)$/,
  pnpx: /^--package$/,
  "docker-entrypoint.sh": /^$/,
  dockerize: /^--?(?:wait|timeout|wait-retry-interval|template|stdout|stderr)$/,
  cloud_sql_proxy: /^$/,
};
/** The same, with words before the program. */
const wrappersWithArguments: Readonly<Record<string, number>> = {
  gosu: 1,
  "su-exec": 1,
  timeout: 1,
  chpst: 0,
  "wait-for-it.sh": 1,
  "wait-for-it": 1,
  "wait-for": 1,
  doppler: 1,
  infisical: 1,
  op: 1,
  chamber: 2,
};
const shells = /^(?:sh|bash|ash|dash|zsh|ksh)$/;
const managers = /^(?:npm|yarn|pnpm)$/;
const silent =
  /^(?:echo|printf|set|shopt|trap|true|false|:|\[|\[\[|test|sleep|mkdir|cp|mv|rm|chown|chmod|ls|cat|touch|wait|done|fi|esac|case|for|shift|return|exit|source|\.|umask|ulimit|unset|read|local|clear|rimraf|del-cli|cd|tsc|echo)$/;

/** The processes of a list of words. */
export const ofWords = (words: readonly Word[], context: Context): readonly Process[] =>
  words[0] === undefined ? [] : withinBudget(context, words[0], (within) => ofCommand(words, within));

function ofCommand(words: readonly Word[], context: Context): readonly Process[] {
  const [first, ...rest] = words;
  const depth = (context.depth ?? 0) + 1;
  if (first === undefined || depth > maxDepth) return [];
  const inner = { ...context, depth };
  if (assignment.test(first.text))
    return ofWords(rest, { ...inner, environment: assigned([first], context.environment) });
  const program = path.posix.basename(first.text).replace(/\.(?:cmd|exe)$/, "");
  const wrapped = wrappedBy(program, rest);
  if (wrapped !== undefined) return ofWords(wrapped, inner);
  if (shells.test(program)) return ofShellProgram(first, rest, inner);
  if (managers.test(program) || (program === "node" && rest[0]?.text === "--run"))
    return ofManager(program, first, rest, inner);
  if (/^pm2(?:-runtime|-docker)?$/.test(program)) return ofPm2(first, rest, inner);
  return silent.test(program) ? [] : ofProgram(program, first, rest, inner);
}

/** The words of the command that a wrapper runs; undefined when the program is not a wrapper. */
function wrappedBy(program: string, rest: readonly Word[]): readonly Word[] | undefined {
  if (program === "env" && /^(?:-S|--split-string)/.test(rest[0]?.text ?? "")) return splitWords(rest);
  if (Object.hasOwn(wrappers, program)) return afterOptions(rest, wrappers[program]!);
  if (!Object.hasOwn(wrappersWithArguments, program)) return undefined;
  const dashes = rest.findIndex(({ text }) => text === "--");
  return dashes === -1
    ? afterOptions(rest, /^-[ks]$/).slice(wrappersWithArguments[program])
    : rest.slice(dashes + 1);
}

/** `env -S "NODE_OPTIONS=… node index.js"`. */
function splitWords([option, value, ...more]: readonly Word[]): readonly Word[] {
  const joined = /^(?:-S|--split-string=)(.+)$/.exec(option!.text)?.[1];
  if (joined === undefined) return value === undefined ? [] : [...wordsOf(value), ...more];
  return [...wordsOf({ ...option!, text: joined }), ...(value === undefined ? [] : [value, ...more])];
}

function afterOptions(words: readonly Word[], valued: RegExp): readonly Word[] {
  let at = 0;
  while (words[at]?.text.startsWith("-") === true) {
    if (words[at]!.text === "--") return words.slice(at + 1);
    at += valued.test(words[at]!.text) ? 2 : 1;
  }
  const dashes = words[at]?.text === "--" || (words[at]?.text === "run" && words[at + 1]?.text === "--");
  return dashes ? words.slice(words.findIndex(({ text }) => text === "--") + 1) : words.slice(at);
}

/** `sh -c "…"`, `sh start.sh`. */
function ofShellProgram(first: Word, rest: readonly Word[], context: Context): readonly Process[] {
  const at = rest.findIndex(({ text }) => /^-[a-z]*c$/.test(text));
  if (at !== -1 && rest[at + 1] !== undefined)
    return ofShell(rest[at + 1]!, { ...context, args: rest.slice(at + 3) });
  const [script, ...args] = afterOptions(rest, /^-o$/);
  return script === undefined
    ? [unknown("its shell reads commands that are not written here", first, context)]
    : ofScript(script, args, context);
}

function ofScript(script: Word, args: readonly Word[], context: Context): readonly Process[] {
  const found = findFile(script.text, context);
  return found === undefined
    ? [unknown(`its script ${shown(script)} is not in this folder`, script, context)]
    : withinScript([found.file, ...args.map(({ text }) => text)].join("\0"), context, (inner) =>
        ofShell({ text: found.text, source: found, at: 0 }, { ...inner, args }),
      );
}

/** A file that a command names: also as a path in a container, of which the last part is the same. */
export function findFile(
  named: string,
  { root, files, folders }: Pick<Context, "root" | "files" | "folders">,
): StartFile | undefined {
  const plain = named.replace(/^(?:\.?\/)+/, "");
  for (const folder of [...folders, ""]) {
    const file = path.posix.join(folder, plain);
    const text = file.startsWith("../") ? undefined : readSmallFile(path.join(root, file));
    if (text !== undefined) return { file, text };
  }
  const name = path.posix.basename(named);
  const alike = files.filter(({ file }) => path.posix.basename(file) === name);
  return alike.length === 1 && named.startsWith("/") ? alike[0] : undefined;
}

/** `npm start`, `npm run -w pay start`, `yarn start`, `pnpm --filter pay start`, `node --run start`. */
function ofManager(
  program: string,
  first: Word,
  given: readonly Word[],
  context: Context,
): readonly Process[] {
  const { words, workspace, folders } = optionsOfManager(given, context.folders);
  const inner = { ...context, folders };
  const [verb, next] = words;
  if (verb !== undefined && /^(?:exec|dlx)$/.test(verb.text))
    return ofWords(afterOptions(given.slice(given.indexOf(verb) + 1), wrappers["npx"]!), inner);
  const script = verb !== undefined && /^run(?:-script)?$/.test(verb.text) ? next : verb;
  if (script === undefined || /^(?:ci|install|i|init|publish|build|cache|config)$/.test(script.text))
    return [];
  const found = ofPackageScript(script.text, workspace, first, inner);
  if (found !== undefined || program !== "npm")
    return found ?? ofWords(given.slice(given.indexOf(script)), inner);
  return [unknown(`its script ${shown(script)} is in no package.json of this folder`, first, inner)];
}

/** What a package manager is given, up to `--`. */
function optionsOfManager(given: readonly Word[], from: readonly string[]) {
  let workspace: string | undefined;
  let folders = from;
  const words: Word[] = [];
  for (let at = 0; at < given.length && given[at]!.text !== "--"; at++) {
    const { text } = given[at]!;
    const [, option, joined] = /^([^=]*)(?:=(.*))?$/.exec(text) ?? [text, text];
    const value = joined ?? given[at + 1]?.text;
    const isWorkspace = /^(?:-w|--workspace|--filter|-F|workspace)$/.test(option ?? "");
    const isFolder = /^(?:--prefix|-C|--dir|--cwd)$/.test(option ?? "");
    if (isWorkspace) workspace = value;
    if (isFolder) folders = below(folders, value ?? "");
    if ((isWorkspace || isFolder) && joined === undefined) at++;
    else if (!text.startsWith("-")) words.push(given[at]!);
  }
  return { words, workspace, folders };
}

function ofPackageScript(
  name: string,
  workspace: string | undefined,
  at: Word,
  context: Context,
): readonly Process[] | undefined {
  const manifests =
    workspace === undefined
      ? [...context.folders, ""].map((folder) => path.posix.join(folder, "package.json"))
      : manifestsOf(workspace.replace(/^\.\/|\/$/g, ""), context.files);
  for (const file of manifests) {
    const source = context.files.find((one) => one.file === file);
    const line = source && scriptsIn(source).get(name);
    if (line === undefined) continue;
    const folder = path.posix.dirname(file) === "." ? "" : path.posix.dirname(file);
    return withinScript(`${file}\0${name}`, context, (inner) =>
      ofShell(line, { ...inner, folders: [...new Set([folder, ...inner.folders])] }),
    );
  }
  return name === "start" && manifests.some((file) => context.files.some((one) => one.file === file))
    ? ofWords(
        [
          { ...at, text: "node" },
          { ...at, text: "server.js" },
        ],
        context,
      )
    : undefined;
}

/** `pm2-runtime start ecosystem.config.js`, `pm2-runtime index.js --node-args="-r x"`. */
function ofPm2(first: Word, rest: readonly Word[], context: Context): readonly Process[] {
  const args = rest.findIndex(({ text }) => /^--(?:node|interpreter)-args/.test(text));
  const value =
    args === -1
      ? undefined
      : rest[args]!.text.includes("=")
        ? { ...rest[args]!, text: rest[args]!.text.replace(/^[^=]*=/, "") }
        : rest[args + 1];
  const named = rest.filter(
    ({ text }) => !text.startsWith("-") && !/^(?:start|startOrRestart|reload|restart)$/.test(text),
  )[0];
  if (named === undefined) return [unknown("PM2 is given no file", first, context)];
  if (/\.(?:json|ya?ml)$|(?:ecosystem|pm2|process)[^/]*\.[cm]?js$|\.config\.[cm]?js$/.test(named.text))
    return findFile(named.text, context) === undefined
      ? [unknown(`its file ${shown(named)} of PM2 is not in this folder`, named, context)]
      : [];
  if (managers.test(named.text))
    return ofWords([named, ...rest.slice(rest.findIndex(({ text }) => text === "--") + 1)], context);
  return ofWords(
    [{ ...first, text: "node" }, ...(value === undefined ? [] : wordsOf(value)), named],
    context,
  );
}

function ofProgram(
  program: string,
  first: Word,
  rest: readonly Word[],
  context: Context,
): readonly Process[] {
  const { folders } = context;
  const optioned = preloadsOf(context.environment);
  if (nodeProgram.test(program)) return ofNode(program, first, rest, context, optioned);
  if (/\.[cm]?[jt]s$/.test(first.text))
    return [{ kind: "node", what: program, at: first, preloads: optioned, entry: first.text, folders }];
  if (program.endsWith(".sh")) return ofScript(first, rest, context);
  if (/^(?:\.{0,2}\/)/.test(first.text) && !/node_modules|^\/(?:usr|s?bin|opt)\//.test(first.text)) {
    const found = findFile(first.text, context);
    if (found !== undefined && /^#!.*\bnode\b/.test(found.text))
      return [
        {
          kind: "node",
          what: program,
          at: first,
          preloads: optioned,
          entry: found.file,
          folders: ["", ...folders],
        },
      ];
    if (found !== undefined) return ofScript(first, rest, context);
  }
  if (nodePackage.test(program) || first.text.includes("node_modules/.bin/"))
    return [{ kind: "node", what: program, at: first, preloads: optioned, folders }];
  if (optioned.length > 0)
    return [{ kind: "node", what: shown(first), at: first, preloads: optioned, folders }];
  return otherProgram.test(program)
    ? [{ kind: "other", what: program, at: first, preloads: [], folders }]
    : [unknown(`it is not known whether ${shown(first)} runs Node.js`, first, context)];
}

function ofNode(
  program: string,
  first: Word,
  given: readonly Word[],
  context: Context,
  optioned: readonly Word[],
): readonly Process[] {
  const valued = withValue[program === "nodejs" ? "node" : program] ?? withValue["other"]!;
  const rest = program === "tsx" && given[0]?.text === "watch" ? given.slice(1) : given;
  const options = optionsOf(rest, valued);
  if (program === "nodemon") {
    const at = options.findIndex(({ text }) => /^(?:-x$|--exec)/.test(text));
    if (at !== -1) return ofExec(rest[at]!, rest[at + 1], rest.slice(at), context);
  } else if (options.some(({ text }) => /^(?:-e|--eval|-p|--print|--check|-v|--version)$/.test(text)))
    return [];
  const entry = rest.slice(options.length).find(({ text }) => text !== "--");
  const preloads = [...optioned, ...preloadsIn(options)];
  return [
    {
      kind: "node",
      what: program,
      at: first,
      preloads,
      entry: entry?.text,
      shownEntry: entry && shown(entry),
      folders: context.folders,
    },
  ];
}

/** The options before the first argument, with their values. */
function optionsOf(words: readonly Word[], valued: RegExp): readonly Word[] {
  let at = 0;
  while (words[at]?.text.startsWith("-") === true && words[at]!.text !== "--")
    at += valued.test(words[at]!.text) ? 2 : 1;
  return words.slice(0, at);
}

/** `nodemon --exec "node -r x" index.js`. */
function ofExec(
  option: Word,
  value: Word | undefined,
  rest: readonly Word[],
  context: Context,
): readonly Process[] {
  const joined = /^--exec=(.+)$/.exec(option.text)?.[1];
  const command = joined === undefined ? value : { ...option, text: joined };
  const after = afterOptions(rest.slice(joined === undefined ? 2 : 1), withValue["nodemon"]!);
  return command === undefined ? [] : ofWords([...wordsOf(command), ...after], context);
}

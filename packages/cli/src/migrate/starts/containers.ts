// The units of YAML files: services of Compose, containers of Kubernetes and of task definitions.
import path from "node:path";
import type { StartFile } from "../start-files.ts";
import { imageOf, runBy } from "./dockerfile.ts";
import { findFile, ofWords } from "./processes.ts";
import { type Context, type Process, unknown } from "./programs.ts";
import { type Environment, expandedValue, variablesIn, wordsOf } from "./shell.ts";
import { readYaml, textOf, type Tree, treeAt, type Word } from "./tree.ts";
import { type Files, type Image, ofImageName, processesOfImage, type Unit } from "./unit.ts";

/** The units of a YAML or JSON file. */
export function unitsOfYaml(source: StartFile, files: Files): readonly Unit[] {
  return readYaml(source).flatMap((document) => [
    ...(treeAt(document, "services")?.fields === undefined || textOf(document, "kind") !== undefined
      ? []
      : unitsOfCompose(source, document, files)),
    ...containersIn(source, document, files),
  ]);
}

const folderOf = (file: string): string => (file.includes("/") ? path.posix.dirname(file) : "");
const word = (source: StartFile, at: number, text = ""): Word => ({ text, source, at });

/** The words of a list; undefined when a part of it is not written here. */
function listOf(tree: Tree | undefined): readonly Word[] | undefined {
  const words = tree?.items?.flatMap((one) => one.word ?? []);
  return words?.length === tree?.items?.length ? words : undefined;
}

function unitsOfCompose(source: StartFile, document: Tree, files: Files): readonly Unit[] {
  const services = treeAt(document, "services")!.fields!;
  return [...services].flatMap(([name, given]): readonly Unit[] => {
    const service = extended(services, given, 0);
    if (service.fields === undefined) return [];
    return [
      {
        name: `service ${name}`,
        at: word(source, given.at),
        level: "container",
        ...ofService(source, service, files),
      },
    ];
  });
}

/** A service with the fields of the one of this file that it extends. */
function extended(services: ReadonlyMap<string, Tree>, service: Tree, depth: number): Tree {
  const extension = treeAt(service, "extends");
  const base = services.get(textOf(extension, "service") ?? extension?.word?.text ?? "");
  if (base === undefined || depth > 10 || textOf(extension, "file") !== undefined) return service;
  const from = extended(services, base, depth + 1);
  const fields = new Map([...(from.fields ?? []), ...service.fields!]);
  const [ours, theirs] = [treeAt(service, "environment"), treeAt(from, "environment")];
  if (ours?.fields !== undefined && theirs?.fields !== undefined)
    fields.set("environment", { ...ours, fields: new Map([...theirs.fields, ...ours.fields]) });
  return { ...service, fields };
}

function ofService(source: StartFile, service: Tree, files: Files): Omit<Unit, "name" | "at" | "level"> {
  const folder = folderOf(source.file);
  const { isBuilt, file, place, stage } = buildOf(folder, service, files);
  const { environment: own, missing } = variablesOfService(source, service, files);
  const environment = new Map([...(stage?.environment ?? []), ...own]);
  const context = { folders: [...new Set([place, folder, ""])], environment };
  const [entrypoint, command] = [commandOf(service, "entrypoint"), commandOf(service, "command")];
  const image: Image = {
    ...context,
    entrypoint: entrypoint ?? stage?.entrypoint,
    command: command ?? (entrypoint === undefined ? stage?.command : undefined),
  };
  const name = isBuilt ? undefined : treeAt(service, "image")?.word;
  const run = (): readonly Process[] => {
    if (image.entrypoint !== undefined || image.command !== undefined)
      return otherByImage(processesOfImage(image, files), name, context);
    if (stage !== undefined) return runBy({ ...stage, ...context }, files);
    if (name !== undefined) return [ofImageName(name, context)];
    const why = isBuilt ? `its ${file} is not in this folder` : "it has neither an image nor a command";
    return [unknown(why, word(source, service.at), context)];
  };
  const isPatch =
    !isBuilt && name === undefined && image.entrypoint === undefined && image.command === undefined;
  return { processes: run(), hidden: missing, hasUnreadImage: stage === undefined, isPatch };
}

/** The stage of a Dockerfile that a service is built from. */
function buildOf(folder: string, service: Tree, files: Files) {
  const build = treeAt(service, "build");
  const context = textOf(build, "context") ?? build?.word?.text ?? ".";
  const place = path.posix.join(folder, context).replace(/^\.$/, "");
  const file = path.posix.join(place, textOf(build, "dockerfile") ?? "Dockerfile");
  const isBuilt = build !== undefined;
  const built = isBuilt ? files.files.find((one) => one.file === file) : undefined;
  return { isBuilt, file, place, stage: built && imageOf(built, textOf(build, "target"), place) };
}

/** The options of a database do not make a command that is not known. */
function otherByImage(
  processes: readonly Process[],
  image: Word | undefined,
  context: { readonly folders: readonly string[]; readonly environment: Environment },
): readonly Process[] {
  const named = image && ofImageName(image, context);
  return named?.kind === "other" ? processes.map((one) => (one.kind === "unknown" ? named : one)) : processes;
}

function commandOf(service: Tree, key: string): { readonly words: readonly Word[] } | undefined {
  const tree = treeAt(service, key);
  const words =
    listOf(tree) ??
    (tree?.word === undefined || /^(?:null|~)?$/.test(tree.word.text) ? undefined : wordsOf(tree.word));
  return words && { words: words.map((one) => ({ ...one, text: one.text.replaceAll("$$", "$") })) };
}

function variablesOfService(
  source: StartFile,
  service: Tree,
  files: Files,
): { readonly environment: Environment; readonly missing: string | undefined } {
  const found = new Map<string, Word>();
  let missing: string | undefined;
  const given = treeAt(service, "env_file");
  for (const one of given?.items ?? [given]) {
    const name = one?.word?.text ?? textOf(one, "path");
    if (name === undefined) continue;
    const file = findFile(name, { ...files, folders: [folderOf(source.file)] });
    if (file === undefined) missing = `its env_file ${name} is not in this folder`;
    else for (const [key, value] of variablesIn(file)) found.set(key, value);
  }
  for (const [key, value] of pairsIn(treeAt(service, "environment")))
    found.set(key, expandedValue(value, found));
  return { environment: found, missing };
}

/** Variables as fields, or as a list of `NAME=value`. */
function pairsIn(tree: Tree | undefined): readonly (readonly [string, Word])[] {
  const fields = [...(tree?.fields ?? [])].map(([key, { word: value }]) => [key, value] as const);
  const items = (tree?.items ?? []).map(({ word: item }) => {
    const [, key = "", text = ""] = /^(\w+)=([^]*)$/.exec(item?.text ?? "") ?? [];
    return [key, item && { ...item, text }] as const;
  });
  return [...fields, ...items].flatMap(([key, value]) =>
    key === "" || value === undefined ? [] : [[key, value] as const],
  );
}

/** Containers anywhere in a document: of pods, of templates of pods, of lists, of task definitions. */
function containersIn(source: StartFile, document: Tree, files: Files): readonly Unit[] {
  const found: Unit[] = [];
  const enter = (tree: Tree, owner: string): void => {
    const kind = textOf(tree, "kind");
    const named = kind === undefined ? owner : `${kind} ${textOf(tree, "metadata", "name") ?? ""}`.trimEnd();
    for (const [key, value] of tree.fields ?? []) {
      if (/^(?:containers|initContainers|ephemeralContainers|containerDefinitions)$/.test(key))
        found.push(...(value.items ?? []).flatMap((one) => ofContainer(source, one, named, key, files)));
      else enter(value, named);
    }
    for (const item of tree.items ?? []) enter(item, named);
  };
  enter(document, "");
  return found;
}

function ofContainer(
  source: StartFile,
  container: Tree,
  owner: string,
  key: string,
  files: Files,
): readonly Unit[] {
  if (container.fields === undefined) return [];
  const folders = [...new Set([folderOf(source.file), ""])];
  const { environment, hidden } = variablesOfContainer(container, files);
  const image = treeAt(container, "image")?.word;
  const given = wordsOfContainer(container, key);
  // a patch that changes something else
  if (image === undefined && given.length === 0 && environment.size === 0 && hidden === undefined) return [];
  const at = word(source, container.at);
  const context = { ...files, folders, environment };
  const named =
    image === undefined
      ? unknown("its command and image are not written here", at, context)
      : ofImageName(image, context);
  const processes = ofGiven(given, named, image, context);
  const isPatch = image === undefined && given.length === 0;
  const name = nameOf(container, owner, key);
  return [{ name, at, processes, level: "container", hidden, hasUnreadImage: true, isPatch }];
}

function nameOf(container: Tree, owner: string, key: string): string {
  const kind = key === "initContainers" ? "init container" : "container";
  const name = `${kind} ${textOf(container, "name") ?? "without a name"}`;
  return owner === "" ? name : `${name} of ${owner}`;
}

/** Options alone are given to the entry point of the image. */
function ofGiven(
  given: readonly Word[],
  named: Process,
  image: Word | undefined,
  context: Context,
): readonly Process[] {
  const isOption = given[0]?.text.startsWith("-") === true;
  const isOfNode = isOption && hasPreload(given) && named.kind !== "other";
  if (given.length === 0 || (isOption && !isOfNode)) return [named];
  const words = isOfNode ? [{ ...given[0]!, text: "node" }, ...given] : given;
  return otherByImage(ofWords(words, context), image, context);
}

function wordsOfContainer(container: Tree, key: string): readonly Word[] {
  const keys = key === "containerDefinitions" ? ["entryPoint", "command"] : ["command", "args"];
  return keys.flatMap((one) => listOf(treeAt(container, one)) ?? []);
}

const hasPreload = (args: readonly Word[]): boolean =>
  args.some(({ text }) => /^(?:-r$|--require|--import|--(?:experimental-)?loader)/.test(text));

function variablesOfContainer(
  container: Tree,
  files: Files,
): { readonly environment: Environment; readonly hidden: string | undefined } {
  const found = new Map<string, Word>();
  let hidden: string | undefined;
  for (const one of treeAt(container, "envFrom")?.items ?? []) {
    const values = valuesFrom(one, files);
    if (typeof values === "string") hidden = values;
    else for (const [key, value] of values) if (value.word !== undefined) found.set(key, value.word);
  }
  const list = ["env", "environment"].flatMap((key) => treeAt(container, key)?.items ?? []);
  for (const one of list) {
    const name = textOf(one, "name") ?? "";
    const value = treeAt(one, "value")?.word ?? kept(one, files);
    if (value === undefined && name === "NODE_OPTIONS")
      hidden = "the value of its NODE_OPTIONS is not in this folder";
    if (value === undefined) continue;
    const text = value.text.replaceAll(/\$\((\w+)\)/g, (all, key: string) => found.get(key)?.text ?? all);
    found.set(name, { ...value, text });
  }
  return { environment: found, hidden };
}

/** The data that `envFrom` names, or why it is not known. */
function valuesFrom(source: Tree, files: Files): ReadonlyMap<string, Tree> | string {
  const map = textOf(source, "configMapRef", "name");
  const values = map === undefined ? undefined : configMap(map, files);
  const from = map === undefined ? "a secret" : `the ConfigMap ${map}`;
  return values ?? `its variables come from ${from}, which is not in this folder`;
}

/** The value of a variable that a ConfigMap has. */
function kept(variable: Tree, files: Files): Word | undefined {
  const from = treeAt(variable, "valueFrom", "configMapKeyRef");
  const map = textOf(from, "name");
  return map === undefined ? undefined : configMap(map, files)?.get(textOf(from, "key") ?? "")?.word;
}

/** The data of a ConfigMap of the project. */
function configMap(name: string, { files }: Files): ReadonlyMap<string, Tree> | undefined {
  for (const source of files) {
    const found = configMapsIn(source).find((one) => textOf(one, "metadata", "name") === name);
    if (found !== undefined) return treeAt(found, "data")?.fields;
  }
  return undefined;
}

const configMaps = new WeakMap<StartFile, readonly Tree[]>();

function configMapsIn(source: StartFile): readonly Tree[] {
  const known = configMaps.get(source);
  if (known !== undefined) return known;
  const isRead = /\.ya?ml$/.test(source.file) && source.text.includes("ConfigMap");
  const found = isRead ? readYaml(source).filter((one) => textOf(one, "kind") === "ConfigMap") : [];
  configMaps.set(source, found);
  return found;
}

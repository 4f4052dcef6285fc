// The stages of a Dockerfile that are started: the last one, and those with a command of their own, which a target may name.
import path from "node:path";
import type { StartFile } from "../start-files.ts";
import { preloadsOf } from "./programs.ts";
import { type Environment, expandedValue, wordsOf } from "./shell.ts";
import type { Word } from "./tree.ts";
import {
  type CommandText,
  type Files,
  type Image,
  ofImageName,
  processesOfImage,
  type Unit,
} from "./unit.ts";

interface Stage extends Image {
  readonly name: string | undefined;
  readonly base: Word;
  readonly at: Word;
  readonly hasCommand: boolean;
  /** Whether it has a `CMD` itself, and not of its base. */
  readonly hasOwnCmd: boolean;
}

const instruction = /^[ \t]*([A-Za-z]+)[ \t]+((?:[^\n\\]|\\\r?\n(?:[ \t]*#[^\n]*\n)*|\\[^\r\n])*)/gm;

/** The stages in order. `context`: where its build takes files from. */
function readStages(source: StartFile, context?: string): readonly Stage[] {
  const folders = [...new Set([...(context === undefined ? [] : [context]), folderOf(source.file), ""])];
  const stages: Stage[] = [];
  for (const { 0: all, 1: word = "", 2: given = "", index } of source.text.matchAll(instruction)) {
    const value: Word = { text: given, source, at: index + all.length - given.length };
    const stage = stages.at(-1);
    const name = word.toUpperCase();
    if (name === "FROM") stages.push(newStage(value, stages, folders));
    else if (stage !== undefined) stages[stages.length - 1] = withInstruction(stage, name, value);
  }
  return stages;
}

const folderOf = (file: string): string => (file.includes("/") ? path.posix.dirname(file) : "");

function newStage(value: Word, stages: readonly Stage[], folders: readonly string[]): Stage {
  const words = wordsOf(value).filter(({ text }) => !text.startsWith("--"));
  const name = /^as$/i.test(words[1]?.text ?? "") ? words[2]?.text : undefined;
  const base = words[0] ?? value;
  const from = stages.findLast(
    (one) => one.name !== undefined && one.name.toLowerCase() === base.text.toLowerCase(),
  );
  return from === undefined
    ? { name, base, at: value, environment: new Map(), folders, hasCommand: false, hasOwnCmd: false }
    : { ...from, name, at: value, hasCommand: false, hasOwnCmd: false };
}

function withInstruction(stage: Stage, name: string, value: Word): Stage {
  if (name === "CMD") return { ...stage, command: commandIn(value), hasCommand: true, hasOwnCmd: true };
  if (name === "ENTRYPOINT") {
    // an entry point takes the place of the command of the base only
    const command = stage.hasOwnCmd ? stage.command : undefined;
    return { ...stage, entrypoint: commandIn(value), command, hasCommand: true };
  }
  if (name !== "ENV" && name !== "ARG") return stage;
  return { ...stage, environment: withVariables(stage.environment, value) };
}

/** `ENV a=b c="d e"`, `ENV a b c`. */
function withVariables(environment: Environment, value: Word): Environment {
  const found = new Map(environment);
  const [, key, text] = /^(\w+)[ \t]+([^]*)$/.exec(value.text) ?? [];
  if (key !== undefined) found.set(key, expandedValue({ ...value, text: text!.trim() }, found));
  else
    for (const word of wordsOf(value)) {
      const [all, name] = /^(\w+)=/.exec(word.text) ?? ["", undefined];
      if (name !== undefined)
        found.set(name, expandedValue({ ...word, text: word.text.slice(all.length) }, found));
    }
  return found;
}

function commandIn(value: Word): CommandText {
  const list = value.text.replaceAll(/\\\r?\n/g, "").trim();
  try {
    const words = JSON.parse(list) as unknown;
    if (Array.isArray(words)) return { words: wordsAt(value, words.map(String)) };
  } catch {
    // a line of a shell
  }
  return { line: value };
}

/** The words of a list, each at its own offset. */
function wordsAt(value: Word, texts: readonly string[]): readonly Word[] {
  let { at } = value;
  return texts.map((text) => {
    const found = value.source.text.indexOf(text, at);
    at = found === -1 ? at : found;
    return { text, source: value.source, at };
  });
}

/** The image of a target, by default that of the last stage. */
export function imageOf(source: StartFile, target?: string, context?: string): Stage | undefined {
  const stages = readStages(source, context);
  return target === undefined ? stages.at(-1) : stages.findLast(({ name }) => name === target);
}

export function unitsOfDockerfile(source: StartFile, files: Files): readonly Unit[] {
  const stages = readStages(source);
  return stages.flatMap((stage, index): readonly Unit[] => {
    const isLast = index === stages.length - 1;
    if (!isLast && (stage.name === undefined || !stage.hasCommand)) return [];
    return [
      {
        name: `stage ${stage.name ?? "without a name"}`,
        at: stage.at,
        processes: runBy(stage, files),
        level: "image",
        inherited: preloadsOf(stage.environment),
      },
    ];
  });
}

/** The processes of a stage: those of its base, where it has no command. */
export function runBy(stage: Stage, files: Files): ReturnType<typeof processesOfImage> {
  const isKnown = stage.command !== undefined || stage.entrypoint !== undefined;
  return isKnown ? processesOfImage(stage, files) : [ofImageName(stage.base, stage)];
}

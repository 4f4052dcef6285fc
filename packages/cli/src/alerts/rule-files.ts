// Reads files of rules: YAML, JSON, or modules. Mistakes are reported with the file that has them.
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { checkRules, lineIn, type LineOf, type Problem, type RuleFile, RuleMistake } from "alerts";
import { LineCounter, parseDocument } from "yaml";
import { Failure } from "../failure.ts";
import { readRuleModule } from "./rule-modules.ts";

const data = new Set([".yaml", ".yml", ".json"]);
const modules = new Set([".ts", ".mts", ".js", ".mjs"]);
const parts = ["alerts", "objectives", "silences"] as const;
type RuleList = (typeof parts)[number];

/** What files may say, before it is checked. */
type Loose = { [K in RuleList]?: unknown[] };

interface ReadFile {
  readonly content: Loose;
  readonly lineOf?: LineOf;
}

/** Where one of all rules together was declared. */
interface Origin {
  readonly file: string;
  /** It is the only file. */
  readonly isAlone: boolean;
  readonly index: number;
  readonly name: unknown;
  readonly lineOf: LineOf | undefined;
}

/**
 * The rules of a file, or of all files of a folder and the folders in it, together.
 *
 * @throws {Failure} for a file that cannot be read or has no rules.
 * @throws {RuleMistake} with every mistake, each with its file.
 * @example
 * const rules = await readRules("alerts");
 */
export async function readRules(place: string): Promise<RuleFile> {
  return readRulesWith(place, () => []);
}

/**
 * As {@link readRules}, with mistakes that rules can have beside those of their form.
 *
 * @throws {RuleMistake} also with each mistake that `moreMistakes` finds, which gets rules whose form is right.
 */
export async function readRulesWith(
  place: string,
  moreMistakes: (rules: RuleFile) => readonly Problem[],
): Promise<RuleFile> {
  const files = filesOf(place);
  const merged: Required<Loose> = { alerts: [], objectives: [], silences: [] };
  const origins: Record<RuleList, Origin[]> = { alerts: [], objectives: [], silences: [] };
  for (const file of files) {
    const { content, lineOf } = await readOne(file);
    const mistakes = formOf(content);
    if (mistakes.length > 0)
      throw new RuleMistake(
        mistakes.map((one) => ({
          ...one,
          path: textOfPlace("", lineOf?.(one.path), one.path),
        })),
        file,
      );
    for (const part of parts)
      for (const [index, one] of (content[part] ?? []).entries()) {
        merged[part].push(one);
        const { name } = (one ?? {}) as { readonly name?: unknown };
        origins[part].push({ file, isAlone: files.length === 1, index, name, lineOf });
      }
  }
  const mistakes = checkRules(merged);
  const all = mistakes.length > 0 ? mistakes : moreMistakes(merged as RuleFile);
  const problems = all.map((problem) => ({
    ...problem,
    ...original(problem.path, origins),
  }));
  if (problems.length > 0) throw new RuleMistake(problems, place);
  if (merged.alerts.length + merged.objectives.length === 0)
    throw new Failure(`${place} has no rules.`, "Add `alerts:` or `objectives:` with at least one entry.");
  return merged as RuleFile;
}

/** Mistakes above the single rules, which are checked together with those of other files. */
function formOf(content: Loose): readonly Problem[] {
  const isWrong = (part: string): boolean =>
    !(parts as readonly string[]).includes(part) || !Array.isArray(content[part as RuleList]);
  return typeof content !== "object" || content === null || Object.keys(content).some(isWrong)
    ? checkRules(content)
    : [];
}

/** A mistake with the place where it is written. */
export interface PlacedProblem extends Problem {
  /** Where the file says it. */
  readonly location?: { readonly file: string; readonly line: number; readonly column: number };
}

/** `alerts[3].for` of all rules together, as `a.yaml:7: alerts[1].for of "Payments fail"` of one file. */
function original(
  place: string,
  origins: Readonly<Record<RuleList, readonly Origin[]>>,
): Pick<PlacedProblem, "path" | "location"> {
  const [, part, at, rest = ""] = /^(alerts|objectives|silences)\[(\d+)\](.*)$/s.exec(place) ?? [];
  const origin = origins[part as RuleList]?.[Number(at)];
  if (origin === undefined) return { path: place };
  const { file, isAlone, index, name, lineOf } = origin;
  const own = `${part}[${index}]${rest}`;
  const of = typeof name === "string" ? ` of ${JSON.stringify(name)}` : "";
  const line = lineOf?.(own);
  return {
    path: textOfPlace(isAlone ? "" : file, line, `${own}${of}`),
    ...(line !== undefined && { location: { file, line, column: 1 } }),
  };
}

function textOfPlace(file: string, line: number | undefined, where: string): string {
  const start = line === undefined ? file : file === "" ? `line ${line}` : `${file}:${line}`;
  return [start, where].filter((text) => text !== "").join(": ");
}

const isKnown = (file: string): boolean =>
  data.has(path.extname(file)) || (modules.has(path.extname(file)) && !/\.(?:test|d)\.[cm]?ts$/.test(file));

function filesOf(place: string): readonly string[] {
  try {
    if (!statSync(place).isDirectory()) return [place];
    const found = readdirSync(place, { recursive: true, encoding: "utf8" }).filter(
      (file) => isKnown(file) && !file.split(path.sep).includes("node_modules"),
    );
    if (found.length > 0) return found.toSorted().map((file) => path.join(place, file));
  } catch (cause) {
    throw new Failure(
      `Cannot read ${place}: ${(cause as Error).message}.`,
      "Pass a file of rules or a folder of them.",
    );
  }
  throw new Failure(
    `${place} has no files of rules.`,
    "Write one, such as `alerts.yaml`. See `telltale replay --help`.",
  );
}

async function readOne(file: string): Promise<ReadFile> {
  const extension = path.extname(file);
  if (modules.has(extension)) return readRuleModule(file);
  if (!data.has(extension))
    throw new Failure(
      `Cannot read ${file}: the extension \`${extension}\` is unknown.`,
      "Use .yaml, .json or .ts.",
    );
  const lineCounter = new LineCounter();
  const document = parseDocument(readFileSync(file, "utf8"), { prettyErrors: true, lineCounter });
  const [mistake] = document.errors;
  if (mistake !== undefined)
    throw new Failure(`Cannot read ${file}: ${mistake.message.trim()}`, "Correct the YAML.");
  try {
    const content = (document.toJS({ maxAliasCount: 100 }) ?? {}) as Loose;
    const lineAt = (offset: number): number => lineCounter.linePos(offset).line;
    return { content, lineOf: (where) => lineIn(document.contents, lineAt, where) };
  } catch (cause) {
    // aliases are resolved here: without an anchor, or far too many
    throw new Failure(`Cannot read ${file}: ${(cause as Error).message}.`, "Correct the YAML.", undefined, {
      cause,
    });
  }
}

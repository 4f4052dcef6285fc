// One file of rules in YAML or JSON.
import { extname } from "node:path";
import { checkForm, lineIn, type LineOf, type Problem, type RuleFile } from "alerts";
import { LineCounter, parseDocument } from "yaml";

/** A mistake in a file, with its line where that is known. */
export interface FileProblem extends Problem {
  readonly line?: number;
}

/** What a file says: its rules, or why it cannot be used. */
export type ReadRuleFile =
  | { readonly content: RuleFile; readonly problems: readonly []; readonly lineOf?: LineOf }
  | { readonly problems: readonly FileProblem[] };

const data: ReadonlySet<string> = new Set([".yaml", ".yml", ".json"]);
const modules: ReadonlySet<string> = new Set([".ts", ".mts", ".js", ".mjs"]);

/** Whether a file of the folder may have rules. */
export function isRuleFile(path: string): boolean {
  return data.has(extname(path)) || isModule(path);
}

/** Whether a file of rules is code. */
export function isModule(path: string): boolean {
  return modules.has(extname(path)) && !/\.(?:test|d)\.[cm]?[jt]s$/.test(path);
}

/** What data says that a module exports. */
export function formOf(content: object): ReadRuleFile {
  const problems = checkForm(content);
  return problems.length > 0 ? { problems } : { content: content as RuleFile, problems: [] };
}

/** Reads the text of a file and checks its form. */
export function readRuleFile(text: string): ReadRuleFile {
  const counter = new LineCounter();
  const document = parseDocument(text, { prettyErrors: true, lineCounter: counter });
  const [mistake] = document.errors;
  if (mistake !== undefined)
    return refused(
      `is not YAML: ${mistake.message.trim()}`,
      "Correct the YAML.",
      counter.linePos(mistake.pos[0]).line,
    );
  try {
    const content = (document.toJS({ maxAliasCount: 100 }) ?? {}) as RuleFile;
    const lineAt = (offset: number): number => counter.linePos(offset).line;
    const problems = checkForm(content).map((problem): FileProblem => {
      const line = lineIn(document.contents, lineAt, problem.path);
      return line === undefined ? problem : { ...problem, line };
    });
    if (problems.length > 0) return { problems };
    return { content, problems: [], lineOf: linesOf(text) };
  } catch (error) {
    // aliases are resolved here: without an anchor, or far too many
    return refused(`cannot be read: ${(error as Error).message}`, "Correct the YAML.");
  }
}

/**
 * A message without the text that a parser quotes from the file, which may be a query or a secret: messages about files go to all receivers of
 * pages.
 */
export function withoutQuote(message: string): string {
  const [line = ""] = message.split("\n");
  return /^(?:is not YAML|cannot be read): [^:]*/.exec(line)?.[0] ?? line;
}

/** Keeps the text, which is much smaller than its nodes, and reads it again when a line is wanted. */
function linesOf(text: string): LineOf {
  return (path) => {
    const counter = new LineCounter();
    const { contents } = parseDocument(text, { lineCounter: counter });
    return lineIn(contents, (offset) => counter.linePos(offset).line, path);
  };
}

function refused(message: string, fix: string, line?: number): ReadRuleFile {
  return { problems: [{ path: "", message, fix, ...(line !== undefined && { line }) }] };
}

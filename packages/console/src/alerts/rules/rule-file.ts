// One file of rules: YAML or JSON. Code is not run: the console reads rules from a folder that others may write to.
import { extname } from "node:path";
import { checkForm, type Problem, type RuleFile } from "alerts";
import { parseDocument } from "yaml";

/** What a file says: its rules, or why it cannot be used. */
export type ReadRuleFile =
  | { readonly content: RuleFile; readonly problems: readonly [] }
  | { readonly problems: readonly Problem[] };

const data: ReadonlySet<string> = new Set([".yaml", ".yml", ".json"]);
const modules: ReadonlySet<string> = new Set([".ts", ".mts", ".js", ".mjs"]);

/** Whether a file of the folder may have rules. */
export function isRuleFile(path: string): boolean {
  const isHidden = path.split(/[/\\]/).some((part) => part.startsWith(".") || part === "node_modules");
  return !isHidden && (data.has(extname(path)) || isModule(path));
}

function isModule(path: string): boolean {
  return modules.has(extname(path)) && !/\.(?:test|d)\.[cm]?[jt]s$/.test(path);
}

/** Reads the text of a file and checks its form. */
export function readRuleFile(path: string, text: string): ReadRuleFile {
  if (isModule(path))
    return refused(
      "is a module; the console reads YAML and JSON.",
      "Keep modules for `telltale replay`, and give the console a file of data.",
    );
  const document = parseDocument(text, { prettyErrors: true });
  const [mistake] = document.errors;
  if (mistake !== undefined) return refused(`is not YAML: ${mistake.message.trim()}`, "Correct the YAML.");
  try {
    const content = (document.toJS({ maxAliasCount: 100 }) ?? {}) as RuleFile;
    const problems = checkForm(content);
    return problems.length > 0 ? { problems } : { content, problems: [] };
  } catch (error) {
    // aliases are resolved here: without an anchor, or far too many
    return refused(`cannot be read: ${(error as Error).message}`, "Correct the YAML.");
  }
}

function refused(message: string, fix: string): ReadRuleFile {
  return { problems: [{ path: "", message, fix }] };
}

// Reads modules of rules, and finds where each of their rules is written.
import { realpathSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { isRuleMistake, type LineOf, type Problem, RuleMistake, rulesOfExports } from "alerts";
import { loadModule } from "../catalog/load-module.ts";
import { locate, type Locations } from "../catalog/locate.ts";
import { Failure } from "../failure.ts";

type Rules = ReturnType<typeof rulesOfExports>;

interface RuleModule {
  readonly content: Rules;
  /** The line of a rule, or of a part of it, that is written in the file itself. */
  readonly lineOf: LineOf;
}

/**
 * The rules that a module exports.
 *
 * @throws {RuleMistake} of `defineAlert` and the like, with the line of the call.
 */
export async function readRuleModule(file: string): Promise<RuleModule> {
  const full = path.resolve(file);
  const places: Record<keyof Rules, string[]> = { alerts: [], objectives: [], silences: [] };
  const content = rulesOfExports(await loadRules(file, full), (part, place) => places[part].push(place));
  const known = new Map<string, Locations>();
  return {
    content,
    lineOf: (wanted) => {
      const [, part, at, rest = ""] = /^(\w+)\[(\d+)\](.*)$/s.exec(wanted) ?? [];
      const place = places[part as keyof Rules]?.[Number(at)];
      if (place === undefined) return undefined;
      const [name = ""] = /^"(?:[^"\\]|\\.)*"|^[^.[]+/.exec(place) ?? [];
      const locations = known.get(name) ?? locate(full, name, path.dirname(full));
      known.set(name, locations);
      if (locations.all.size === 0) return undefined;
      const found = locations.find(`${place.slice(name.length)}${rest}`.replace(/^\./, ""));
      return found.file === path.basename(full) ? found.line : undefined;
    },
  };
}

async function loadRules(file: string, full: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await loadModule(full, "the rules");
  } catch (error) {
    const cause = error instanceof Failure ? error.cause : undefined;
    if (!isRuleMistake(cause)) throw error;
    const line = lineOfCall(cause.stack ?? "", full);
    throw new RuleMistake(
      cause.problems.map((problem) => placed(problem, file, line, cause.message)),
      file,
    );
  }
}

/** The line of the file that called the function that failed. */
function lineOfCall(stack: string, full: string): number | undefined {
  // Node.js names the file behind a link
  const files = [full, realpathSync(full)].flatMap((file) => [file, pathToFileURL(file).href]);
  const ends = files.flatMap((file) => [` ${file}`, `(${file}`]);
  for (const frame of stack.split("\n")) {
    const [, before = "", line] = /^(.*):(\d+):\d+\)?$/.exec(frame) ?? [];
    if (ends.some((end) => before.endsWith(end))) return Number(line);
  }
  return undefined;
}

function placed(problem: Problem, file: string, line: number | undefined, message: string): Problem {
  const [, name] = /^\d+ mistakes? in `(.*)`\.$/m.exec(message) ?? [];
  const of = name === undefined ? problem.path : `${problem.path} of ${JSON.stringify(name)}`;
  if (line === undefined) return { ...problem, path: of };
  return Object.assign(
    { ...problem, path: `line ${line}: ${of.trimStart()}` },
    { location: { file, line, column: 1 } },
  );
}

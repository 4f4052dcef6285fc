// Files that nest so deeply that the parser, which is native code and recursive, would end this process. No person writes one; a hostile
// repository may hold one.
import { spawnSync } from "node:child_process";

/** What can open one more level: brackets, operators in front of an operand, and words of statements. */
const opening = /[([{<?!~+\-:]|=>|\b(?:if|else|for|while|do|with|new|typeof|void|delete|await|yield)\b/g;
/** The parser takes about 8,000 levels. */
const fewest = 4000;
const limitMs = 60_000;

const script = `
  import { readFileSync } from "node:fs";
  const { parseSync } = await import(process.argv[1]);
  parseSync(process.argv[2], readFileSync(0, "utf8"), JSON.parse(process.argv[3]));
`;

/**
 * Whether the parser would fail on `source` for its depth. Only a file that could have so many levels is parsed, in a process of its own,
 * which takes about 0.1 s.
 */
export function nestsTooDeeply(file: string, source: string, options: object): boolean {
  if (source.length < fewest || (source.match(opening)?.length ?? 0) < fewest) return false;
  const args = ["--input-type=module", "-e", script, import.meta.resolve("oxc-parser"), file];
  const { signal, status } = spawnSync(process.execPath, [...args, JSON.stringify(options)], {
    input: source,
    stdio: ["pipe", "ignore", "ignore"],
    timeout: limitMs,
    env: {},
  });
  // on Windows, and below a shell, a status represents the signal
  return signal !== null || status !== 0;
}

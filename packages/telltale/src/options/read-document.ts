// A variable that holds more than a word: JSON itself, or the path of a JSON or YAML file. What cannot be read warns and is ignored.
import { loadPlain } from "../configuration/load.ts";
import type { Environment } from "../engine/settings/environment.ts";
import { isTelemetryError } from "../error.ts";

/** What `resolve` makes of the data that the variable `name` holds; undefined where it is not set, or not usable, which warns. */
export function readDocument<T>(
  env: Environment,
  name: string,
  words: readonly string[],
  resolve: (data: unknown) => T,
): T | undefined {
  const text = env.text(name);
  if (text === undefined) return undefined;
  try {
    return resolve(words.includes(text.toLowerCase()) ? text.toLowerCase() : parse(text, env));
  } catch (error) {
    if (!isTelemetryError(error) && !(error instanceof SyntaxError)) throw error;
    const known = [...words, "JSON", "the path of a .json or .yaml file"].join(", ");
    // the fix for another file or for an option does not apply here
    const why = isTelemetryError(error)
      ? error.message.replace(` ${error.fix}`, "").replace(/\.$/, "")
      : error.message;
    return env.ignore(name, `one of ${known}; ${why}`);
  }
}

function parse(text: string, env: Environment): unknown {
  return /^[[{"]/.test(text) ? (JSON.parse(text) as unknown) : loadPlain(text, env.variables);
}

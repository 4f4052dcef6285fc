// A console, as commands ask it: its URL and token, and answers of its API.
import { readFileSync } from "node:fs";
import type { Command, Surroundings, Values } from "./command.ts";
import { consoleFailure } from "./console-failure.ts";
import { exitCode, Failure, wrongUsage } from "./failure.ts";

/** Options of commands that can ask a console, and work without one. */
export const consoleOptions: Command["options"] = {
  console: { value: "URL", variable: "TELLTALE_CONSOLE_URL", help: "URL of the console" },
  "token-file": {
    value: "FILE",
    help: "file with a token of the scope read (or the token itself in TELLTALE_TOKEN)",
  },
};

export interface Console {
  readonly url: string;
  /** The answer of `GET path`. @throws {Failure} when the console cannot be reached or refuses. */
  getJson<T>(path: string): Promise<T>;
}

const timeoutMs = 30_000;

/** The console of the options; undefined when none is named. */
export function readConsole(
  values: Values,
  { variables }: Pick<Surroundings, "variables">,
): Console | undefined {
  const url = values["console"];
  if (typeof url !== "string") return undefined;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw wrongUsage(
      `Cannot use \`--console ${url}\`: expected an http or https URL.`,
      "Pass for example `--console https://telltale.example`.",
    );
  const token = readToken(values, variables);
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return {
    url,
    async getJson(path) {
      const answer = await fetch(new URL(path, url), {
        headers,
        signal: AbortSignal.timeout(timeoutMs),
      }).catch((error: unknown) => error as Error);
      if (answer instanceof Error || !answer.ok)
        throw await consoleFailure(answer, {
          url,
          scope: "read",
          lacks: `does not answer \`${path.split("?", 1)[0]}\``,
          rejected: "the request",
        });
      return (await answer.json()) as never;
    },
  };
}

/** The token of `--token-file`, else that of the environment. */
export function readToken(values: Values, variables: Surroundings["variables"]): string | undefined {
  const file = values["token-file"];
  if (typeof file !== "string") return variables["TELLTALE_TOKEN"]?.trim() || undefined;
  try {
    return readFileSync(file, "utf8").trim();
  } catch (cause) {
    throw new Failure(
      `Cannot read the token file ${file}: ${(cause as Error).message}.`,
      "Pass the path of a file with the token.",
      exitCode.usage,
      { cause },
    );
  }
}

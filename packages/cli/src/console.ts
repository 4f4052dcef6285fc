// A console, as commands ask it: its URL and token, and answers of its API.
import { readFileSync } from "node:fs";
import type { Problem } from "contract";
import type { Command, Surroundings, Values } from "./command.ts";
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
      if (answer instanceof Error || !answer.ok) throw await toFailure(answer, url);
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

async function toFailure(answer: Response | Error, url: string): Promise<Failure> {
  if (answer instanceof Error) {
    const reason = (answer.cause as Error | undefined)?.message ?? answer.message;
    return new Failure(
      `Cannot reach the console at ${url}: ${reason || answer.name}.`,
      "Check the URL (--console), and that the console runs and this machine may connect to it.",
      undefined,
      { cause: answer },
    );
  }
  const problem = (await answer.json().catch(() => undefined)) as Problem | undefined;
  if (problem === undefined)
    return new Failure(
      `${url} answered ${answer.status} ${answer.statusText}.`,
      "Pass the URL of the console's pages (port 4319 by default) with --console.",
    );
  if (problem.code === "UNKNOWN_PATH")
    return new Failure(
      `The console at ${url} does not know what arrived: it is an older version, or has the role \`ingest\` or \`alert\`.`,
      "Upgrade it, or pass the URL of another console with --console.",
    );
  const tokens: Readonly<Record<string, string>> = {
    TOKEN_REQUIRED:
      "Create one with `telltale-console token create --name ci --scope read`, and set TELLTALE_TOKEN.",
    INVALID_TOKEN: "Check TELLTALE_TOKEN or the token file: the token is misspelled, expired or revoked.",
    INSUFFICIENT_SCOPE: "Use a token of the scope `read` or `admin`.",
  };
  return new Failure(
    `The console rejected the request: ${problem.message}`,
    tokens[problem.code] ?? problem.fix,
  );
}

// Why a console did not do what a command asked: what to do about it.
import { maybeExpectsTls, type Problem } from "contract";
import { Failure } from "./failure.ts";

interface FailedRequest {
  readonly url: string;
  /** The scope of tokens that may ask this. */
  readonly scope: "read" | "ingest";
  /** What a console without the route cannot do: `takes no source maps`. */
  readonly lacks: string;
  /** What the console rejected: `the request`. */
  readonly rejected: string;
}

/** The failure of a missing answer, or of an answer that reports an error. */
export async function consoleFailure(
  answer: Response | Error,
  { url, scope, lacks, rejected }: FailedRequest,
): Promise<Failure> {
  if (answer instanceof Error) {
    const { message, code = "" } = (answer.cause ?? answer) as NodeJS.ErrnoException;
    const { protocol, host } = new URL(url);
    const isPerhapsSecure = protocol === "http:" && maybeExpectsTls.test(code);
    return new Failure(
      `Cannot reach the console at ${url}: ${message || answer.message || answer.name}.`,
      isPerhapsSecure
        ? `If the console uses TLS, pass \`--console https://${host}\`.`
        : "Check the URL (--console), and that the console runs and this machine may connect to it.",
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
      `The console at ${url} ${lacks}: it is an older version, or has the role \`ingest\` or \`alert\`.`,
      "Upgrade it, or pass the URL of another console with --console.",
    );
  const tokens: Readonly<Record<string, string>> = {
    TOKEN_REQUIRED: `Create one with \`telltale-console token create --name ci --scope ${scope}\`, and set TELLTALE_TOKEN.`,
    INVALID_TOKEN: "Check TELLTALE_TOKEN or the token file: the token is misspelled, expired or revoked.",
    INSUFFICIENT_SCOPE: `Use a token of the scope \`${scope}\` or \`admin\`.`,
  };
  return new Failure(
    `The console rejected ${rejected}: ${problem.message}`,
    tokens[problem.code] ?? problem.fix,
  );
}

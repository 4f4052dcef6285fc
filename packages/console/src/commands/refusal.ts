// The answer of a console that did not do what a command asked for, as the error of the command.
import type { Problem } from "contract";
import { isProblemCode } from "../problem/codes.ts";
import { ProblemError } from "../problem/problem.ts";

/** The error for an answer that a command cannot use. */
export async function refusalOf(page: string, response: Response): Promise<ProblemError> {
  const problem = (await response.json().catch(() => undefined)) as Problem | undefined;
  if (problem === undefined)
    return new ProblemError("CONSOLE_REFUSED", `${page} answered ${response.status} ${response.statusText}.`);
  if (problem.code === "UNKNOWN_PATH")
    return new ProblemError(
      "UNKNOWN_PATH",
      `The console at ${page} does not serve this: it has the role \`ingest\` or \`alert\`, or is an older version.`,
      "Pass the URL of another console with `--url URL`.",
    );
  const code = isProblemCode(problem.code) ? problem.code : "CONSOLE_REFUSED";
  return new ProblemError(code, problem.message, problem.fix);
}

// Why a console did not do what a command asked of it, for people.
import type { Problem } from "contract";
import { UsageError } from "../config/usage-error.ts";

/** The error for an answer that is none of those a command can use. */
export async function refusalOf(page: string, response: Response): Promise<UsageError> {
  const problem = (await response.json().catch(() => undefined)) as Problem | undefined;
  if (problem?.code === "UNKNOWN_PATH")
    return new UsageError(
      `The console at ${page} does not serve this, for it has the role \`ingest\` or \`alert\`, or is an older one.\nPass the page of another one with \`--url PAGE\`.`,
    );
  return new UsageError(
    problem === undefined
      ? `${page} answered ${response.status} ${response.statusText}.`
      : `${problem.message}\n${problem.fix}`,
  );
}

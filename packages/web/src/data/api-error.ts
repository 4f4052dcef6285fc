// The error of a request to the console's API.
import type { Problem } from "contract";

/** A `Problem` of the API, or its equivalent when the console could not be reached. */
export class ApiError extends Error {
  readonly problem: Problem;
  /** The delay that the console asks for before a retry, in ms. */
  readonly retryAfterMs: number | undefined;

  constructor(problem: Problem, options: ErrorOptions & { readonly retryAfterMs?: number | undefined } = {}) {
    super(problem.message, options);
    this.name = "ApiError";
    this.problem = problem;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** The problem in any thrown value, so that every page can show one. */
export function toProblem(error: unknown): Problem {
  if (error instanceof ApiError) return error.problem;
  const message = error instanceof Error ? error.message : String(error);
  return { status: 0, code: "PAGE_ERROR", message: `This page failed: ${message}`, fix: "Reload the page." };
}

export const unreachable: Problem = {
  status: 0,
  code: "CONSOLE_UNREACHABLE",
  message: "The console does not answer.",
  fix: "Check that `telltale-console` is running, then retry.",
};

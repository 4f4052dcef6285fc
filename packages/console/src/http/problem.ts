// Errors as answers of HTTP. What is not a `ProblemError` becomes a 500 whose details stay in the log.
import type { Problem } from "contract";
import type { FastifyReply } from "fastify";
import { meaningOf } from "../problem/codes.ts";
import { ProblemError } from "../problem/problem.ts";

/** The JSON body for `error`, which may be anything that was thrown. Tells nothing of errors that are not meant for the reader. */
export function toProblem(error: unknown, requestId: string): Problem {
  if (error instanceof ProblemError && meaningOf(error.code).isPublic) {
    const { status, code, message, fix, place, problems, bound } = error;
    return {
      status,
      code,
      message,
      fix,
      requestId,
      ...(place === undefined ? {} : { place }),
      ...(problems === undefined ? {} : { problems }),
      ...(bound === undefined ? {} : { bound }),
    };
  }
  const framework = fromFramework(error);
  if (framework !== undefined) return { ...framework, requestId };
  return {
    status: 500,
    code: "INTERNAL",
    message: "The console failed to answer this request.",
    fix: `Look for the request id ${requestId} in the console's log.`,
    requestId,
  };
}

/** Sends `problem` as it is. */
export function sendProblem(reply: FastifyReply, problem: Problem): void {
  // A store that is busy or restarts is back soon; the page retries.
  if (problem.status === 503 && !reply.hasHeader("retry-after")) reply.header("retry-after", "1");
  reply
    .code(problem.status)
    .header("cache-control", "no-store")
    .type("application/problem+json")
    .send(JSON.stringify(problem));
}

/** Fastify's own refusals of a request (a bad URL, a body too large) carry a 4xx `statusCode` and a code that starts with FST_. */
function fromFramework(error: unknown): Omit<Problem, "requestId"> | undefined {
  const { statusCode, code, message } = error as { statusCode?: unknown; code?: unknown; message?: unknown };
  if (typeof statusCode !== "number" || statusCode < 400 || statusCode > 499) return undefined;
  if (typeof code !== "string" || !code.startsWith("FST_")) return undefined;
  return {
    status: statusCode,
    code: statusCode === 413 ? "BODY_TOO_LARGE" : "BAD_REQUEST",
    message: String(message),
    fix: "Send the request as the API's documentation says.",
  };
}

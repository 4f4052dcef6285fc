// What arrived is not a request that can be read, or one with an address that is too long: answered on the bare connection, in the form of
// every other error.
import { randomBytes } from "node:crypto";
import type { Socket } from "node:net";
import { http } from "../node-http.ts";
import { ProblemError } from "../problem/problem.ts";
import { toProblem } from "./problem.ts";
import { isUploading } from "./upload-body.ts";

const timedOut = "ERR_HTTP_REQUEST_TIMEOUT";

/** Answers and closes. A connection that was reset gets no answer, and one over which a file arrives stays. */
export function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed) return;
  if (error.code === timedOut && isUploading(socket)) return;
  const problem = toProblem(problemOf(error.code), randomBytes(6).toString("hex"));
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${http.STATUS_CODES[problem.status]}`,
    "content-type: application/problem+json",
    `content-length: ${Buffer.byteLength(body)}`,
    "cache-control: no-store",
    "connection: close",
  ];
  if (socket.writable) socket.write(`${head.join("\r\n")}\r\n\r\n${body}`);
  socket.destroy();
}

function problemOf(code: string | undefined): ProblemError {
  if (code === "HPE_HEADER_OVERFLOW")
    return new ProblemError(
      "HEADERS_TOO_LARGE",
      "The address and the headers of the request have more than 16 KiB together.",
      "Shorten the filters, or ask with `POST /api/sql`, which takes values in its body.",
    );
  if (code === timedOut)
    return new ProblemError(
      "REQUEST_TIMEOUT",
      "The request did not come to its end in time.",
      "Send it again.",
    );
  return new ProblemError("BAD_REQUEST", "Malformed HTTP/1.1 request.", "Send a valid request.");
}

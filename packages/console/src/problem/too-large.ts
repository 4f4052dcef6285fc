// A request over the limit of a receiver, before or after decompression.
import { ProblemError } from "./problem.ts";

/** The error for a request that is larger than the receiver accepts. It must not be sent again as it is. */
export function tooLarge(maxBytes: number, encoding: string): ProblemError {
  const body = encoding === "identity" ? "The body" : `The body, decompressed from ${encoding},`;
  return new ProblemError(
    "BODY_TOO_LARGE",
    `${body} has more than ${maxBytes} bytes, the most this receiver accepts.`,
    "Send smaller batches.",
  );
}

/** The error for a request that says almost nothing for its size. It must not be sent again as it is. */
export function tooCompressed(maxRatio: number, encoding: string): ProblemError {
  return new ProblemError(
    "BODY_TOO_COMPRESSED",
    `The body, decompressed from ${encoding}, has more than ${maxRatio} times the bytes that were sent.`,
    "Send smaller batches: below 4 MiB, decompressed, any ratio is accepted.",
  );
}

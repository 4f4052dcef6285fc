// Why a request was not taken, once for all transports: the OTLP specification's table of failures as data.
// https://opentelemetry.io/docs/specs/otlp/#failures — 400 and 413 are not sent again, 429 and 503 are.
import { OtlpError } from "otlp";
import type { IntakeCounts } from "../receive/counts.ts";
import { meaningOf, type ProblemCode, rpcCode } from "../problem/codes.ts";
import { ProblemError } from "../problem/problem.ts";

/** The same refusal for HTTP and gRPC. */
export interface Refusal {
  readonly httpStatus: number;
  readonly rpcCode: number;
  readonly message: string;
  /** Present when the request may be sent again. */
  readonly retryAfterSeconds?: number;
  readonly countedAs?: keyof IntakeCounts["requests"];
}

/** The answer when taking a request threw `error`; `undefined` for mistakes of this program, which are 500 / INTERNAL. */
export function toRefusal(error: unknown): Refusal | undefined {
  if (error instanceof OtlpError) return refusalOf(new ProblemError("BAD_BODY", error.message));
  if (error instanceof ProblemError) return refusalOf(error);
  return ofFramework(error);
}

/** What counts requests that are at fault themselves, or cannot be accepted now. Other codes are failures of the store. */
const countedAs: Partial<Record<ProblemCode, keyof IntakeCounts["requests"]>> = {
  BAD_BODY: "malformed",
  FORMAT_INVALID: "malformed",
  ENCODING_NOT_SUPPORTED: "malformed",
  MEDIA_TYPE_NOT_SUPPORTED: "malformed",
  REQUEST_TIMEOUT: "malformed",
  BODY_TOO_LARGE: "tooLarge",
  BODY_TOO_COMPRESSED: "tooCompressed",
  RECEIVER_BUSY: "refusedFull",
  SHARE_USED_UP: "refusedShare",
  WRITE_QUEUE_FULL: "refusedFull",
};

/** Refused for their path, their method or their sender, before anything of them is read. */
const uncounted: ReadonlySet<ProblemCode> = new Set([
  "BAD_URL",
  "METHOD_NOT_ALLOWED",
  "SIGNAL_NOT_SUPPORTED",
  "UNKNOWN_PATH",
  "VERSION_NOT_SUPPORTED",
]);

/** The answer to a sender. Whatever is wrong with the store is a 503: the sender keeps the request and sends it again. */
export function refusalOf(problem: ProblemError): Refusal {
  const { code, retryAfterSeconds } = problem;
  const { http, rpc } = meaningOf(code);
  const counted = countedAs[code];
  if (counted === undefined && !uncounted.has(code) && http !== 401 && http !== 403) return ofStore(problem);
  return {
    httpStatus: http,
    rpcCode: rpc,
    message: problem.text,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    ...(counted === undefined ? {} : { countedAs: counted }),
  };
}

/** Seconds until a sender retries, and the message it gets, by code; the store's other failures use `usualRetry`. */
const retries: Partial<Record<ProblemCode, { readonly seconds: number; readonly message: string }>> = {
  STORE_DISK_ERROR: { seconds: 15, message: "Nothing of this request was stored: send it again." },
  STORE_DISK_FULL: { seconds: 15, message: "Nothing of this request was stored: send it again." },
  STORE_SLOW: { seconds: 5, message: "Send this request again: each row counts once." },
};
const usualRetry = 2;

function ofStore({ code, message }: ProblemError): Refusal {
  const known = retries[code];
  return {
    httpStatus: 503,
    rpcCode: rpcCode.unavailable,
    message:
      known === undefined
        ? "The store does not take data at the moment. Send this request again: each row counts once."
        : `${message} ${known.message}`,
    retryAfterSeconds: known?.seconds ?? usualRetry,
    countedAs: "storeFailed",
  };
}

/** What Fastify itself cannot read, such as an invalid content type. */
function ofFramework(error: unknown): Refusal | undefined {
  const { statusCode, code, message } = error as { statusCode?: unknown; code?: unknown; message?: unknown };
  if (typeof statusCode !== "number" || statusCode < 400 || statusCode > 499) return undefined;
  if (typeof code !== "string" || !code.startsWith("FST_")) return undefined;
  return {
    httpStatus: statusCode,
    rpcCode: rpcCode.invalidArgument,
    message: `Cannot read the request: ${String(message)}.`,
    countedAs: "malformed",
  };
}

/** The answer to a mistake of this program. Not to be sent again: it would fail again. */
export const internalRefusal: Refusal = {
  httpStatus: 500,
  rpcCode: rpcCode.internal,
  message: "The receiver failed on this request. Its log has details.",
};

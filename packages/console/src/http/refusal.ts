// Why a request was not taken, once for all transports: the OTLP specification's table of failures as data.
// https://opentelemetry.io/docs/specs/otlp/#failures — 400 and 413 are not sent again, 429 and 503 are.
import { OtlpError } from "otlp";
import { FormatError } from "../formats/format-error.ts";
import { BusyError, TooLargeError } from "../receive/admit.ts";
import type { IntakeCounts } from "../receive/counts.ts";
import { QueueFullError } from "../store/store-error.ts";
import { BodyError } from "./body.ts";
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

/** Thrown where a protocol has an answer of its own. */
export class RefusalError extends Error {
  override readonly name = "RefusalError";
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/** What to answer when taking a request threw `error`; `undefined` for mistakes of this program, which are 500 / INTERNAL. */
export function toRefusal(error: unknown): Refusal | undefined {
  if (error instanceof RefusalError) return error.refusal;
  if (error instanceof OtlpError || error instanceof FormatError) {
    return {
      httpStatus: 400,
      rpcCode: rpcCode.invalidArgument,
      message: error.message,
      countedAs: "malformed",
    };
  }
  if (error instanceof BodyError) {
    return {
      httpStatus: error.status,
      rpcCode: rpcCode.invalidArgument,
      message: error.message,
      countedAs: "malformed",
    };
  }
  if (error instanceof TooLargeError) {
    return {
      httpStatus: 413,
      rpcCode: rpcCode.resourceExhausted,
      message: error.message,
      countedAs: "tooLarge",
    };
  }
  if (error instanceof BusyError || error instanceof QueueFullError) {
    const { message, retryAfterSeconds } = error;
    return {
      httpStatus: 429,
      rpcCode: rpcCode.resourceExhausted,
      message,
      retryAfterSeconds,
      countedAs: "refusedFull",
    };
  }
  if (error instanceof ProblemError) return ofProblem(error);
  return ofFramework(error);
}

/** Seconds until a sender retries, and the message it gets, by code; the store's other failures use `usualRetry`. */
const retries: Partial<Record<ProblemCode, { readonly seconds: number; readonly message: string }>> = {
  STORE_DISK_ERROR: { seconds: 15, message: "Nothing of this request was stored: send it again." },
  STORE_DISK_FULL: { seconds: 15, message: "Nothing of this request was stored: send it again." },
  STORE_SLOW: { seconds: 5, message: "Send this request again: each row counts once." },
};
const usualRetry = 2;

/** Whoever may not send hears why; whatever else is wrong is the store's, and the sender keeps the request. */
function ofProblem(error: ProblemError): Refusal {
  const { http, rpc } = meaningOf(error.code);
  if (http === 401 || http === 403)
    return { httpStatus: http, rpcCode: rpc, message: `${error.message} ${error.fix}` };
  const known = retries[error.code];
  return {
    httpStatus: 503,
    rpcCode: rpcCode.unavailable,
    message:
      known === undefined
        ? "The store does not take data at the moment. Send this request again: each row counts once."
        : `${error.message} ${known.message}`,
    retryAfterSeconds: known?.seconds ?? usualRetry,
    countedAs: "storeFailed",
  };
}

/** What Fastify itself cannot read, such as a content type that is none. */
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
  message: "The receiver failed on this request. Its log tells more.",
};

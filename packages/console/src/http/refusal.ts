// Why a request was not taken, once for all transports: the OTLP specification's table of failures as data.
// https://opentelemetry.io/docs/specs/otlp/#failures — 400 and 413 are not sent again, 429 and 503 are.
import { OtlpError } from "otlp";
import { FormatError } from "../formats/format-error.ts";
import { BusyError, TooLargeError } from "../receive/admit.ts";
import type { IntakeCounts } from "../receive/counts.ts";
import { QueueFullError, StoreError } from "../store/store-error.ts";
import { BodyError } from "./body.ts";
import { ProblemError } from "./problem.ts";

/** Codes of google.rpc.Code that a receiver answers with. */
export const rpcCode = {
  invalidArgument: 3,
  notFound: 5,
  permissionDenied: 7,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

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
  if (error instanceof ProblemError && (error.status === 401 || error.status === 403)) {
    return {
      httpStatus: error.status,
      rpcCode: error.status === 401 ? rpcCode.unauthenticated : rpcCode.permissionDenied,
      message: `${error.message} ${error.fix}`,
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
  if (error instanceof StoreError && (error.code === "disk" || error.code === "disk_full")) {
    return {
      httpStatus: 503,
      rpcCode: rpcCode.unavailable,
      message: `${error.message} Nothing of this request was stored: send it again.`,
      retryAfterSeconds: 15,
      countedAs: "storeFailed",
    };
  }
  if (error instanceof StoreError && error.code === "slow") {
    return {
      httpStatus: 503,
      rpcCode: rpcCode.unavailable,
      message: `${error.message} Send this request again: each row counts once.`,
      retryAfterSeconds: 5,
      countedAs: "storeFailed",
    };
  }
  if (error instanceof StoreError) {
    const message =
      "The store does not take data at the moment. Send this request again: each row counts once.";
    return {
      httpStatus: 503,
      rpcCode: rpcCode.unavailable,
      message,
      retryAfterSeconds: 2,
      countedAs: "storeFailed",
    };
  }
  return ofFramework(error);
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

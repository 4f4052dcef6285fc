// How much may be on its way at once. A request's bytes are reserved while they are read, inflated and decoded; when the budget
// is used up, new ones are refused at once instead of filling the memory. What waits for the store is bounded by the writer itself.
import { ProblemError } from "../problem/problem.ts";

/** The largest request, before and after decompression. */
export const maxRequestBytes: number = 64 * 1024 * 1024;

/** A share of the budget, held by one request. */
export interface Admission {
  /** Takes `bytes` more. @throws {ProblemError} `RECEIVER_BUSY` when the budget does not have them. */
  reserve(bytes: number): void;
  /** Gives everything back. May be called twice. */
  release(): void;
}

/** The budget of bytes that are being read and decoded. */
export interface Admitter {
  readonly bytes: number;
  open(): Admission;
}

/** @param maxBytes of all requests together. One request alone always gets its {@link maxRequestBytes}. */
export function createAdmitter(maxBytes: number = 4 * maxRequestBytes): Admitter {
  let used = 0;
  return {
    get bytes() {
      return used;
    },
    open() {
      let own = 0;
      return {
        reserve(bytes) {
          // It would spoil the sum for ever.
          if (!Number.isFinite(bytes)) throw new RangeError(`Cannot reserve ${bytes} bytes.`);
          if (used !== own && used + bytes > maxBytes) {
            throw new ProblemError(
              "RECEIVER_BUSY",
              `The receiver is reading requests of ${used} bytes; its limit is ${maxBytes}.`,
              "Retry in 1 s.",
              { retryAfterSeconds: 1 },
            );
          }
          own += bytes;
          used += bytes;
        },
        release() {
          used -= own;
          own = 0;
        },
      };
    },
  };
}

// How much may be on its way at once. A request's bytes are reserved while they are read, inflated and decoded; when the budget
// is used up, new ones are refused at once instead of filling the memory. What waits for the store is bounded by the writer itself.

/** The largest request, before and after decompression. */
export const maxRequestBytes: number = 64 * 1024 * 1024;

/** The request is larger than the receiver takes. It must not be sent again as it is. */
export class TooLargeError extends Error {
  override readonly name = "TooLargeError";

  constructor(bytes: number, encoding: string) {
    const what = encoding === "identity" ? "body" : `body behind ${encoding}`;
    super(`The ${what} has more than ${bytes} bytes, the most this receiver takes. Send smaller batches.`);
  }
}

/** The receiver is busy. Nothing of the request was taken; it may be sent again. */
export class BusyError extends Error {
  override readonly name = "BusyError";
  readonly retryAfterSeconds = 1;
}

/** A share of the budget, held by one request. */
export interface Admission {
  /** Takes `bytes` more. @throws {BusyError} when the budget does not have them. */
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
          if (used !== own && used + bytes > maxBytes) {
            throw new BusyError(
              `Requests of ${used} bytes are being read, the mark is ${maxBytes}. Come again in 1 s.`,
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

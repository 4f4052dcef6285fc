// How much may be on its way at once. A request's bytes are reserved while they are read, inflated and decoded; when the budget, or the
// share of its sender, is used up, new ones are refused at once instead of filling the memory. What waits for the store is bounded by the
// writer itself.
import { ProblemError } from "../problem/problem.ts";
import { createShares, type Holder, type Reached, type Shares } from "./shares.ts";

/** The largest request, before and after decompression. */
export const maxRequestBytes: number = 64 * 1024 * 1024;

/** A part of the budget, held by one request. */
export interface Admission {
  /**
   * Takes `bytes` more.
   *
   * @throws {ProblemError} `RECEIVER_BUSY` when the budget does not have them, `SHARE_USED_UP` when its sender's share does not, `BAD_BODY`
   * after {@link release}: its sender has gone.
   */
  reserve(bytes: number): void;
  /** From now on it counts to the share of `holder`, with what it has. */
  assign(holder: Holder): void;
  /** Gives everything back. May be called twice. */
  release(): void;
}

/** The budget of bytes that are being read and decoded. */
export interface Admitter {
  readonly bytes: number;
  /** @param holder whose share it counts to; absent: not assigned yet. */
  open(holder?: Holder): Admission;
}

/** Before anything is known of a sender. */
const noHolder: Holder = { tenant: "", identity: "" };

/** @param maxBytes of all requests together. One request alone always gets its {@link maxRequestBytes}. */
export function createAdmitter(maxBytes: number = 4 * maxRequestBytes): Admitter {
  const shares = createShares({ all: maxBytes });
  return {
    get bytes() {
      return shares.used;
    },
    open: (holder = noHolder) => open(shares, holder),
  };
}

function open(shares: Shares, first: Holder): Admission {
  let holder = first;
  let own = 0;
  let isReleased = false;

  function add(bytes: number): void {
    own += bytes;
    shares.add(holder, bytes);
  }
  return {
    reserve(bytes) {
      // It would spoil the sum for ever.
      if (!Number.isFinite(bytes)) throw new RangeError(`Cannot reserve ${bytes} bytes.`);
      if (isReleased) throw senderGone();
      const reached = shares.reached(holder, bytes, own);
      if (reached !== undefined) throw refusalOf(reached);
      add(bytes);
    },
    assign(next) {
      const bytes = own;
      add(-bytes);
      holder = next;
      add(bytes);
    },
    release() {
      isReleased = true;
      add(-own);
    },
  };
}

/** The error of a request whose sender has gone: it is not read. */
export function senderGone(): ProblemError {
  return new ProblemError("BAD_BODY", "The connection was closed before the request was answered.");
}

function refusalOf(reached: Reached): ProblemError {
  const { used, limit } = reached;
  if (reached.of !== "all") return shareUsedUp(reached, "The receiver is reading");
  return new ProblemError(
    "RECEIVER_BUSY",
    `The receiver is reading requests of ${used} bytes; its limit is ${limit}.`,
    "Retry in 1 s.",
    { retryAfterSeconds: 1 },
  );
}

/** @param doing what is done with the requests that the share is used up for. */
export function shareUsedUp({ of, used, limit }: Reached, doing: string): ProblemError {
  const whose = of === "principal" ? "this token" : "this tenant";
  return new ProblemError(
    "SHARE_USED_UP",
    `${doing} requests of ${used} bytes from ${whose}, whose share is ${limit}.`,
    "Retry in 1 s. Send fewer requests at a time.",
    { retryAfterSeconds: 1 },
  );
}

// Ends requests and streams whose caller loses access while they are answered: a token or session is revoked, expires, or gets another
// scope or tenant. A change by this console ends them at once. For changes by other consoles on the same store, the tokens are read again
// every second while a request of a token or session is open.
import { isOperator, type Principal } from "./principal.ts";
import type { Tokens } from "./tokens.ts";

export interface AccessWatch {
  /**
   * Calls `end` once, as soon as `principal` may no longer do and see what it could when this was called.
   *
   * Access that cannot be checked for 30 s, because the store does not answer, counts as ended.
   *
   * @returns how to stop watching; call it when the request is over.
   */
  follow(principal: Principal, end: () => void): () => void;
  /** Watches nothing any more. */
  close(): void;
}

export interface AccessWatchOptions {
  readonly tokens: Pick<Tokens, "active" | "hasTenants" | "load" | "onChange">;
  /** How often the store is read. */
  readonly everyMs?: number;
  /** For how long access may stay unchecked. */
  readonly maxUncheckedMs?: number;
  /** A monotonic clock. */
  readonly nowMs?: () => number;
}

interface Followed {
  readonly principal: Principal;
  readonly hadTenants: boolean;
  readonly end: () => void;
}

export function createAccessWatch({
  tokens,
  everyMs = 1_000,
  maxUncheckedMs = 30_000,
  nowMs = () => performance.now(),
}: AccessWatchOptions): AccessWatch {
  const followed = new Set<Followed>();
  let timer: NodeJS.Timeout | undefined;
  let checkedMs = nowMs();

  function endWhere(hasEnded: (one: Followed) => boolean): void {
    for (const one of followed) {
      if (!hasEnded(one)) continue;
      followed.delete(one);
      one.end();
    }
  }

  const stopListening = tokens.onChange(() => {
    checkedMs = nowMs();
    endWhere((one) => !isUnchanged(one, tokens));
  });

  function tick(): void {
    const isUnchecked = nowMs() - checkedMs > maxUncheckedMs;
    endWhere((one) => isUnchecked || !isUnchanged(one, tokens));
    // What it reads is checked by the listener; a store that does not answer is asked again.
    tokens.load(everyMs / 2).catch(() => undefined);
  }

  function stopTimer(): void {
    clearInterval(timer);
    timer = undefined;
  }

  return {
    follow(principal, end) {
      // The console's own tokens change when it starts again, and where no authentication is required nothing ends.
      if (principal.via !== "token" && principal.via !== "session") return () => undefined;
      const one = { principal, hadTenants: tokens.hasTenants, end };
      followed.add(one);
      if (timer === undefined) {
        checkedMs = nowMs();
        timer = setInterval(tick, everyMs).unref();
      }
      return () => {
        followed.delete(one);
        if (followed.size === 0) stopTimer();
      };
    },
    close() {
      stopListening();
      stopTimer();
      followed.clear();
    },
  };
}

/** Whether the principal has the same access as before. With the first tenant, all but the operator see less. */
function isUnchanged({ principal, hadTenants }: Followed, tokens: AccessWatchOptions["tokens"]): boolean {
  const { id, scope, tenant } = principal;
  const now = tokens.active(id);
  if (now?.scope !== scope || now.tenant !== tenant) return false;
  return isOperator(principal) || hadTenants === tokens.hasTenants;
}

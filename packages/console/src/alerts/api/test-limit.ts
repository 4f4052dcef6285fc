// How often channels may be tested: receivers are the operator's, and the tokens of every tenant may ask for tests.
import { isOperator, type Principal } from "../../auth/principal.ts";
import { createRateLimit, type RateLimit } from "../../notify/rate-limit.ts";

type Caller = Pick<Principal, "scope" | "tenant">;

export interface TestLimit {
  /** Milliseconds until the caller may test the channel; 0: now. */
  waitMs(channel: string, caller: Caller): number;
  /** Counts a test. */
  take(channel: string, caller: Caller): void;
}

const perMs = 600_000;
/** Of one channel: by a tenant, and by all tenants together. */
const ofTenant = { messages: 5, per: perMs };
const ofAll = { messages: 20, per: perMs };

/**
 * Each console counts its own. The operator is not counted among all, so that tenants cannot keep the operator from testing.
 *
 * @param nowMs a monotonic clock.
 */
export function createTestLimit(nowMs: () => number = () => performance.now()): TestLimit {
  // Channels are configured, and a tenant is counted only for channels that it has: both are bounded.
  const limits = new Map<string, RateLimit>();

  function limitsOf(channel: string, caller: Caller): readonly RateLimit[] {
    const own = limitOf(JSON.stringify([channel, caller.tenant, isOperator(caller)]), ofTenant);
    return isOperator(caller) ? [own] : [own, limitOf(JSON.stringify([channel]), ofAll)];
  }

  function limitOf(key: string, limit: typeof ofTenant): RateLimit {
    const known = limits.get(key) ?? createRateLimit(limit);
    limits.set(key, known);
    return known;
  }

  return {
    waitMs: (channel, caller) => Math.max(...limitsOf(channel, caller).map((limit) => limit.waitMs(nowMs()))),
    take(channel, caller) {
      for (const limit of limitsOf(channel, caller)) limit.take(nowMs());
    },
  };
}

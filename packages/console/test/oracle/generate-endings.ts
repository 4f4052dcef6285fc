// How the ways of people end at random: transactions that failed or were abandoned, and errors of the person, the session or the trace.
import { now } from "../api/harness.ts";
import { once } from "./persons.ts";
import { type Random, randomOf } from "./random.ts";
import type { RawError, RawRecord } from "./telemetry.ts";

export interface Endings {
  readonly records: readonly RawRecord[];
  readonly errors: readonly RawError[];
}

/** Soon after a step, or when the person came back meanwhile. No two of one person are at the same time. */
const pauses = [500, 10_000, 5 * 60_000, 45 * 60_000];

/** @param steps of visits. */
export function endingsOf(seed: number, steps: readonly RawRecord[]): Endings {
  const random = randomOf(seed * 104_729);
  // choices of their own: those above stay as they were
  const money = randomOf(seed * 15_485_863);
  const leases = randomOf(seed * 32_452_843);
  const records: RawRecord[] = [];
  const errors: RawError[] = [];
  for (const step of once(steps)) {
    const { service, environment, user, session, attributes } = step;
    const common = { service, environment };
    if (random.chance(0.15)) {
      const ended: RawRecord = {
        ...common,
        uid: `${step.uid}-ended`,
        event: "telltale.transaction.ended",
        at: step.at + random.pick(pauses) + 0.25,
        user,
        session,
        attributes: {
          "telltale.transaction.type": "purchase",
          "telltale.transaction.id": `order-${step.uid}`,
          "telltale.transaction.outcome": random.pick(["failed", "failed", "abandoned", "completed"]),
          ...(random.chance(0.85) && {
            "telltale.transaction.reason": random.pick(["declined", "out of stock"]),
          }),
          ...("plan" in attributes && { plan: attributes["plan"] }),
          ...amountOf(money),
        },
      };
      records.push(...(money.chance(0.5) ? [startOf(ended, step.at, money)] : []), ended);
    }
    if (leases.chance(0.1)) records.push(leaseOf(step, leases));
    if (!random.chance(0.2)) continue;
    const type = random.pick(["ProviderTimeoutError", "TypeError"]);
    const named = random.pick(["user", "session", "trace"]);
    errors.push({
      ...common,
      uid: `${step.uid}-error`,
      from: "record",
      fingerprint: type,
      type,
      message: "it failed",
      isHandled: random.chance(0.5),
      version: "1",
      at: step.at + random.pick(pauses) + 0.5,
      user: named === "user" ? user : "",
      session: named === "session" ? session : "",
      trace: named === "trace" || random.chance(0.5) ? (step.trace ?? "") : "",
      weight: 1,
      attributes: {},
    });
  }
  return { records: records.filter(isPast), errors: errors.filter(isPast) };
}

const prefix = "telltale.transaction.";

function amountOf(money: Random): RawRecord["attributes"] {
  if (money.chance(0.3)) return {};
  return {
    [`${prefix}amount`]: String(money.whole(0, 20_000) / 100),
    [`${prefix}currency`]: money.pick(["EUR", "EUR", "USD"]),
  };
}

/** The person is not always known when a transaction begins, nor its amount. */
function startOf({ attributes, ...ended }: RawRecord, at: number, money: Random): RawRecord {
  return {
    ...ended,
    uid: `${ended.uid}-started`,
    event: `${prefix}started`,
    at: at + 0.125,
    user: money.chance(0.5) ? "" : ended.user,
    attributes: {
      [`${prefix}type`]: attributes[`${prefix}type`]!,
      [`${prefix}id`]: attributes[`${prefix}id`]!,
      ...amountOf(money),
    },
  };
}

/** One that nothing ends but its time. */
function leaseOf({ service, environment, user, session, ...step }: RawRecord, random: Random): RawRecord {
  return {
    service,
    environment,
    user,
    session,
    uid: `${step.uid}-lease`,
    event: `${prefix}started`,
    at: step.at + 0.1875,
    attributes: {
      [`${prefix}type`]: "lease",
      [`${prefix}id`]: `lease-${step.uid}`,
      [`${prefix}timeout_ms`]: random.pick([60_000, 3_600_000, 172_800_000]),
    },
  };
}

const isPast = ({ at }: { readonly at: number }): boolean => at < now;

// Transactions of people on their way: within a visit, just behind it, or on another day; some fail, and some end twice.
import { now } from "../api/harness.ts";
import { randomOf } from "./random.ts";
import type { RawRecord, Telemetry } from "./telemetry.ts";

const minute = 60_000;
const types = ["purchase", "purchase", "refund"] as const;
const outcomes = ["completed", "completed", "completed", "failed", "abandoned"] as const;
const pauses = [0, 500, minute, 29 * minute, 30 * minute - 1, 30 * minute, 31 * minute, 300 * minute];

/** The same with transactions, each begun at one of its steps. */
export function withPurchases(telemetry: Telemetry, seed: number): Telemetry {
  const random = randomOf(seed * 6151);
  const steps = telemetry.records.filter(({ event }) => event === "telltale.journey.step");
  const bought = steps.flatMap((record, index): readonly RawRecord[] => {
    if (!random.chance(0.25)) return [];
    const type = random.pick(types);
    const attributes = {
      "telltale.transaction.type": type,
      "telltale.transaction.id": `order-${index}`,
    };
    const at = record.at + random.pick(pauses);
    const ended = (number: number): RawRecord => ({
      ...record,
      uid: `order-${index}-ended-${number}`,
      event: "telltale.transaction.ended",
      at: at + number,
      user: random.chance(0.8) ? record.user : "",
      attributes: { ...attributes, "telltale.transaction.outcome": random.pick(outcomes) },
    });
    const started = { ...record, uid: `order-${index}`, event: "telltale.transaction.started", attributes };
    return [started, ended(1), ...(random.chance(0.1) ? [ended(2)] : [])];
  });
  return { ...telemetry, records: [...telemetry.records, ...bought.filter(({ at }) => at < now)] };
}

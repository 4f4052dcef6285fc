// Contacts with customers at random: rated or not, with a value, a change of revenue, both or neither, some records twice.
import { now } from "../api/harness.ts";
import { randomOf } from "./random.ts";
import type { RawRecord } from "./telemetry.ts";

/** More values than a chart has lines. */
const rareChannels = ["mail", "shop", "fax", "letter", "forum", "visit"];
const rareResults = ["moved", "refunded", "returned", "spam", "other"];

export function interactionRecordsOf(seed: number): RawRecord[] {
  const random = randomOf(seed + 2000);
  return Array.from({ length: random.whole(40, 200) }, (_, index): RawRecord[] => {
    const user = random.chance(0.5) ? `person-${random.whole(0, 9)}` : "";
    const prefix = "telltale.interaction.";
    const optional = {
      [`${prefix}channel`]: random.pick(["chat", "phone", undefined, ...rareChannels]),
      [`${prefix}tier`]: random.pick(["gold", "basic", undefined]),
      [`${prefix}result`]: random.pick(["solved", "open", "failed", undefined, ...rareResults]),
      [`${prefix}satisfaction`]: random.chance(0.6) ? random.whole(1, 5) : undefined,
      [`${prefix}value`]: random.chance(0.4) ? random.whole(1, 99_999) / 100 : undefined,
      [`${prefix}revenue_impact`]: random.chance(0.4) ? `-${random.whole(1, 9999) / 100}` : undefined,
      "customer.id": random.chance(0.5) ? `customer-${random.whole(0, 9)}` : undefined,
    };
    const given = Object.entries(optional).filter(([, value]) => value !== undefined);
    const record: RawRecord = {
      uid: `contact-${index}`,
      event: `${prefix}ended`,
      service: random.pick(["desk", "shop"]),
      environment: random.chance(0.1) ? "staging" : "production",
      at: Math.floor(now - random() * 5 * 3_600_000),
      user,
      session: "",
      attributes: {
        ...(Object.fromEntries(given) as Readonly<Record<string, string | number>>),
        [`${prefix}type`]: random.pick(["support", "support", "sales"]),
        [`${prefix}currency`]: random.pick(["EUR", "EUR", "USD"]),
        [`${prefix}duration_ms`]: random.whole(1000, 3_600_000),
      },
    };
    return random.chance(0.1) ? [record, record] : [record];
  }).flat();
}

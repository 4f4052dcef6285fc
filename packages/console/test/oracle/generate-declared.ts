// Telemetry at random that follows a catalog in part: values of other types, attributes that are left out or not declared, in two versions.
import { now } from "../api/harness.ts";
import { type Random, randomOf } from "./random.ts";

/** A span, or a record of an event. */
export interface RawItem {
  readonly id: string;
  readonly signal: "span" | "event";
  readonly name: string;
  readonly service: string;
  readonly version: string;
  readonly at: number;
  readonly attributes: Readonly<Record<string, string | bigint | number>>;
}

/** What the catalog says of an attribute. */
export const declaredAttributes = {
  "basket.size": { type: "int" },
  "parcel.weight": { type: "double" },
  "shipping.channel": { type: "string" },
  "tier.level": { type: "string", members: ["gold", "silver"] },
  "unused.thing": { type: "string" },
} as const satisfies Readonly<Record<string, { type: string; members?: readonly string[] }>>;

/** What it says of signals: the attributes that they must or should have. Others are not declared. */
export const declaredSignals = {
  "charge card": { signal: "span", required: ["basket.size"], recommended: ["shipping.channel"] },
  "ship parcel": { signal: "span", required: ["parcel.weight", "tier.level"], recommended: [] },
  "never sent": { signal: "span", required: ["basket.size"], recommended: [] },
  "stock.low": { signal: "event", required: ["basket.size"], recommended: ["shipping.channel"] },
} as const satisfies Readonly<
  Record<string, { signal: string; required: readonly string[]; recommended: readonly string[] }>
>;

const sent = [
  ["span", "charge card"],
  ["span", "ship parcel"],
  ["event", "stock.low"],
  ["event", "stock.gone"],
] as const;

export function declaredTelemetryOf(seed: number) {
  const random = randomOf(seed + 60_000);
  const to = now - random.pick([0, 1000, 60_000]) * random.whole(1, 60);
  const from = to - random.whole(30, 240) * 60_000;
  // some attributes are on everything, some on little
  const shares = new Map(Object.keys(declaredAttributes).map((key) => [key, random.pick([0, 0.5, 0.9, 1])]));
  shares.delete("unused.thing");
  const items = Array.from({ length: random.whole(40, 200) }, (_, index): RawItem => {
    const [signal, name] = random.pick(sent);
    const given = [...shares].filter(([, share]) => random.chance(share));
    return {
      id: `item-${index}`,
      signal,
      name,
      service: random.pick(["shop", "shop", "payment"]),
      version: random.pick(["1", "2"]),
      at: Math.floor(now - random() * 6 * 3_600_000),
      attributes: {
        ...Object.fromEntries(given.map(([key]) => [key, valueOf(random, key)])),
        ...(random.chance(0.3) && { "voucher.code": "summer" }),
      },
    };
  });
  return { items, from, to };
}

function valueOf(random: Random, key: string): string | bigint | number {
  switch (key) {
    case "basket.size":
      return random.pick([3n, 4n, 5n, "many"]);
    case "parcel.weight":
      return random.pick([2n, 1.5, 2.5, "heavy"]);
    case "tier.level":
      return random.pick(["gold", "silver", "platinum"]);
    default:
      return random.pick(["post", "courier"]);
  }
}

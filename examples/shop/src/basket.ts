// What the storefront remembers of a visit: the basket, and since when it is at shipping.
import { recordTransaction } from "telltale";

import { checkout } from "./business.ts";
import { euros, goods } from "./goods.ts";
import { settings } from "./settings.ts";
import { tally } from "./telemetry.ts";

export interface Basket {
  readonly user: string;
  readonly session: string;
  readonly skus: string[];
  /** When the shopper came to shipping; 0 before. */
  atShippingSince: number;
}

const baskets = new Map<string, Basket>();

/** The basket of a session, made when it is new. */
export function basketOf(session: string, user: string): Basket {
  const found = baskets.get(session) ?? { user, session, skus: [], atShippingSince: 0 };
  baskets.set(session, found);
  return found;
}

export function forget(session: string): void {
  baskets.delete(session);
}

/** What the basket costs, in cents. */
export function valueOf(basket: Basket): number {
  return basket.skus.reduce(
    (sum, sku) => sum + (goods.find((product) => product.sku === sku)?.priceCents ?? 0),
    0,
  );
}

/** Baskets that were at shipping for too long are given up. */
export function abandonOld(now: number): void {
  for (const basket of baskets.values()) {
    const since = basket.atShippingSince;
    if (since !== 0 && now - since >= settings.abandonAfterMs) abandon(basket, now);
  }
}

/** When the shop closes, all that are at shipping are given up. */
export function abandonAll(): void {
  for (const basket of baskets.values()) if (basket.atShippingSince !== 0) abandon(basket, Date.now());
}

/** The purchase of `basket` is recorded as abandoned, after the fact. */
function abandon(basket: Basket, now: number): void {
  const { user, session } = basket;
  forget(session);
  checkout.abandon("shipping", { user, session, reason: "left at shipping" });
  recordTransaction("purchase", {
    id: `basket-${session}`,
    user,
    amount: euros(valueOf(basket)),
    currency: "EUR",
    outcome: "abandoned",
    reason: "left at shipping",
    startTime: basket.atShippingSince,
    endTime: now,
  });
  tally("transaction purchase abandoned");
}

// The business of this service, with its telemetry: an order is a transaction, and the end of a funnel.
import { counter, funnel, trace, transaction } from "telltale";

import { authorise, type PaymentMethod } from "./payments.ts";

export interface Order {
  readonly id: string;
  readonly items: number;
  /** A decimal string keeps cents exact. */
  readonly amount: string;
  readonly method: PaymentMethod;
  readonly card: string;
}

/** The request body is not a valid order. */
export class InvalidOrderError extends Error {
  override name = "InvalidOrderError";
}

const itemsSold = counter("shop.items.sold");
const ordering = funnel("ordering", ["products seen", "order sent", "order paid"]);

/** The products that can be ordered. */
export function listProducts(): readonly { readonly sku: string; readonly price: string }[] {
  ordering.step("products seen");
  return [
    { sku: "lamp-1", price: "49.90" },
    { sku: "desk-1", price: "199.00" },
  ];
}

/** Gives whether the order is paid. A declined card is an outcome; an error of the provider is thrown. */
export async function placeOrder(order: Order): Promise<boolean> {
  const { id, amount, method } = order;
  ordering.step("order sent");
  return transaction("order", { id, amount, currency: "EUR" }, async (tx) => {
    tx.addAttribute("payment.method", method);
    const attributes = { "payment.method": method };
    const isPaid = await trace("authorise payment", { attributes }, () => authorise(amount, order.card));
    if (!isPaid) {
      tx.fail("card declined");
      return false;
    }
    tx.step("payment authorised");
    ordering.step("order paid");
    itemsSold.add(order.items, attributes);
    return true;
  });
}

/** Reads an order from what a client sent. @throws {InvalidOrderError} */
export function readOrder(id: string, body: unknown): Order {
  const { items, amount, method = "card", card = "valid" } = (body ?? {}) as Record<string, unknown>;
  if (typeof items !== "number" || !Number.isInteger(items) || items < 1 || items > 100)
    throw new InvalidOrderError("`items`: expected a whole number from 1 to 100");
  if (typeof amount !== "string" || !/^\d{1,6}\.\d\d$/.test(amount))
    throw new InvalidOrderError('`amount`: expected a decimal string such as "49.90"');
  if (method !== "card" && method !== "invoice")
    throw new InvalidOrderError('`method`: expected "card" or "invoice"');
  if (typeof card !== "string") throw new InvalidOrderError("`card`: expected a string");
  return { id, items, amount, method, card };
}

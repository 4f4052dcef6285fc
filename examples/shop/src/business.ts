// The shop's business, declared once for all its processes: the funnel, the journey and the life of an order.
import { defineWorkflow, funnel, journey } from "telltale";

/** The way to an order. Each step is taken in the process that sees it. */
export const checkout = funnel("checkout", ["landing", "product", "cart", "shipping", "payment", "done"]);

/** How people move about, in no order that we would ask of them. */
export const shopping = journey("shopping");

/** What becomes of an order, from payment to the door and sometimes back. */
defineWorkflow("order", {
  states: ["created", "paid", "packed", "shipped", "delivered", "returned", "cancelled"],
  transitions: {
    created: ["paid", "cancelled"],
    paid: ["packed", "cancelled"],
    packed: ["shipped"],
    // A parcel that could not be delivered is packed again.
    shipped: ["delivered", "packed"],
    delivered: ["returned"],
  },
  timeoutMs: 10 * 60_000,
});

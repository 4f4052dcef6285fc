// The shop's business, declared once for all its processes: the funnel, the journey and the life of an order.
import { defineWorkflow, funnel, journey } from "telltale";

import { catalog } from "./catalog.ts";

/** The way to an order. Each step is taken in the process that sees it. */
export const checkout = funnel("checkout", catalog.journeys.checkout.steps);

/** How people move about, in no order that we would ask of them. */
export const shopping = journey("shopping");

/** The life of an order, from payment to the door and sometimes back. */
defineWorkflow("order", catalog.workflows.order);

// Sends a span, a metric and a log record with the settings of its environment: the settings of a page of docs/guide/backends-*.md.
import { counter, histogram, log, start, trace } from "telltale";

const telltale = start({ service: "checkout" });
trace("charge card", () => log.info("charged", { "order.id": "o1" }));
counter("shop.orders", { unit: "{order}" }).add(1);
histogram("shop.cart.value", { unit: "EUR" }).record(49.9);
await telltale.stop();

// Calls of `catalog.api()`, without a registered catalog: what must compile and what must not. Checked by `tsc`; nothing here runs.
import {
  counter,
  gauge,
  log,
  onEvent,
  resumeTransaction,
  startSpan,
  trace,
  withContext,
} from "../../src/index.ts";
import { catalog } from "./shop-catalog.ts";

const api = catalog.api();
const answer: 42 = api.trace("risk score", () => 42 as const);
api.trace("charge card", { attributes: { "order.id": "o", "payment.method": "card" } }, () => answer);
api.trace("load tenant", { attributes: { "tenant.id": "t" } }, () => {});
api.counter("shop.orders").add(1, { "payment.method": "invoice" });
api.counter("shop.visits").add(1);
api.log.info("order paid", { "order.id": "o", "http.route": "/" });
api.log.with({ "order.id": "o" }).info("order paid");
api.event("cart.opened");
api.transaction("purchase", { currency: "EUR" }, (tx) => tx.step("sent"));
api.funnel("checkout", catalog.journeys.checkout.steps).step("done");
api.workflow("order", "o").end("paid");
api.startSpan("risk score").setAttribute("order.id", "o").end();
api.withContext({ "tenant.id": "t", "user.id": "u" }, () => {});
api.gauge("shop.stock", {}, () => [{ value: 1, attributes: { "tenant.id": "t" } }]).stop();
api.resumeTransaction<"purchase">("token").step("paid");
api.onEvent("order", "paid", () => {})();
api.onEvent("cart.opened", () => {})();
// the plain imports know nothing of it
startSpan("anything").setAttribute("any", 1).end();
withContext({ any: 1 }, () => {});
resumeTransaction("token").step("anything");
onEvent("anything", () => {})();
gauge("anything", {}, () => 1).stop();
trace("anything", { attributes: { any: 1 } }, () => {});
counter("anything").add(1, { any: 1 });
log.info("anything", { any: 1 });

// @ts-expect-error -- not declared
api.trace("risk scores", () => {});
// @ts-expect-error -- two attributes are required
api.trace("charge card", () => {});
// @ts-expect-error -- one is missing
api.trace("charge card", { attributes: { "order.id": "o" } }, () => {});
// @ts-expect-error -- not one of the declared values
api.counter("shop.orders").add(1, { "payment.method": "cash" });
// @ts-expect-error -- another kind
api.gauge("shop.orders");
// @ts-expect-error -- not declared
api.log.info("order payed");
// @ts-expect-error -- not a step of it
api.transaction("purchase", (tx) => tx.step("packed"));
// @ts-expect-error -- not a state of it
api.workflow("order", "o").end("packed");
// @ts-expect-error -- not declared
api.startSpan("risk score").setAttribute("order.idd", "o");
// @ts-expect-error -- not declared
api.withContext({ "tenant.idd": "t" }, () => {});
// @ts-expect-error -- a number for a text
api.gauge("shop.stock", {}, () => [{ value: 1, attributes: { "tenant.id": 1 } }]);
// @ts-expect-error -- not a step of it
api.resumeTransaction<"purchase">("token").step("packed");
// @ts-expect-error -- neither an event nor a state
api.onEvent("packed", () => {});

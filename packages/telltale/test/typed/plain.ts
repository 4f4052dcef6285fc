// Plain imports by a registered catalog: what must compile and what must not. Checked by `tsc -p packages/telltale/test/typed`; nothing here runs.
import {
  addAttribute,
  addAttributes,
  addEvent,
  captureError,
  counter,
  defineWorkflow,
  emit,
  enterSpan,
  event,
  funnel,
  gauge,
  histogram,
  journey,
  journeyStep,
  log,
  observable,
  observeTogether,
  onEvent,
  recordTransaction,
  resumeTransaction,
  startSpan,
  startTransaction,
  timer,
  trace,
  transaction,
  upDownCounter,
  withContext,
  workflow,
  wrap,
} from "../../src/index.ts";
import type { catalog } from "./shop-catalog.ts";

declare module "../../src/index.ts" {
  interface Register {
    catalog: typeof catalog;
  }
}
declare const declared: typeof catalog;
const right = { "order.id": "o", "payment.method": "card" } as const;

// spans
const answer: 42 = trace("risk score", () => 42 as const);
const later: Promise<string> = trace("charge card", { attributes: right }, async (span) => {
  span.setAttribute("order.lines", 1).setAttributes({ "tenant.id": "t", "shop.header.accept": "x" });
  // @ts-expect-error -- not declared
  span.setAttribute("order.idd", "o");
  // @ts-expect-error -- a text for a number
  span.setAttribute("order.lines", "3");
  // @ts-expect-error -- not declared
  span.setAttributes({ "order.idd": "o" });
  startSpan("risk score", { parent: span, links: [span] }).end();
  return "x";
});
trace("load tenant", { attributes: { "tenant.id": "t" }, kind: "client" }, () => later);
startSpan("risk score").end();
startSpan("risk score", {
  attributes: { "http.request.header.accept": ["text/html"], "url.path": "/" },
}).end();
enterSpan("charge card", {
  attributes: { ...right, "shop.header.accept": "x", "gift.wrapped": undefined },
}).close();
wrap((n: number) => n + answer, { name: "risk score" })(1);
addAttribute("order.lines", 3);
addAttribute("shipping.carrier", "another");
addAttribute("payment.code", 2);
addAttribute("http.response.status_code", 200);
addAttributes({ "order.paths": ["a"], "tenant.id": "t" });
addEvent("cart.abandoned", { "order.id": "o" });

// @ts-expect-error -- not declared
trace("risk scores", () => {});
// @ts-expect-error -- any text is not a declared name
trace(String(answer), () => {});
// @ts-expect-error -- two attributes are required
trace("charge card", () => {});
// @ts-expect-error -- one is missing
trace("charge card", { attributes: { "order.id": "o" } }, () => {});
// @ts-expect-error -- not one of the declared values
trace("charge card", { attributes: { "order.id": "o", "payment.method": "cash" } }, () => {});
// @ts-expect-error -- a key that is not declared
trace("charge card", { attributes: { ...right, "order.idd": "o" } }, () => {});
// @ts-expect-error -- a number for a text
trace("charge card", { attributes: { "order.id": 1, "payment.method": "card" } }, () => {});
// @ts-expect-error -- an attribute of the semantic conventions with another type
trace("risk score", { attributes: { "http.route": 1 } }, () => {});
// @ts-expect-error -- attributes are required
startSpan("charge card");
// @ts-expect-error -- not declared
enterSpan("charge cart");
// @ts-expect-error -- not declared
wrap(() => 1, { name: "charge cart" });
// @ts-expect-error -- not declared
addAttribute("order.idd", "o");
// @ts-expect-error -- a text for a number
addAttribute("order.lines", "3");
// @ts-expect-error -- not one of the declared values
addAttribute("payment.code", 3);
// @ts-expect-error -- not declared
addAttributes({ "order.idd": "o" });
// @ts-expect-error -- an attribute is required
addEvent("cart.abandoned");

// context
const inside: 7 = withContext(
  { "tenant.id": "t", "user.id": "u", "http.route": "/", "order.lines": undefined },
  () => 7,
);
withContext({ "tenant.id": "t" }, () => inside, { metrics: ["tenant.id"] });
// @ts-expect-error -- not declared
withContext({ "tenant.idd": "t" }, () => {});
// @ts-expect-error -- a number for a text
withContext({ "tenant.id": 1 }, () => {});

// metrics
const orders = counter("shop.orders");
orders.add(1, { "payment.method": "card" });
orders.with({ "payment.method": "invoice", "order.lines": 1 }).add(1);
counter("shop.visits").add(1);
counter("shop.visits", { description: "x" }, () => 1).stop();
counter("shop.visits", {}, async () => [{ value: 1, attributes: { "tenant.id": "t" } }]).stop();
counter("shop.orders", {}, () => [{ value: 1, attributes: { "payment.method": "card" } }]).stop();
const stock = observable("gauge", "shop.stock");
observeTogether((observe) => observe(stock, 1, { "tenant.id": "t" })).stop();
// @ts-expect-error -- a counter
observable("gauge", "shop.visits");
// @ts-expect-error -- not declared
observeTogether((observe) => observe(stock, 1, { "tenant.idd": "t" }));
// @ts-expect-error -- an attribute is required
counter("shop.orders", {}, () => 1);
// @ts-expect-error -- not one of the declared values
counter("shop.orders", {}, () => [{ value: 1, attributes: { "payment.method": "cash" } }]);
// @ts-expect-error -- a number for a text
gauge("shop.stock", {}, () => [{ value: 1, attributes: { "tenant.id": 1 } }]);
gauge("shop.stock").set(1, { "tenant.id": "t" });
upDownCounter("shop.open").add(-1);
histogram("shop.value").record(1);
const wait = timer("shop.wait");
wait.time(() => 1, { "payment.method": "card" }).toFixed();
wait.start()({ "payment.method": "card" }).toFixed();
// @ts-expect-error -- not declared
counter("shop.order");
// @ts-expect-error -- a counter
gauge("shop.orders");
// @ts-expect-error -- not declared
gauge("shop.stocks", {}, () => 1);
// @ts-expect-error -- an attribute is required
orders.add(1);
// @ts-expect-error -- not one of the declared values
orders.add(1, { "payment.method": "cash" });
// @ts-expect-error -- an attribute is required
orders.with({});
// @ts-expect-error -- an attribute is required
wait.time(() => 1);
// @ts-expect-error -- an attribute is required
wait.start()();

// logs, events, errors
log.info("order paid", { "order.id": "o" });
log.with({ "order.id": "o" }).info("order paid");
log.with({ "order.id": "o" }).warn("order lost", new Error("x"));
log.error("order lost", { error: answer as unknown, "order.lines": 1 });
event("cart.opened");
event("cart.abandoned", { "order.id": "o" });
captureError(new Error("x"), { attributes: { "order.id": "o" } });
void emit("cart.abandoned", { "order.id": "o" });
// @ts-expect-error -- not declared
log.info("order payed", { "order.id": "o" });
// @ts-expect-error -- an attribute is required
log.info("order paid");
// @ts-expect-error -- the attribute that is required is another one
log.with({ "order.lines": 1 }).info("order paid");
// @ts-expect-error -- not declared
log.with({ "order.line": 1 });
// @ts-expect-error -- not declared
event("cart.close");
// @ts-expect-error -- an attribute is required
event("cart.abandoned");
// @ts-expect-error -- not declared
captureError(new Error("x"), { attributes: { "order.idd": "o" } });
// @ts-expect-error -- not declared
void emit("cart.close");

// transactions
const paid: Promise<number> = transaction("purchase", { currency: "EUR", attributes: right }, async (tx) => {
  tx.step("sent", { "order.lines": 1 });
  tx.addAttribute("payment.method", "card");
  tx.fail("no");
  return 1;
});
transaction("purchase", (tx) => tx.complete());
startTransaction("refund", { attributes: { "order.id": "o" } }).step("anything");
resumeTransaction<"purchase">("token", { attributes: right }).step("paid");
resumeTransaction("token").addAttribute("order.id", "o");
// @ts-expect-error -- not a step of it
resumeTransaction<"purchase">("token").step("packed");
// @ts-expect-error -- not declared
resumeTransaction<"purchases">("token");
// @ts-expect-error -- not declared
resumeTransaction("token", { attributes: { "order.idd": "o" } });
// @ts-expect-error -- not declared
resumeTransaction("token").addAttribute("order.idd", "o");
recordTransaction("purchase", { outcome: "completed", startTime: 0, currency: "EUR" });
// @ts-expect-error -- not declared
transaction("purchases", () => paid);
// @ts-expect-error -- not a step of it
transaction("purchase", (tx) => tx.step("packed"));
// @ts-expect-error -- not declared
transaction("purchase", (tx) => tx.addAttribute("order.idd", 1));
// @ts-expect-error -- another currency
transaction("purchase", { currency: "USD" }, () => {});
// @ts-expect-error -- an attribute is required
startTransaction("refund");
// @ts-expect-error -- not declared
recordTransaction("purchases", { outcome: "completed", startTime: 0 });

// journeys, funnels and workflows
const checkout = funnel("checkout", declared.journeys.checkout.steps);
checkout.step("cart", { user: "u", attributes: { "order.lines": 1 } });
journey("shopping", { user: "u" }).step("search");
journeyStep("u", "anything", { "order.id": "o" });
defineWorkflow("order", declared.workflows.order);
void workflow("order", "o").event("paid", { "order.lines": 1 });
onEvent("order", "paid", ({ id }) => id)();
onEvent("paid", ({ attributes }) => attributes, { name: "thank" })();
onEvent("cart.abandoned", ({ event: name }) => name)();
// @ts-expect-error -- neither an event nor a state
onEvent("packed", () => {});
// @ts-expect-error -- not declared
funnel("checkouts", ["cart"]);
// @ts-expect-error -- not a step of it
funnel("checkout", ["cart", "shipping"]);
// @ts-expect-error -- not a step of it
checkout.step("shipping");
// @ts-expect-error -- not declared
checkout.step("cart", { attributes: { "order.line": 1 } });
// @ts-expect-error -- not a step of it
journey("shopping").step("cart");
// @ts-expect-error -- not a state of it
defineWorkflow("order", { states: ["created", "packed"] });
// @ts-expect-error -- not declared
workflow("orders", "o");
// @ts-expect-error -- not a state of it
void workflow("order", "o").event("packed");
// @ts-expect-error -- not a state of it
onEvent("order", "packed", () => {});

// What the compiler says about transactions, journeys, funnels, workflows and interactions; nothing here runs.
import {
  defineWorkflow,
  emit,
  funnel,
  type HandlerResults,
  interaction,
  journey,
  journeyStep,
  onEvent,
  recordTransaction,
  resumeTransaction,
  start,
  startTransaction,
  transaction,
  workflow,
} from "../../src/index.ts";

/** Compiles only where `Actual` is exactly `Expected`. */
type Exactly<Actual, Expected> =
  (<T>() => T extends Actual ? 1 : 2) extends <T>() => T extends Expected ? 1 : 2 ? true : never;
const holds = <_ extends true>(): void => {};

// what the callback returns comes back
const paid = transaction("purchase", { id: "o-1", amount: "9.90", currency: "EUR" }, (tx) => tx.id);
holds<Exactly<typeof paid, string>>();
const later = transaction("purchase", async () => 42);
holds<Exactly<typeof later, Promise<number>>>();
const fails = (): number =>
  transaction("purchase", () => {
    throw new Error("never");
  });
fails();
const rows = transaction("export", function* () {
  yield 1;
});
holds<Exactly<typeof rows, Generator<1, void, unknown>>>();
const solved = interaction("call", { channel: "phone" }, async (it) =>
  it.result("solved", { satisfaction: 5 }),
);
holds<Exactly<typeof solved, Promise<void>>>();

// @ts-expect-error -- a type is needed
transaction(() => 1);
// @ts-expect-error -- so is the work
transaction("purchase", { id: "o-1" });
// @ts-expect-error -- `amount`, not `value`
transaction("purchase", { value: 1 }, () => 1);
// @ts-expect-error -- an amount is a number or decimal text
transaction("purchase", { amount: 5n }, () => 1);
// @ts-expect-error -- a time-out is in ms
transaction("purchase", { timeoutMs: "1s" }, () => 1);
transaction("purchase", (tx) => {
  // @ts-expect-error -- a step has a name
  tx.step();
  // @ts-expect-error -- attributes have names
  tx.addAttribute(1, "card");
  // @ts-expect-error -- what gives up says why in words
  tx.abandon(new Error("left"));
});

using open = startTransaction("purchase");
open.run(() => 1).toFixed();
// @ts-expect-error -- the token is a text
resumeTransaction(open);
// @ts-expect-error -- the id is the token's
resumeTransaction("token", { id: "o-2" });
// @ts-expect-error -- what is over has an outcome
recordTransaction("purchase", { startTime: 0 });
// @ts-expect-error -- one of three
recordTransaction("purchase", { startTime: 0, outcome: "cancelled" });

// the steps of a funnel are its own
const signup = funnel("signup", ["form", "done"]);
signup.step("form", { user: "u1", attributes: { score: 0.5 } });
signup.abandon("done", { reason: "too long" });
holds<Exactly<(typeof signup)["steps"], readonly ("form" | "done")[]>>();
// @ts-expect-error -- not one of its steps
signup.step("landing");
// @ts-expect-error -- nor here
signup.abandon("landing");
// @ts-expect-error -- a user is a text
signup.step("form", { user: 17 });
journey("shopping", { user: "u1" }).step("compared", { attributes: { rating: 4 } });
// @ts-expect-error -- attributes are in `attributes`
journey("shopping").step("compared", { rating: 4 });
// @ts-expect-error -- a step is needed
journeyStep("u1");

// the states of a workflow are its own
const orders = defineWorkflow("order", {
  states: ["created", "paid", "shipped"],
  transitions: { created: ["paid"], paid: ["shipped"] },
});
const order = workflow(orders, "o-1");
const results = order.event("paid", { "payment.method": "card" });
holds<Exactly<typeof results, Promise<HandlerResults>>>();
order.end("shipped");
onEvent(orders, "paid", ({ id }) => id);
// what was given can be read by name, and has to be looked at before it is used
onEvent("stock low", ({ attributes }) => {
  holds<Exactly<(typeof attributes)["sku"], unknown>>();
  return typeof attributes["sku"] === "string" ? attributes["sku"].length : Object.keys(attributes).length;
});
// @ts-expect-error -- its type is unknown
onEvent("stock low", ({ attributes }) => attributes["sku"].length);
// @ts-expect-error -- not one of its states
order.event("packed");
// @ts-expect-error -- nor here
order.end("packed");
// @ts-expect-error -- nor here
onEvent(orders, "packed", () => 1);
// @ts-expect-error -- a transition leads to a state
defineWorkflow("order", { states: ["created"], transitions: { created: ["paid"] } });
// @ts-expect-error -- and begins at one
defineWorkflow("order", { states: ["created"], transitions: { paid: ["created"] } });
workflow("ticket", "t-1").event("anything");
// @ts-expect-error -- an instance has an id
workflow("ticket");
// @ts-expect-error -- an event has a name
emit();
// @ts-expect-error -- who listens is a function
onEvent("paid", "handler");

interaction("call", { tier: "gold", value: "20.50", revenueImpact: -3, currency: "EUR" }, (it) => {
  it.result("solved", { customer: "c1", channel: "phone", tier: "gold", satisfaction: 5 });
  // @ts-expect-error -- a tier is a text
  it.result("solved", { tier: 1 });
  // @ts-expect-error -- a result is a text
  it.result(5);
  // @ts-expect-error -- a satisfaction is a number
  it.result("solved", { satisfaction: "high" });
  // @ts-expect-error -- the currency is the interaction's
  it.result("solved", { currency: "EUR" });
});
// @ts-expect-error -- `customer`, not `user`
interaction("call", { user: "u1" }, () => 1);

start({ identity: "hash", identityKey: new Uint8Array(32) });
// @ts-expect-error -- raw or hash
start({ identity: "none" });

// What a shop sends of its people: traces with failures, purchases, steps of a funnel and of a journey, deliveries as workflows, metrics,
// log records and errors.
//
// `node shop.ts JSON`, where JSON is a `ShopOptions`. Prints how much was sent, once it is stored.
import { setTimeout as sleep } from "node:timers/promises";
import {
  captureError,
  counter,
  defineWorkflow,
  funnel,
  histogram,
  interaction,
  journey,
  start,
  trace,
  transaction,
  workflow,
} from "telltale";

export interface ShopOptions {
  readonly url: string;
  readonly people: number;
  readonly service: string;
}

const { url, people, service } = JSON.parse(process.argv[2] ?? "{}") as ShopOptions;
const steps = ["landing", "product", "cart", "shipping", "payment", "done"];
const checkout = funnel("checkout", steps);
const deliveries = defineWorkflow("delivery", {
  states: ["created", "packed", "sent", "lost"],
  transitions: { created: ["packed"], packed: ["sent", "lost"] },
});
const orders = counter("shop.orders", { description: "Orders." });
const prices = histogram("shop.price", { unit: "EUR" });
const telltale = start({
  service: { name: service, version: "1.4.2" },
  environment: "production",
  endpoint: url,
  handleExit: false,
});

for (let person = 0; person < people; person++) {
  await shop(person);
  // less than the queues hold
  if (person % 100 === 99) await telltale.flush();
}
await telltale.stop();
console.log(JSON.stringify({ people }));

async function shop(person: number): Promise<void> {
  const who = { user: `u${person % 5000}`, session: `s${person}` };
  const reached = 1 + (person % steps.length);
  for (const step of steps.slice(0, reached))
    checkout.step(step, { ...who, attributes: { "payment.provider": person % 3 === 0 ? "giro" : "card" } });
  const browsing = journey("browsing", who);
  for (const place of ["home", person % 2 === 0 ? "search" : "category", `shelf ${person % 12}`])
    browsing.step(place);
  if (person % 4 === 0) interaction("chat", { customer: who.user, channel: "web" }, () => true);
  if (reached === steps.length) await buy(person, who.user);
}

async function buy(person: number, user: string): Promise<void> {
  const fails = person % 7 === 3;
  const order = { id: `order-${person}`, user, amount: String(10 + (person % 90)), currency: "EUR" };
  await transaction("purchase", order, async (purchase) => {
    purchase.step("paid");
    await trace(
      `POST /orders/${person % 40}`,
      { attributes: { "customer.tier": person % 20 === 0 ? "vip" : "standard" } },
      async () => {
        await sleep(person % 3);
        if (fails)
          throw new TypeError(`The payment of a ${person % 5 === 0 ? "card" : "voucher"} was refused`);
      },
    );
  }).catch((error: unknown) => captureError(error));
  orders.add(1, { region: `region-${person % 6}` });
  prices.record(10 + (person % 90), { region: `region-${person % 6}` });
  const delivery = workflow(deliveries, order.id);
  await delivery.event("created");
  await delivery.event("packed");
  if (!fails) await delivery.event(person % 13 === 0 ? "lost" : "sent");
  delivery.end();
}

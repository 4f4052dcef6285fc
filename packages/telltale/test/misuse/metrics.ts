// Misuse of metrics that must not compile, and what must be inferred. Checked by `tsc -p .`; nothing here runs.
import { counter, gauge, histogram, observable, observeTogether, outcomeOf, timer } from "../../src/index.ts";

const orders = counter("shop.orders", { unit: "{order}" });
orders.add(1);
orders.add(1, { plan: "pro", tags: ["a"], nested: { deep: true } });
interface Plan {
  readonly plan: string;
}
const plan: Plan = { plan: "pro" };
orders.add(1, plan);
orders.with(plan).add(1);
// @ts-expect-error -- a value is needed
orders.add();
// @ts-expect-error -- a number, not a text
orders.add("1");
// @ts-expect-error -- attributes have names
orders.add(1, "pro");
// @ts-expect-error -- a counter adds
orders.set(1);
// @ts-expect-error -- a bound handle has its attributes
orders.with(plan).add(1, plan);
// @ts-expect-error -- a name is needed
counter();
// @ts-expect-error -- `unit`, not `units`
counter("shop.orders", { units: "s" });
// @ts-expect-error -- a counter has no buckets
counter("shop.orders", { buckets: [1] });

gauge("stock").set(1);
// @ts-expect-error -- a gauge sets
gauge("stock").add(1);
const observation = gauge("queue.size", {}, () => [{ value: 1, attributes: { queue: "mail" } }]);
observation.stop();
// @ts-expect-error -- what is observed is not set
observation.set(1);
// @ts-expect-error -- an observation is a number
gauge("queue.size", {}, () => "1");

histogram("cart.value", { unit: "EUR", buckets: [1, 2] }).record(1);
// @ts-expect-error -- buckets are numbers
histogram("cart.value", { buckets: ["1"] });

const duration = timer("checkout.duration");
const text: string = duration.time(() => "paid");
const later: Promise<number> = duration.time(async () => 1, plan);
const pair: readonly [1, "a"] = duration.time(() => [1, "a"] as const);
const nothing: void = duration.time(() => {});
function never(): never {
  return duration.time((): never => {
    throw new Error("x");
  });
}
const seconds: number = duration.start()(plan);
{
  using stopwatch = duration.start();
  stopwatch(plan);
}
const bound: Promise<string> = duration.with(plan).time(async () => "paid");
// @ts-expect-error -- a function, not its result
duration.time("paid");
// @ts-expect-error -- the result of an asynchronous function is a promise
const wrong: string = duration.time(async () => "paid");
// @ts-expect-error -- attributes have names
duration.record(1, 2);

const used = observable("gauge", "pool.used");
observeTogether((observe) => observe(used, 1, plan));
// @ts-expect-error -- a histogram is not observed
observable("histogram", "pool.used");
// @ts-expect-error -- observe wants an observable
observeTogether((observe) => observe(orders, 1));

const ended: "success" | "failure" = outcomeOf(new Error("x")).outcome;

export { bound, ended, later, never, nothing, pair, seconds, text, wrong };

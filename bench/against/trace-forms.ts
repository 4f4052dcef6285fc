// One span around a call, by the two forms that are named, in turn in one process, on Telltale as it is published.
import { context, trace as api } from "@opentelemetry/api";
import { start, startSpan, trace, traceMethod, wrap } from "telltale";
import type { Exporter } from "telltale/export";

import { inTurn } from "../workload/in-turn.ts";

const [, , first = "", second = ""] = process.argv;
let left = 0;
const counting: Exporter = {
  name: "counting",
  async send(batch) {
    if (batch.signal === "traces") left += batch.items;
    return { exported: batch.items, dropped: 0 };
  },
};
const telltale = start({ service: "bench", exporters: [counting], handleExit: false });

/** What is called; its result is used, so that nothing is left out. */
class Counter {
  sum = 0;
  add(amount: number): number {
    return (this.sum += amount);
  }
  async addLater(amount: number): Promise<number> {
    return (this.sum += amount);
  }
}

/** The same class, with `traceMethod` put on by hand as a compiler would: Node does not know the syntax. */
class Traced extends Counter {
  override add(amount: number): number {
    return (this.sum += amount);
  }
  override async addLater(amount: number): Promise<number> {
    return (this.sum += amount);
  }
}
for (const key of ["add", "addLater"] as const) {
  const descriptor = Object.getOwnPropertyDescriptor(Traced.prototype, key) as TypedPropertyDescriptor<
    Traced["add"]
  >;
  traceMethod()(Traced.prototype, key, descriptor);
  Object.defineProperty(Traced.prototype, key, descriptor);
}

const counter = new Counter();
const traced = new Traced();
const wrapped = wrap((amount: number) => counter.add(amount), { name: "Traced.add" });
// what a decorator records by itself, so that every form makes the same span
const described = {
  attributes: { "code.function.name": "Traced.add", "telltale.function.argument_count": 1 },
};

const forms: Record<string, () => unknown> = {
  plain: () => counter.add(1),
  parts() {
    const span = startSpan("Traced.add", described);
    context.with(api.setSpan(context.active(), span), () => counter.add(1));
    span.end();
  },
  trace: () => trace("Traced.add", described, () => counter.add(1)),
  wrap: () => wrapped(1),
  decorator: () => traced.add(1),
  async "parts, awaited"() {
    const span = startSpan("Traced.add", described);
    await context.with(api.setSpan(context.active(), span), async () => counter.addLater(1));
    span.end();
  },
  "trace, awaited": async () => trace("Traced.add", described, async () => counter.addLater(1)),
  "decorator, awaited": async () => traced.addLater(1),
};
const [a, b] = [forms[first], forms[second]] as [() => unknown, () => unknown];
const { ns, calls } = await inTurn([a, b], () => telltale.flush());
await telltale.stop();
const silent = [first, second].filter((form) => form === "plain").length;
console.log(JSON.stringify({ ns, spans: left, expected: calls * (2 - silent) }));

// Spans, log records and measurements with the recorder and without, and what its questions take. `with` or `without`, how many of each.
import { counter, log, start, timer, trace, transaction } from "telltale";
import type { Exporter } from "telltale/export";

const [, , way, amount] = process.argv;
const count = Number(amount);
const nowhere: Exporter = {
  name: "nowhere",
  send: async ({ items }) => ({ exported: items, dropped: 0 }),
};
const telltale = start({
  service: "bench",
  exporters: [nowhere],
  recorder: way === "with",
  handleExit: false,
});
const attributes = { "order.id": "order-789", "order.items": 3, "payment.method": "card" };
const orders = counter("bench.orders");
const durations = timer("bench.duration");
let orderId = 0;

const cost = {
  span: await perCall(() => trace("GET /orders", { attributes }, () => {})),
  log: await perCall(() => log.info("order paid", attributes)),
  add: await perCall(() => orders.add(1, attributes)),
  record: await perCall(() => durations.record(0.25, attributes)),
  transaction: await perCall(() => transaction("purchase", { id: `o-${++orderId}` }, () => {})),
};

const recorder = telltale.recorder();
const all = { limit: Infinity };
const traceId = recorder.spans({ limit: 1 })[0]?.traceId ?? "";
const took = {
  spans: median(() => recorder.spans({ name: "GET /orders", limit: 1 })),
  trace: median(() => recorder.trace(traceId)),
  timers: median(() => recorder.timers()),
  report: median(() => String(telltale.report())),
};
const kept = [recorder.spans(all), recorder.logs(all), recorder.points(all)].map(({ length }) => length);
console.log(JSON.stringify({ cost, took, kept }));
await telltale.stop();

/** CPU of the whole process in ns, in bursts that fit the queue, each flushed. */
async function perCall(call: () => void): Promise<number> {
  await run(count);
  const before = process.cpuUsage();
  await run(count);
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1000) / count;

  async function run(times: number): Promise<void> {
    for (let done = 0; done < times; done += 1024) {
      for (let at = 0; at < 1024; at++) call();
      await telltale.flush();
    }
  }
}

/** Of seven runs, in ms. */
function median(ask: () => unknown): number {
  const times = Array.from({ length: 7 }, () => {
    const began = performance.now();
    ask();
    return performance.now() - began;
  });
  return times.toSorted((a, b) => a - b)[3] ?? Number.NaN;
}

// An application's work under the rolling CPU profiler, or without it: the same work each time, in spans, on Telltale as published.
import { profile, start, trace, traceDatabase } from "telltale";
import type { CpuProfileOptions } from "telltale/options";
import type { Exporter } from "telltale/export";

const [, , way = "off", units = "400"] = process.argv;
const ways: Readonly<Record<string, CpuProfileOptions | undefined>> = {
  off: undefined,
  // nothing is slow enough: what the recording itself costs
  "5": { thresholdMs: 3_600_000, intervalMs: 5 },
  "1": { thresholdMs: 3_600_000, intervalMs: 1 },
  taken: { thresholdMs: 30, intervalMs: 5, maxPerMinute: 600 },
};
let spans = 0;
let profiles = 0;
const counting: Exporter = {
  name: "counting",
  async send(batch) {
    if (batch.signal === "traces") spans += batch.items;
    if (batch.signal === "logs") profiles += batch.items;
    return { exported: batch.items, dropped: 0 };
  },
};
const telltale = start({
  service: "bench",
  exporters: [counting],
  cpuProfiles: ways[way],
  handleExit: false,
});

/** Parses, sorts and prints some orders, as a service does. */
function unit(seed: number): number {
  const orders = Array.from({ length: 400 }, (_, id) => ({
    id,
    total: (id * seed) % 997,
    tags: [`t${id % 7}`, "x"],
  }));
  const parsed = JSON.parse(JSON.stringify(orders)) as typeof orders;
  return parsed.toSorted((a, b) => a.total - b.total).filter(({ tags }) => tags.includes("t3")).length;
}

let sum = 0;
for (let warm = 0; warm < 50; warm++) sum += unit(warm);
const pauses: number[] = [];
const cpu = process.cpuUsage();
for (let index = 0; index < Number(units); index++) {
  const span = (): number => trace("unit", () => unit(index));
  sum += span();
  if (index % 20 === 19) await new Promise((resolve) => setImmediate(resolve));
}
const { user, system } = process.cpuUsage(cpu);

if (way === "taken") {
  for (let taken = 0; taken < 3; taken++) {
    let worked = process.cpuUsage();
    trace("slow", () => {
      const until = performance.now() + 60;
      for (let at = 0; performance.now() < until; at++) sum += unit(at);
      worked = process.cpuUsage();
    });
    // the end of the span, the profile included: all of it in this thread
    const end = process.cpuUsage(worked);
    if (end.user + end.system > 1000) pauses.push((end.user + end.system) / 1000);
    await new Promise((resolve) => setTimeout(resolve, 1100));
  }
}

/** CPU in ns of one call, with room for what it makes to leave. */
async function perCall(calls: number, call: () => unknown): Promise<number> {
  for (let warm = 0; warm < 2000; warm++) call();
  const before = process.cpuUsage();
  for (let at = 0; at < calls; at++) {
    call();
    if (at % 500 === 499) await new Promise((resolve) => setImmediate(resolve));
  }
  const spent = process.cpuUsage(before);
  return ((spent.user + spent.system) * 1000) / calls;
}
const query =
  "SELECT o.id, o.total FROM orders o JOIN customers c ON c.id = o.customer WHERE o.state = 'paid' AND o.id IN (1, 2, 3)";
const about = { system: "postgresql", query, connection: "postgres://shop@db:5432/shop", parameters: 3 };
const settled = {
  attributes: {
    "db.system.name": "postgresql",
    "db.query.text": query,
    "db.query.summary": "SELECT orders customers",
    "db.operation.name": "SELECT",
    "db.namespace": "shop",
    "server.address": "db",
    "server.port": 5432,
    "telltale.db.class": "fast",
  },
};
const calls =
  way === "off"
    ? {
        profile: await perCall(20_000, () => profile("work", () => sum)),
        database: await perCall(100_000, () => traceDatabase(about, () => sum)),
        trace: await perCall(100_000, () => trace("SELECT orders customers", settled, () => sum)),
      }
    : undefined;
await telltale.flush();
if (spans < Number(units) || sum === 0) throw new Error("Cannot trust the figures: spans are missing");
console.log(JSON.stringify({ cpuMs: (user + system) / 1000, spans, profiles, pauses, calls }));
await telltale.stop();

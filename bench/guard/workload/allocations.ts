// Bytes that a span, a log record and a measurement allocate, encoding included. Run with `--expose-gc --no-opt --no-maglev` and a young
// generation so large that nothing is collected meanwhile: then the answer is the same on each run. The optimizing compilers leave some
// allocations out, which depends on when they run.
import "./fixed-clock.ts";
import { counter, log, memoryExporter, start, startSpan, trace } from "telltale";

import { median } from "../../figure.ts";
import { attributes as recordAttributes, message } from "../../workload/logs.ts";
import { attributes, event } from "../../workload/spans.ts";

/** Bytes of each. */
export interface Allocations {
  readonly span: number;
  readonly record: number;
  readonly measurement: number;
}

const operations = 500;
const rounds = 14;

const memory = memoryExporter();
const telltale = start({ service: "bench", exporters: [memory], handleExit: false });
const sum = counter("bench.counter");
const pair = (): void =>
  trace("GET /orders", { attributes }, () => {
    const child = startSpan("SELECT orders", { attributes });
    child.addEvent("rows read", event);
    child.end();
  });

const span = (await bytesOf(pair)) / 2;
const record = await bytesOf(() => log.info(message, recordAttributes));
const measurement = await bytesOf(() =>
  sum.add(1, { "http.request.method": "GET", "http.route": "/orders/1", "http.response.status_code": 200 }),
);
console.log(JSON.stringify({ span, record, measurement } satisfies Allocations));
await telltale.stop();

/** The median of the later rounds: in the first ones code is compiled and caches are filled; a timer may fall into one. */
async function bytesOf(once: () => void): Promise<number> {
  const bytes: number[] = [];
  for (let round = 0; round < rounds; round++) {
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    for (let done = 0; done < operations; done++) once();
    bytes.push((process.memoryUsage().heapUsed - before) / operations);
    await telltale.flush();
    memory.clear();
  }
  return median(bytes.slice(-rounds / 2));
}

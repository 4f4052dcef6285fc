// The workload with whole traces decided at their end, by the rules of the guide: kept, or dropped, as `way` says.
import { start, startSpan, trace } from "telltale";

import { measure } from "../workload/bursts.ts";
import { attributes, event, pairs } from "../workload/spans.ts";

const [, , url, way = ""] = process.argv;
const rules = [
  { name: "errors", when: { error: true }, priority: 100, rate: 1 },
  { name: "debug", when: { attributes: { debug: true } }, priority: 95, rate: 1 },
  { name: "vip", when: { attributes: { "customer.tier": "vip" } }, priority: 90, rate: 1 },
  { name: "slow", when: { slowerThanMs: 1000 }, priority: 50, rate: 0.5 },
];
const telltale = start({
  service: "bench",
  endpoint: url as string,
  ...(way.includes("unredacted") ? { redaction: false } : {}),
  ...(way.includes("untouched")
    ? {}
    : { sampling: { tail: { rules, defaultRate: way.includes("dropped") ? 0 : 1 } } }),
});

await measure(
  {
    once() {
      trace("GET /orders", { attributes }, () => {
        const child = startSpan("SELECT orders", { attributes });
        child.addEvent("rows read", event);
        child.end();
      });
    },
    flush: () => telltale.flush(),
    stop: () => telltale.stop(),
  },
  pairs,
);

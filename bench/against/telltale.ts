// The workload on Telltale as it is published, by its own API.
import { start, startSpan, trace } from "telltale";

import { amountOf, measure } from "../workload/bursts.ts";
import { attributes, event, pairs } from "../workload/spans.ts";

const [, , url, way, amount] = process.argv;
if (way === "unsampled") process.env["OTEL_TRACES_SAMPLER"] = "parentbased_always_off";
const telltale = start({
  service: "bench",
  endpoint: url as string,
  ...(way === "unredacted" ? { redaction: false } : {}),
  ...(way === "marks" ? { enrichment: "marks" as const } : {}),
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
  { ...pairs, ...amountOf(amount) },
);

// Log records inside a span on Telltale as it is published, by its own API.
import { log, otlpExporter, start, trace } from "telltale";

import { amountOf, measure } from "../workload/bursts.ts";
import { attributes, message, records } from "../workload/logs.ts";

const [, , url, way, amount] = process.argv;
const telltale = start({
  service: "bench",
  // the span they belong to is not counted
  exporters: [otlpExporter({ endpoint: url as string, signals: ["logs"] })],
  ...(way === "unredacted" ? { redaction: false } : {}),
});

await trace("GET /orders", async () =>
  measure(
    {
      once: () => log.info(message, attributes),
      flush: () => telltale.flush(),
      stop: () => telltale.stop(),
    },
    { ...records, ...amountOf(amount) },
  ),
);

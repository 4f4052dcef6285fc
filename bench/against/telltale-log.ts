// Log records inside a span on Telltale as it is published, by its own API.
import { log, start, trace } from "telltale";

import { measure } from "../workload/bursts.ts";
import { attributes, message, records } from "../workload/logs.ts";

const [, , url, way] = process.argv;
const telltale = start({
  service: "bench",
  endpoint: url as string,
  ...(way === "unredacted" ? { redaction: false } : {}),
});

// the span goes nowhere: what the receiver counts are the records
await trace("GET /orders", async () =>
  measure(
    {
      once: () => log.info(message, attributes),
      flush: () => telltale.flush(),
      stop: () => telltale.stop(),
    },
    records,
  ),
);

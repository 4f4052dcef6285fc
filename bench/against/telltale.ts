// The workload on Telltale as it is published.
import { start, trace } from "telltale";

import { attributes, event, measure } from "../workload/spans.ts";

const telltale = start({ service: "bench", endpoint: process.argv[2] as string });

await measure({
  once() {
    trace("GET /orders", { attributes }, () => {
      trace("SELECT orders", { attributes }, (child) => {
        child.addEvent("rows read", event);
      });
    });
  },
  flush: () => telltale.flush(),
  stop: () => telltale.stop(),
});

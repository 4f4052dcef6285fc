// One business call, or the plain one it is judged by, on Telltale as it is published, sent.
import { otlpExporter, start, type Transaction } from "telltale";

import { measure } from "../workload/bursts.ts";
import { begin, forms } from "../workload/business.ts";
import { pairs } from "../workload/spans.ts";

const [, , url = "", way = ""] = process.argv;
// metrics are counted, and leave once a minute whatever is done: not with each flush
const exporter = { ...otlpExporter({ endpoint: url }), signals: ["traces", "logs"] as const };
const telltale = start({ service: "bench", exporters: [exporter] });
const open: Transaction[] = [];
const announced: Transaction[] = [];

await measure(
  {
    once: way === "transaction that lasts" ? () => void open.push(begin()) : forms[way as keyof typeof forms],
    // those of the burst before end, those of this one are announced by the flush
    async flush() {
      for (const one of announced.splice(0)) one.complete();
      await telltale.flush();
      announced.push(...open.splice(0));
    },
    async stop() {
      for (const one of announced.splice(0)) one.complete();
      await telltale.stop();
    },
  },
  pairs,
);

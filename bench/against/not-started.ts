// One call that does nothing, of each side: nothing is started, nothing is registered.
import { trace as api } from "@opentelemetry/api";
import { trace } from "telltale";

import { measure } from "../workload/bursts.ts";
import { attributes, pairs } from "../workload/spans.ts";

const tracer = api.getTracer("bench");
const options = { attributes };
const sides = {
  telltale: () => void trace("GET /orders", options, () => {}),
  api: () => void tracer.startActiveSpan("GET /orders", options, () => {}),
};
const once = sides[process.argv[3] as keyof typeof sides];

await measure({ once, flush: async () => {}, stop: async () => {} }, { ...pairs, operations: 2_048_000 });

// The workload on dd-trace by its own API, sent to a receiver in the place of its agent.
process.env["DD_INSTRUMENTATION_TELEMETRY_ENABLED"] = "false";
process.env["DD_REMOTE_CONFIGURATION_ENABLED"] = "false";
process.env["DD_TRACE_STARTUP_LOGS"] = "false";
const { default: dd } = await import("dd-trace");
import { measure } from "../workload/bursts.ts";
import { attributes, event, pairs } from "../workload/spans.ts";

const tracer = dd.init({
  service: "bench",
  url: process.argv[2] as string,
  plugins: false,
  flushInterval: 60_000,
});

interface Flushing {
  readonly _tracer: { readonly _exporter: { flush(done: () => void): void } };
}
interface Eventful {
  addEvent(name: string, attributes: object): void;
}

await measure(
  {
    once() {
      tracer.trace("GET /orders", { tags: attributes }, (root) => {
        const child = tracer.startSpan("SELECT orders", { childOf: root as never, tags: attributes });
        (child as unknown as Eventful).addEvent("rows read", event);
        child.finish();
      });
    },
    flush: () =>
      new Promise<void>((resolve) => (tracer as unknown as Flushing)._tracer._exporter.flush(resolve)),
    stop: async () => {},
  },
  pairs,
);
process.exit(0);

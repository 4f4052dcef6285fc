// What an application calls: each call once without a fault, and then once for each place of the library that it reaches, while that place throws.
// Prints what differs: the application's function was not called once, or the caller did not get what it gave; and what was not tried.
import { handleUses, surface } from "./handle-uses.ts";
import type { Planted } from "./plant.ts";

const planted = (globalThis as unknown as { planted: Planted }).planted;
const library = await import("telltale");
const { processMessage } = await import("telltale/nats");
const { traceTool } = await import("telltale/openai");

const elapsed = library.timer("order.timer");
type Fn = () => unknown;

/** `fn` in a wrapper that is made once for it: what it does until then is the set-up. */
function wrapping(put: (fn: Fn) => Fn): (fn: Fn) => unknown {
  let inner: Fn = () => undefined;
  const wrapped = put(() => inner());
  return (fn) => {
    inner = fn;
    return wrapped();
  };
}

const carried = {
  traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  tracestate: "a=b",
  baggage: "tenant=t1",
  attributes: { tenant: "t1", plan: "large" },
  onMetrics: ["plan"],
};
const message = { subject: "orders.paid", data: new Uint8Array(3), headers: undefined };
const send = { system: "kafka", destination: "orders", operation: "send" } as const;
const received = { ...send, operation: "process" } as const;
const headers = { traceparent: carried.traceparent, baggage: carried.baggage };

/** Each returns what `fn` gives. */
const calls: Readonly<Record<string, (fn: Fn) => unknown>> = {
  trace: (fn) => library.trace("order", { attributes: { size: 3 }, links: [], kind: "client" }, fn),
  startSpan: (fn) => {
    library.startSpan("order", { attributes: { size: 3 } }).end();
    return fn();
  },
  enterSpan: (fn) => {
    const span = library.enterSpan("order");
    try {
      return fn();
    } finally {
      span.close();
    }
  },
  "span.trace": (fn) => library.trace("outer", (span) => span.trace("inner", fn)),
  "timer.time": (fn) => elapsed.time(fn),
  withContext: (fn) =>
    library.withContext({ tenant: "t1" }, fn, { propagate: ["tenant"], metrics: ["tenant"], layer: "user" }),
  "context.clear": (fn) => library.withContext({ tenant: "t1" }, () => library.context.clear("user", fn)),
  "context.clear, all": (fn) =>
    library.withContext({ tenant: "t1" }, () => library.context.clear(fn), { propagate: ["tenant"] }),
  withCarriedContext: (fn) => library.withCarriedContext(carried, fn),
  withEnvironmentContext: (fn) =>
    library.withEnvironmentContext(fn, { TRACEPARENT: carried.traceparent, BAGGAGE: carried.baggage }),
  transaction: (fn) => library.transaction("purchase", { id: "order-789", user: "u1" }, fn),
  interaction: (fn) => library.interaction("search", { target: "results" } as never, fn),
  profile: (fn) => library.profile("batch", fn, { items: 3 }),
  traceCall: (fn) => library.traceCall({ url: "http://shop.example/orders?a=1", template: "/orders" }, fn),
  traceDatabase: (fn) => library.traceDatabase({ system: "postgresql", statement: "SELECT 1" } as never, fn),
  traceMessage: (fn) => library.traceMessage({ ...send, message: { headers: {} } }, fn),
  "traceMessage, process": (fn) => library.traceMessage({ ...received, message: { headers } }, fn),
  "traceMessage, batch": (fn) =>
    library.traceMessage({ ...received, batch: [{ headers }, { headers: { ...headers } }] }, fn),
  processMessage: (fn) => processMessage(message, fn),
  traceTool: (fn) => traceTool("get_weather", { callId: "call-1", description: "asks" }, fn),
  wrap: wrapping((fn) => library.wrap(fn, { name: "double" })),
  "wrap, described": wrapping((fn) => library.wrap(fn, { attributes: () => ({ size: 3 }) })),
  timed: wrapping((fn) => library.timed(fn, { name: "order.timed", attributes: () => ({ plan: "pro" }) })),
  counted: wrapping((fn) => library.counted(fn, { name: "order.counted", attributes: { plan: "pro" } })),
  profiled: wrapping((fn) => library.profiled(fn, { name: "rank", items: () => 3 })),
  tracked: wrapping((fn) => library.tracked(fn, { type: "purchase", id: () => "order-1", amount: () => 3 })),
  "traceDatabase, method": wrapping(
    (fn) =>
      new (decorated(library.traceDatabase({ system: "postgresql", query: () => "SELECT 1" }), fn))()
        .call as Fn,
  ),
  "methods of a span": (fn) => {
    const span = library.startSpan("order");
    useSpan(span);
    span.end();
    return fn();
  },
  "methods of a span that records nothing": (fn) => {
    const unsampled = { traceparent: carried.traceparent.replace(/1$/, "0") };
    const span = library.withCarriedContext(unsampled, () => library.startSpan("order"));
    useSpan(span);
    span.end();
    return fn();
  },
};

/** What ends as `fn` does, after `use`. */
function after(use: () => unknown): (fn: Fn) => unknown {
  return async (fn) => {
    await use();
    return fn();
  };
}

/** Done once, when a program or a module begins, and may tell of its own mistakes by an error; those of decorators are the functions' above. */
const setUp = new Set(
  [
    "start stats registerComponent otlpExporter memoryExporter fileExporter stdoutExporter",
    "TelemetryError isTelemetryError IllegalTransitionError",
    "counter upDownCounter gauge histogram timer observable observeTogether funnel defineWorkflow onEvent",
    "countCalls profileMethod timeMethod traceMethod trackTransaction",
  ].flatMap((names) => names.split(" ")),
);

/** A class with one method, which does `fn`, decorated. */
function decorated(decorator: unknown, fn: Fn): new () => { call(): unknown } {
  class Orders {
    call(): unknown {
      return fn();
    }
  }
  const { prototype } = Orders;
  const place = Object.getOwnPropertyDescriptor(prototype, "call")!;
  const put = decorator as (
    target: object,
    key: string,
    place: PropertyDescriptor,
  ) => PropertyDescriptor | undefined;
  Object.defineProperty(prototype, "call", put(prototype, "call", place) ?? place);
  return Orders;
}

function useSpan(span: ReturnType<typeof library.startSpan>): void {
  const link = { context: span.spanContext(), attributes: { size: 3 } };
  span.setAttribute("size", 3).setAttributes({ tenant: "t1" }).addEvent("packed", { size: 3 }, new Date());
  span
    .addLink(link)
    .addLinks([link])
    .setStatus({ code: 2, message: "m" })
    .updateName("orders")
    .fail("no card");
  span.recordException(new Error("no card"));
  span.isRecording();
}

const own = new Error("the application's own");
/** What the functions do. */
const works: Readonly<Record<string, Fn>> = {
  returns: () => 7,
  resolves: async () => Promise.resolve(7),
  throws: () => {
    throw own;
  },
  rejects: async () => Promise.reject(own),
};

/** How often it was called, and what the caller got. */
async function outcome(call: (fn: Fn) => unknown, work: Fn): Promise<string> {
  let times = 0;
  let given: unknown;
  try {
    const result = call(() => {
      times++;
      return work();
    });
    planted.place = undefined;
    given = result instanceof Promise ? ["resolved", await result] : result;
  } catch (error) {
    given = error === own ? "its own error" : String(error);
  }
  planted.place = undefined;
  return JSON.stringify({ times, given });
}

const telemetry = library.start({
  service: "entry-points",
  exporters: [library.memoryExporter()],
  handleExit: false,
  metricIntervalMs: 3_600_000,
});
const unhandled: string[] = [];
for (const event of ["uncaughtException", "unhandledRejection"] as const)
  process.on(event, (error: unknown) => unhandled.push(`${event}: ${String(error)}`));

const reached: Record<string, number> = {};
const differences: unknown[] = [];
const uses = handleUses(library);
const all: typeof calls = {
  ...calls,
  ...Object.fromEntries(Object.entries(uses).map(([name, use]) => [name, after(use)])),
};
for (const [name, call] of Object.entries(all)) {
  const places = new Set<string>();
  for (const [does, work] of Object.entries(works)) {
    // such a use has nothing to do with it
    if (name in uses && does !== "resolves") continue;
    // what is made once is
    await outcome(call, work);
    planted.reached.clear();
    const usual = await outcome(call, work);
    if (name in uses && usual !== '{"times":1,"given":["resolved",7]}') differences.push({ name, usual });
    for (const place of planted.reached.keys()) {
      places.add(place);
      planted.place = place;
      const now = await outcome(call, work);
      await new Promise((resolve) => setImmediate(resolve));
      if (now !== usual) differences.push({ name, does, place, now, usual });
      for (const text of unhandled.splice(0)) differences.push({ name, does, place, text });
    }
  }
  if (name in calls) reached[name] = places.size;
}
await telemetry.stop();
const untried = surface(library).filter((name) => !(name in all) && !setUp.has(name));
console.log(JSON.stringify({ reached, differences, untried }));

// A little of everything that can be stored, the same each time, so that two stores can be asked the same questions.
import type { RowSink } from "../../src/store/rows.ts";
import { at, attributes, distribution, event, log, resource, sample, series, span } from "../api/harness.ts";

const second = 1000;
const minute = 60_000;
const count = 40;

/** Rows of the hour before `now`, of three services. */
export function writeEverything(sink: RowSink): void {
  for (let index = 0; index < count; index++) {
    writeTrace(sink, index);
    writeLogs(sink, index);
    writeBusiness(sink, index);
  }
  writeMetrics(sink);
  writeDefinitions(sink);
  sink.identity({ tenant: "", sessionId: "s1", userId: "u1", seenMs: Number(at(-minute) / 1_000_000n) });
  sink.cpuProfile({
    uid: "profile-1",
    name: "resize",
    timeNs: at(-3 * minute),
    durationMs: 12,
    samples: 7,
    resource: resource("shop"),
    traceId: new Uint8Array(16).fill(5),
    spanId: new Uint8Array(8).fill(5),
    data: Buffer.from("profile"),
  });
  writeSpanError(sink);
}

const services = ["shop", "cart", "payment"].map((name) =>
  resource(name, { "service.version": name === "cart" ? "2.0.0" : "1.0.0", "host.name": `${name}-1` }),
);

/** An error that only a span recorded. */
function writeSpanError(sink: RowSink): void {
  sink.error({
    fingerprint: "span-error",
    identity: 77n,
    timeNs: at(-4 * minute),
    type: "TimeoutError",
    message: "no answer",
    place: "charge src/pay.js",
    handled: false,
    userId: "u1",
    sessionId: "s1",
    resource: resource("shop"),
    traceId: new Uint8Array(16).fill(5),
    spanId: new Uint8Array(8).fill(5),
    weight: 1,
  });
}

function writeTrace(sink: RowSink, index: number): void {
  const begin = -(index + 1) * minute;
  services.forEach((own, place) =>
    sink.span(
      span({
        traceId: `trace-${index}`,
        spanId: `span-${index}-${place}`,
        ...(place === 0 ? {} : { parentId: `span-${index}-${place - 1}` }),
        resource: own,
        name: place === 0 ? `GET /items/${index % 3}` : "work",
        kind: place === 0 ? 2 : 3,
        status: index % 7 === place ? 2 : 0,
        startNs: at(begin + place),
        durationNs: BigInt((index + 1) * 1_000_000 * (3 - place)),
        attributes: attributes({
          "order.id": `order-${index}`,
          region: `eu-${index % 2}`,
          items: BigInt(index),
          big: index > 20,
        }),
      }),
    ),
  );
}

function writeLogs(sink: RowSink, index: number): void {
  const timeNs = at(-(index + 1) * minute + second);
  sink.log(
    log({
      timeNs,
      identity: BigInt(1000 + index),
      traceId: `trace-${index}`,
      spanId: `span-${index}-0`,
      body: `paid order-${index}`,
      attributes: attributes({ region: `eu-${index % 2}` }),
    }),
  );
  sink.log(
    log({
      timeNs,
      identity: BigInt(2000 + index),
      severity: 13,
      severityText: "WARN",
      body: `slow answer ${index}`,
    }),
  );
  if (index % 4 !== 0) return;
  sink.log(
    log({
      timeNs,
      identity: BigInt(3000 + index),
      traceId: `trace-${index}`,
      eventName: "exception",
      severity: 17,
      severityText: "ERROR",
      attributes: attributes({
        "exception.type": "CardDeclined",
        "exception.message": `card of u${index}`,
        "telltale.error.fingerprint": `f${index % 3}`,
        "user.id": `u${index}`,
      }),
    }),
  );
}

function writeBusiness(sink: RowSink, index: number): void {
  const when = (seconds: number): bigint => at(-(index + 2) * minute + seconds * second);
  const of = {
    traceId: `trace-${index}`,
    userId: index % 3 === 0 ? "" : `u${index}`,
    sessionId: `s${index}`,
  };
  const order = { kind: "transaction", name: "purchase", entityId: `order-${index}`, ...of };
  sink.businessEvent(event({ ...order, phase: "started", timeNs: when(0), uid: `a${index}` }));
  sink.businessEvent(
    event({ ...order, phase: "step", step: "address", stepIndex: 0, timeNs: when(1), uid: `b${index}` }),
  );
  if (index % 5 !== 0)
    sink.businessEvent(
      event({
        ...order,
        phase: "ended",
        outcome: index % 4 === 1 ? "failed" : "completed",
        reason: index % 4 === 1 ? "card declined" : "",
        durationMs: 2000 + index,
        amount: `${index}.25`,
        currency: "EUR",
        timeNs: when(2),
        uid: `c${index}`,
      }),
    );
  ["landing", "product", "paid"].slice(0, 1 + (index % 3)).forEach((step, place) =>
    sink.businessEvent(
      event({
        kind: "journey",
        name: "checkout",
        step,
        stepIndex: place,
        timeNs: when(3 + place),
        uid: `d${index}-${place}`,
        ...of,
      }),
    ),
  );
  const state = ["created", "paid", "sent"][index % 3]!;
  sink.businessEvent(
    event({
      kind: "workflow",
      name: "order",
      phase: "event",
      entityId: `order-${index}`,
      step: state,
      state,
      timeNs: when(6),
      uid: `e${index}`,
    }),
  );
  sink.businessEvent(
    event({
      kind: "interaction",
      name: "help",
      phase: "ended",
      entityId: `chat-${index}`,
      outcome: "solved",
      channel: "chat",
      tier: index % 2 === 0 ? "gold" : "",
      satisfaction: (index % 5) / 5,
      timeNs: when(7),
      uid: `f${index}`,
      ...of,
    }),
  );
  sink.businessEvent(
    event({
      kind: "profile",
      name: "resize",
      phase: "ended",
      durationMs: index,
      timeNs: when(8),
      uid: `g${index}`,
      attributes: attributes({ "telltale.profile.class": "normal" }),
    }),
  );
}

function writeMetrics(sink: RowSink): void {
  const queue = series("queue.length", { unit: "{items}" });
  const requests = services.map((own) =>
    series("requests", { type: 2, temporality: 2, monotonic: true, resource: own }),
  );
  const latency = series("latency", { type: 3, temporality: 1, unit: "ms" });
  for (let index = 0; index < count; index++) {
    const timeNs = at(-(index + 1) * minute);
    sink.sample(sample(queue, timeNs, index % 7));
    requests.forEach((one, place) => sink.sample(sample(one, timeNs, BigInt((count - index) * (place + 1)))));
    sink.distribution(
      distribution(latency, timeNs, {
        startNs: at(-(index + 2) * minute),
        count: 3n,
        sum: 30,
        bounds: [10, 100],
        counts: [1n, 1n, 1n],
      }),
    );
  }
}

function writeDefinitions(sink: RowSink): void {
  const common = {
    tenant: "",
    version: "1",
    states: [],
    transitionsJson: "",
    timeoutMs: 10 * minute,
    service: "shop",
    seenMs: Number(at(-minute) / 1_000_000n),
  };
  sink.definition({ ...common, kind: "transaction", name: "purchase", steps: [] });
  sink.definition({
    ...common,
    kind: "funnel",
    name: "checkout",
    steps: ["landing", "product", "paid"],
  });
  sink.definition({
    ...common,
    kind: "workflow",
    name: "order",
    steps: [],
    states: ["created", "paid", "sent"],
  });
}

/** Places in paths of the API that have a name. */
export const pathValues: Readonly<Record<string, string>> = {
  kind: "transaction",
  name: "checkout",
  type: "purchase",
  fingerprint: "f0",
  id: "order-2",
};

/** Questions beside those that every route is asked without parameters. */
export const questions: readonly string[] = [
  "/api/traces?service=cart&limit=5",
  "/api/traces?filter=order.id%3Dorder-3",
  "/api/traces?order=slowest&limit=5&filter=region%3Deu-1",
  "/api/traces?order=spans&limit=5",
  "/api/traces?order=errors&limit=5",
  "/api/traces?status=error",
  "/api/traces?filter=host.name%3Dcart-1&limit=3",
  "/api/logs?text=slow&limit=5",
  "/api/logs?filter=region%3Deu-0&limit=5",
  "/api/attributes?signal=logs",
  "/api/attributes?key=region",
  "/api/metrics/queue.length",
  "/api/metrics/requests?aggregation=rate",
  "/api/metrics/requests?groupBy=service.name",
  "/api/metrics/latency?aggregation=p95",
  "/api/transactions/purchase?outcome=failed",
  "/api/journeys/checkout/columns?end=transaction&endName=purchase",
  "/api/differs?of=funnels&type=checkout&step=landing",
  "/api/funnels/checkout/groups?by=region&step=product",
  "/api/funnels/checkout/trace-groups?by=region&spanService=cart&spanName=GET+%2Fcart",
  "/api/funnels/checkout/group-money?by=region",
  "/api/funnels/checkout/group-money?by=region&spanService=cart&spanName=GET+%2Fcart",
  "/api/bottlenecks?new=true",
  "/api/traces/groups?by=status",
  "/api/workflows?type=order&limit=5",
  "/api/workflows/order/order-4",
  "/api/errors?sort=count",
  "/api/profiles/resize",
  "/api/cpu-profiles/profile-1",
  "/api/users/u1",
];

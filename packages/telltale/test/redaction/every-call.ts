// Every public call with a secret in every field that takes a text. A new export of `index.ts` has to be added here, or to what takes none.
import {
  SpanStatusCode,
  context as otelContext,
  createTraceState,
  metrics,
  propagation,
  trace as otelTrace,
} from "@opentelemetry/api";
import * as telltale from "../../src/index.ts";

/** Found in any text by its form, and allowed in names of instruments and headers. */
export const canary = "ghp_C4naryLeakC4naryLeakC4naryLeakC4na12";
/** What is searched for: any part of the above. */
export const core = "C4naryLeak";
/** Secret by its name alone. */
export const named = "n4medLe4k";

const inText = `left ${canary} behind`;
const error = (): Error =>
  Object.assign(new TypeError(inText, { cause: new Error(inText) }), {
    detail: inText,
    password: named,
    name: "OrderError",
  });

/** Attributes with the secret in names and values of every form. */
export const attributes = (): Record<string, unknown> => ({
  note: inText,
  password: named,
  [`key ${canary}`]: 1,
  "http.request.header.authorization": [named, named],
  "user.email": inText,
  "order.id": canary,
  "user.id": canary,
  "url.full": `https://shop:${canary}@shop.example/reset?token=${named}&x=${canary}`,
  "db.query.text": `SELECT * FROM users WHERE hint = '${named}' AND note = '${canary}'`,
  "url.path": "/oauth/callback",
  "url.query": `code=${named}&session=${named}`,
  "db.statement": `AUTH ${named}`,
  "process.command_line": `node app.js --token=${named}`,
  "process.command_args": ["mysql", "-u", "app", `-p${named}`],
  "telegram.url": `https://api.telegram.org/bot123456:${named}-${named}/getMe`,
  list: ["a", inText, [inText]],
  map: new Map<string, unknown>([
    ["note", inText],
    [inText, 1],
    ["api-key", named],
  ]),
  nested: { deep: { token: named, list: [{ note: inText }] }, error: error() },
  bytes: Buffer.from(inText),
  date: new Date(0),
  set: new Set([inText]),
  arguments: ["--password", named],
  givenByJson: { toJSON: () => ({ secret: named, note: inText }) },
});

const labels = {
  note: inText,
  password: named,
  "user.id": canary,
  [`key ${canary}`]: "x",
  "url.path": "/oauth/callback",
  "url.query": `code=${named}`,
};
const instrument = { description: inText, unit: canary };
const swallow = (): void => {};

class Orders {
  pay(_order: string): void {}
}
function decorated(decorate: (method: any, context: any) => any): void {
  const context = {
    kind: "method",
    name: `pay ${canary}`,
    static: false,
    private: false,
    addInitializer() {},
    access: {},
    metadata: {},
  };
  decorate(Orders.prototype.pay, context).call(new Orders(), inText);
}

/** What takes a text of the user's, by the name of the export. */
export const calls: Readonly<Record<string, () => unknown>> = {
  trace: () =>
    telltale.trace(`span ${canary}`, { attributes: attributes(), links: [linked()] }, (span) => {
      span.addEvent(`event ${canary}`, attributes() as never);
      span.setStatus({ code: SpanStatusCode.ERROR, message: inText });
      span.recordException(error());
      span.addLink(linked());
      span.trace(`child ${canary}`, (child) => child.fail(error()));
      span.updateName(`renamed ${canary}`);
    }),
  startSpan: () => telltale.startSpan(`span ${canary}`, { attributes: attributes() }).end(),
  enterSpan: () => {
    using span = telltale.enterSpan(`span ${canary}`);
    span.setAttributes(attributes());
  },
  activeSpan: () =>
    telltale.trace("active", () => telltale.activeSpan()?.setAttributes(attributes() as never)),
  addAttribute: () => telltale.trace("add", () => telltale.addAttribute(`name ${canary}`, inText)),
  addAttributes: () => telltale.trace("add", () => telltale.addAttributes(attributes())),
  addEvent: () => telltale.trace("add", () => telltale.addEvent(canary, attributes())),
  captureError: () =>
    telltale.captureError(error(), { attributes: attributes(), user: canary, session: canary } as never),
  log: () => {
    telltale.log.info(inText, attributes());
    telltale.log.error(inText, { error: error(), ...attributes() });
    telltale.log.error(error() as never, attributes());
    telltale.log.warn({ note: inText, password: named } as never);
    telltale.log.info(Buffer.from(inText) as never);
  },
  event: () => telltale.event(canary, attributes()),
  counter: () => {
    telltale.counter("leaks.by.label", instrument).add(1, labels);
    telltale.counter(`n.${canary}`, instrument).add(1);
    telltale.counter("leaks.bound").with(labels).add(1);
    telltale.counter("leaks.observed", instrument, () => [{ value: 1, attributes: labels }]);
  },
  upDownCounter: () => telltale.upDownCounter("leaks.up", instrument).add(1, labels),
  gauge: () => telltale.gauge("leaks.gauge", instrument).set(1, labels),
  histogram: () =>
    telltale.trace("exemplar", () => telltale.histogram("leaks.histogram", instrument).record(1, labels)),
  timer: () => telltale.timer("leaks.timer", instrument).record(1, labels),
  observable: () => {
    const one = telltale.observable("gauge", "leaks.together", instrument);
    telltale.observeTogether((observe) => observe(one, 1, labels));
  },
  observeTogether: swallow,
  context: () =>
    telltale.withContext({ note: inText }, () => {
      telltale.log.info("in context");
    }),
  withContext: () =>
    telltale.withContext(
      attributes(),
      () => {
        telltale.trace("in context", swallow);
        telltale.counter("leaks.context").add(1);
        carriers.push(telltale.childEnvironment({}));
      },
      { propagate: ["note", "user.id", "password"], metrics: ["note", "user.id"] } as never,
    ),
  withCarriedContext: () =>
    telltale.withContext({ note: inText }, () =>
      telltale.withCarriedContext(telltale.carryContext(), () => telltale.log.info("carried")),
    ),
  withEnvironmentContext: () =>
    telltale.withEnvironmentContext(() => telltale.trace("environment", swallow), {
      BAGGAGE: `note=${canary}`,
    }),
  childEnvironment: () => {
    const baggage = propagation.createBaggage({ note: { value: inText }, password: { value: named } });
    otelContext.with(propagation.setBaggage(otelContext.active(), baggage), () =>
      carriers.push(telltale.childEnvironment({})),
    );
  },
  transaction: () =>
    telltale.transaction(canary, money(), (tx) => {
      tx.step(canary, attributes());
      tx.addAttribute(`name ${canary}`, inText);
    }),
  startTransaction: () => telltale.startTransaction("purchase", money()).fail(inText),
  resumeTransaction: () =>
    telltale.resumeTransaction(telltale.startTransaction("purchase", money()).handoff()).abandon(inText),
  recordTransaction: () =>
    telltale.recordTransaction(canary, {
      ...money(),
      startTime: Date.now() - 5,
      outcome: "failed",
      reason: inText,
    } as never),
  funnel: () => {
    const signup = telltale.funnel(`signup ${canary}`, ["form", canary]);
    signup.step("form", { user: canary, session: canary, attributes: attributes() });
    signup.step(canary);
    signup.abandon("form", { reason: inText, user: canary });
  },
  journey: () => {
    const tour = telltale.journey(`tour ${canary}`, { user: canary, session: canary });
    tour.step(canary, { attributes: attributes() });
    tour.abandon({ reason: inText, step: canary });
  },
  journeyStep: () => telltale.journeyStep(canary, canary, attributes()),
  defineWorkflow: () =>
    telltale.defineWorkflow(`flow ${canary}`, {
      states: ["a", canary],
      transitions: { a: [canary] },
    } as never),
  workflow: async () => {
    const flow = telltale.workflow(`flow ${canary}`, canary);
    await flow.event(canary, attributes());
    flow.end(canary as never);
  },
  onEvent: async () => {
    telltale.onEvent(
      `paid ${canary}`,
      Object.defineProperty(
        () => {
          throw error();
        },
        "name",
        { value: `handler ${canary}` },
      ) as never,
    );
    await telltale.emit(`paid ${canary}`, attributes());
  },
  emit: async () => telltale.emit(canary, attributes()),
  interaction: () =>
    telltale.interaction(
      canary,
      { customer: canary, channel: inText, tier: inText, value: 1, attributes: attributes() } as never,
      (it) => it.result(canary, { attributes: attributes() } as never),
    ),
  profile: () => telltale.profile(`work ${canary}`, swallow, { attributes: attributes() } as never),
  profiled: () =>
    telltale.profiled(swallow, { name: `work ${canary}`, attributes: () => attributes() } as never)(),
  traceDatabase: () =>
    telltale.traceDatabase(
      {
        system: "postgresql",
        query: `SELECT '${canary}'`,
        parameters: [canary],
        recordParameters: true,
        namespace: canary,
        summary: inText,
        collection: canary,
        operation: canary,
        connection: `postgres://u:${canary}@h/${canary}`,
        attributes: attributes(),
      },
      swallow as never,
    ),
  traceCall: () =>
    telltale.traceCall(
      {
        service: canary,
        url: `https://u:${named}@${canary}.example/${canary}?token=${named}#${canary}`,
        template: `/${canary}`,
        attributes: attributes(),
      },
      (headers) => {
        carriers.push(headers);
      },
    ),
  traceMessage: () => {
    const message = { headers: {} };
    telltale.traceMessage(
      {
        system: "kafka",
        destination: canary,
        operation: "send",
        message,
        messageId: canary,
        conversationId: canary,
        consumerGroup: canary,
        partition: canary,
        connection: canary,
        attributes: attributes(),
      },
      swallow,
    );
    carriers.push(message.headers);
  },
  wrap: () => telltale.wrap(swallow, { name: `call ${canary}`, attributes: () => attributes() } as never)(),
  timed: () => telltale.timed(swallow, { name: "leaks.timed", attributes: () => labels } as never)(),
  counted: () => telltale.counted(swallow, { name: "leaks.counted", attributes: () => labels } as never)(),
  tracked: () => telltale.tracked(swallow, { type: canary, id: () => canary, user: () => canary } as never)(),
  traceMethod: () =>
    decorated(
      telltale.traceMethod({
        name: canary,
        attributes: () => attributes(),
        arguments: [{ index: 0, as: "order" }],
      } as never) as never,
    ),
  timeMethod: () =>
    decorated(telltale.timeMethod({ name: "leaks.time", attributes: () => labels } as never) as never),
  countCalls: () =>
    decorated(telltale.countCalls({ name: "leaks.count", attributes: () => labels } as never) as never),
  profileMethod: () =>
    decorated(telltale.profileMethod({ name: canary, attributes: () => attributes() } as never) as never),
  trackTransaction: () =>
    decorated(telltale.trackTransaction({ type: canary, id: () => canary } as never) as never),
  // not an export, but the way of every instrumentation
  api: () => {
    const tracer = otelTrace.getTracerProvider().getTracer(`scope ${canary}`, canary, {
      schemaUrl: `https://u:${named}@h.example`,
    });
    const state = createTraceState(`vendor=${canary}`);
    const remote = {
      traceId: "1".repeat(32),
      spanId: "2".repeat(16),
      traceFlags: 1,
      isRemote: true,
      traceState: state,
    };
    tracer
      .startSpan(
        `span ${canary}`,
        { attributes: attributes() as never },
        otelTrace.setSpanContext(otelContext.active(), remote),
      )
      .end();
    metrics.getMeter(`scope ${canary}`, canary).createCounter("leaks.api", instrument).add(1, labels);
  },
};

/** What was put into headers and environments of others. */
export const carriers: object[] = [];

/** Exports that take no text that could leave, or are ways out themselves. */
export const apart: ReadonlySet<string> = new Set([
  "IllegalTransitionError",
  "TelemetryError",
  "carryContext",
  "currentTraceparent",
  "fileExporter",
  "isTelemetryError",
  "memoryExporter",
  "otlpExporter",
  "outcomeOf",
  "registerComponent",
  "start",
  "stats",
  "stdoutExporter",
  "traceId",
]);

const money = (): any => ({
  id: canary,
  user: canary,
  session: canary,
  amount: 1,
  currency: "USD",
  attributes: attributes(),
});
const linked = (): any => ({
  context: {
    traceId: "3".repeat(32),
    spanId: "4".repeat(16),
    traceFlags: 1,
    traceState: createTraceState(`vendor=${canary}`),
  },
  attributes: attributes(),
});

/** Makes every call; what one throws back at its caller is the caller's. */
export async function makeAll(): Promise<void> {
  for (const [name, call] of Object.entries(calls)) {
    try {
      await call();
    } catch (thrown) {
      if (!(thrown instanceof Error) || !thrown.message.includes(core))
        throw new Error(`the call ${name}`, { cause: thrown });
    }
  }
}

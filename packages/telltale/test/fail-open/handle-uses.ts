// What an application calls without a function of its own: each use of what the library gives, and all the functions that it could call.
type Library = typeof import("telltale");

/** By the names of {@link surface}; one may use others on its way. */
export function handleUses(library: Library): Readonly<Record<string, () => unknown>> {
  const { log, context } = library;
  const orders = library.counter("order.count");
  const open = library.upDownCounter("order.open");
  const stock = library.gauge("order.stock");
  const sizes = library.histogram("order.size");
  const elapsed = library.timer("order.elapsed");
  const bound = {
    orders: orders.with({ plan: "pro" }),
    stock: stock.with({ plan: "pro" }),
    sizes: sizes.with({ plan: "pro" }),
    elapsed: elapsed.with({ plan: "pro" }),
  };
  const plan = { plan: "pro" };
  const signup = library.funnel("signup", ["landing", "form"]);
  library.onEvent("order", "paid", () => 7);
  const inTransaction = (act: (tx: ReturnType<Library["startTransaction"]>) => void) => () => {
    library.transaction("purchase", (tx) => act(tx));
    act(
      library.startTransaction("purchase", { id: "order-789", timeoutMs: 60_000, attributes: { size: 3 } }),
    );
  };
  return {
    activeSpan: () => library.trace("order", () => library.activeSpan()),
    addAttribute: () => library.trace("order", () => library.addAttribute("size", 3)),
    addAttributes: () => library.trace("order", () => library.addAttributes({ size: 3 })),
    addEvent: () => library.trace("order", () => library.addEvent("packed", { size: 3 })),
    traceId: () => library.trace("order", () => library.traceId()),
    currentTraceparent: () => library.trace("order", () => library.currentTraceparent()),
    carryContext: () => library.withContext({ tenant: "t1" }, () => library.carryContext()),
    childEnvironment: () => library.trace("order", () => library.childEnvironment({})),
    captureError: () => library.captureError(new Error("no card"), { user: "u1", attributes: { size: 3 } }),
    event: () => library.event("cart.abandoned", { size: 3 }),
    outcomeOf: () => library.outcomeOf(new Error("no card")),

    "counter.add": () => orders.add(1, plan),
    "counter.with": () => orders.with(plan).add(1),
    "counter.with().add": () => [bound.orders.add(1), bound.orders.add(3)],
    "upDownCounter.add": () => open.add(-1, plan),
    "upDownCounter.with": () => open.with(plan).add(-1),
    "gauge.set": () => stock.set(7, plan),
    "gauge.with": () => stock.with(plan).set(7),
    "gauge.with().set": () => bound.stock.set(7),
    "histogram.record": () => sizes.record(7, plan),
    "histogram.with": () => sizes.with(plan).record(7),
    "histogram.with().record": () => bound.sizes.record(7),
    "timer.record": () => elapsed.record(7, plan),
    "timer.with": () => elapsed.with(plan).record(7),
    "timer.start": () => elapsed.start()(plan),
    "timer.start()[Symbol.dispose]": () => elapsed.start()[Symbol.dispose](),
    "timer.with().record": () => bound.elapsed.record(7),
    "timer.with().time": () => bound.elapsed.time(() => 7),
    "timer.with().start": () => bound.elapsed.start()(),

    "log.trace": () => log.trace("packed", { size: 3 }),
    "log.debug": () => log.debug("packed", { size: 3 }),
    "log.info": () => log.info("packed", { size: 3 }),
    "log.warn": () => log.warn("packed", new Error("no card")),
    "log.error": () => log.error("packed", { error: new Error("no card") }),
    "log.fatal": () => log.fatal("packed", "no card"),
    "log.with": () => log.with({ tenant: "t1" }).with({ plan: "pro" }).info("packed"),
    "log.enabled": () => log.enabled("debug"),

    "context.get": () => library.withContext({ tenant: "t1" }, () => context.get("tenant")),
    "context.getAll": () =>
      library.withContext({ tenant: "t1" }, () => [context.getAll(), context.getAll("user")]),
    "context.bind": () => context.bind(() => 7)(),

    startTransaction: () => library.startTransaction("purchase", { amount: "9.99", user: "u1" }).complete(),
    resumeTransaction: () => {
      const token = library.startTransaction("purchase").handoff();
      const resumed = library.resumeTransaction(token, { user: "u1" });
      resumed.step("shipped");
      resumed.complete();
    },
    recordTransaction: () =>
      library.recordTransaction("purchase", {
        id: "basket-17",
        amount: 25,
        outcome: "abandoned",
        startTime: Date.now() - 60_000,
      }),
    "transaction.step": inTransaction((tx) => tx.step("paid", { size: 3 })),
    "transaction.addAttribute": inTransaction((tx) => tx.addAttribute("size", 3)),
    "transaction.addAttributes": inTransaction((tx) => tx.addAttributes({ size: 3 })),
    "transaction.setAmount": inTransaction((tx) => tx.setAmount("9.99", "EUR")),
    "transaction.run": inTransaction((tx) => {
      if (tx.run(() => 7) !== 7) throw new Error("It has not run.");
    }),
    "transaction.complete": inTransaction((tx) => tx.complete()),
    "transaction.fail": inTransaction((tx) => tx.fail(new Error("no card"))),
    "transaction.abandon": inTransaction((tx) => tx.abandon("too long")),
    "transaction.handoff": inTransaction((tx) => {
      if (typeof tx.handoff() !== "string") throw new Error("It is not a text.");
    }),
    "transaction[Symbol.dispose]": inTransaction((tx) => tx[Symbol.dispose]()),

    journey: () => library.journey("shopping", { user: "u1" }).step("searched"),
    journeyStep: () => library.journeyStep("u1", "logged in", { size: 3 }),
    "journey.step": () =>
      library.journey("shopping", { user: "u1" }).step("searched", { attributes: { size: 3 } }),
    "journey.abandon": () => library.journey("shopping", { user: "u1" }).abandon({ reason: "too long" }),
    "funnel.step": () => signup.step("form", { user: "u1", attributes: { size: 3 } }),
    "funnel.abandon": () => signup.abandon("form", { user: "u1", reason: "too long" }),

    workflow: () => library.workflow("order", "order-789").end(),
    "workflow.event": async () => library.workflow("order", "order-789").event("paid", { size: 3 }),
    "workflow.end": () => library.workflow("order", "order-789").end("paid", { size: 3 }),
    emit: async () => library.emit("stock low", { sku: "sku-9" }),

    "interaction.result": () =>
      library.interaction("search", (it) => it.result("found", { tier: "gold", value: 3, satisfaction: 5 })),
    "interaction.addAttribute": () => library.interaction("search", (it) => it.addAttribute("size", 3)),
  };
}

/** Functions that an application calls, by name: those of the package, and those of what they give while nothing runs. */
export function surface(library: Library): readonly string[] {
  const given: Record<string, object> = { "": library, log: library.log, context: library.context };
  given["counter"] = library.counter("surface.count");
  given["counter.with()"] = library.counter("surface.count").with({});
  given["upDownCounter"] = library.upDownCounter("surface.open");
  given["gauge"] = library.gauge("surface.level");
  given["gauge.with()"] = library.gauge("surface.level").with({});
  given["histogram"] = library.histogram("surface.size");
  given["histogram.with()"] = library.histogram("surface.size").with({});
  given["timer"] = library.timer("surface.elapsed");
  given["timer.with()"] = library.timer("surface.elapsed").with({});
  given["timer.start()"] = library.timer("surface.elapsed").start();
  given["transaction"] = library.startTransaction("surface");
  given["journey"] = library.journey("surface");
  given["funnel"] = library.funnel("surface", ["first"]);
  given["workflow"] = library.workflow("surface", "s1");
  library.interaction("surface", (it) => void (given["interaction"] = it));
  return Object.entries(given).flatMap(([name, one]) => functionsOf(name, one));
}

const builtIn = new Set<object>([Object.prototype, Function.prototype]);

function functionsOf(name: string, one: object): string[] {
  const fields = one as Record<PropertyKey, unknown>;
  const prototype = Object.getPrototypeOf(one) as object | null;
  const isOwnClass = prototype !== null && !builtIn.has(prototype);
  const inherited = isOwnClass ? Reflect.ownKeys(prototype) : [];
  return [...Reflect.ownKeys(one), ...inherited]
    .filter((key) => key !== "constructor" && typeof fields[key] === "function")
    .map((key) =>
      typeof key === "symbol" ? `${name}[${key.description}]` : name === "" ? key : `${name}.${key}`,
    );
}

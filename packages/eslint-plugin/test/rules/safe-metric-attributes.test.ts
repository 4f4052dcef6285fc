import { imports, otel, testRule } from "../support/test-rule.ts";

testRule(
  "safe-metric-attributes",
  {
    valid: [
      imports +
        `const orders = counter("shop.orders", { unit: "{order}" }); orders.add(1, { "payment.method": "card", plan: "pro" });`,
      imports + `const orders = counter("shop.orders"); orders.add(1);`,
      imports + `histogram("cart.value").record(1, { "service.name": name, currency });`,
      imports + `trace("pay", { attributes: { "user.id": user.id, "order.id": order.id } }, () => pay());`,
      `const counter = { add() {} }; counter.add(1, { "user.id": id });`,
      {
        code: imports + `counter("logins").add(1, { "tenant.id": t, "user.id": u });`,
        options: [{ allow: ["user.id"] }],
      },
      {
        code: imports + `counter("logins").add(1, { "tenant.id": t, "payment.method": method });`,
        settings: {
          telltale: {
            catalog: {
              name: "shop",
              version: "1.0.0",
              attributes: {
                "order.id": { type: "string", cardinality: "unbounded" },
                "payment.method": { type: ["card", "invoice"] },
                "card.pan4": { type: "string", sensitivity: "secret" },
                "user.note": { type: "string", sensitivity: "public" },
                "shop.header": { type: "template[string]" },
                "order.number": { type: "string", deprecated: { renamedTo: "order.id" } },
                basket: { type: "int", deprecated: "Count `cart.items`." },
                "tenant.id": { type: "string", cardinality: "low" },
              },
              metrics: {
                "shop.orders": { kind: "counter", unit: "{order}" },
                "shop.wait": { kind: "histogram", unit: "s" },
              },
            },
          },
        },
      },
      imports + `const t = timer("load"); t.time(() => load(), { "http.route": route }); t.with({ region });`,
      imports +
        `counter("logins").add(1, { "has.token": token !== undefined, "token.present": Boolean(token) });`,
      imports + `counter("logins").add(1, { "http.request.method": req.method, "plan.id": plan.id });`,
      imports + `set.add(1, { "user.id": 1 }); new Set().add({ email: 1 });`,
      imports + `counter("a.b").add(1, { region });`,
      imports + `counter("a.b").add(1, { "thread.name": t, "http.response.status_code": 200 });`,
      imports + `counter("a.b").add(1, { "messaging.destination.name": q });`,
      imports + `counter("a.b").add(1, { kind: "x" });`,
      imports + `counter("a.b").add(1, { "error.type": e.name });`,
      imports + `counter("a.b").add(1, { "tenant.id": t });`,
      imports + `counter("a.b").add(1, { "feature_flag.key": k });`,
      imports + `counter("a.b").add(1, { "region.id": r });`,
      imports + `counter("a.b").add(Date.now(), { kind });`,
      imports + `counter("a.b").add(order.id.length, { kind });`,
      imports + `histogram("a.b").record(user.age, { plan: user.plan });`,
      imports + `counter("a.b").add(1, makeLabels(user));`,
      imports + `gauge("a.b", {}, () => [{ value: 1, attributes: { plan } }]);`,
      imports + `map.set("user.id", { "user.id": 1 });`,
      imports + `counter("a.b").add(1, { "url.scheme": s, "server.address": h });`,
      imports + `counter("a.b").add(1, { "host.name": h, "k8s.namespace.name": n });`,
      imports + `counter("a.b").add(1, { cached: user.id === x });`,
      imports + `counter("a.b").add(1, { authenticated: user.id !== undefined });`,
    ],
    invalid: [
      {
        code: imports + `counter("logins").add(1, { "user.id": user.id });`,
        errors: [
          {
            messageId: "many",
            line: 2,
            suggestions: [{ messageId: "remove", output: imports + `counter("logins").add(1, {});` }],
          },
        ],
      },
      {
        code: imports + `const orders = counter("shop.orders"); orders.add(1, { plan, orderId });`,
        errors: [
          {
            messageId: "many",
            line: 2,
            suggestions: [
              {
                messageId: "remove",
                output: imports + `const orders = counter("shop.orders"); orders.add(1, { plan });`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `const orders = counter("shop.orders").with({ "order.id": id, plan });`,
        errors: [
          {
            messageId: "many",
            line: 2,
            suggestions: [
              {
                messageId: "remove",
                output: imports + `const orders = counter("shop.orders").with({ plan });`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `histogram("cart.value").record(1, { email: user.email });`,
        errors: [
          {
            messageId: "many",
            line: 2,
            suggestions: [
              { messageId: "remove", output: imports + `histogram("cart.value").record(1, {});` },
            ],
          },
        ],
      },
      {
        code: imports + `gauge("queue.size").set(1, { "request.url": url });`,
        errors: [
          {
            messageId: "many",
            line: 2,
            suggestions: [{ messageId: "remove", output: imports + `gauge("queue.size").set(1, {});` }],
          },
        ],
      },
      {
        code: imports + `counter("logins").add(1, { password });`,
        errors: [
          {
            messageId: "secret",
            line: 2,
            suggestions: [{ messageId: "remove", output: imports + `counter("logins").add(1, {});` }],
          },
        ],
      },
      {
        code: imports + `counter("logins").add(1, { kind: "web", "auth": req.headers.authorization });`,
        errors: [
          {
            messageId: "secret",
            line: 2,
            suggestions: [
              { messageId: "remove", output: imports + `counter("logins").add(1, { kind: "web" });` },
            ],
          },
        ],
      },
      {
        code: imports + `timer("load").time(() => load(), { at: Date.now() });`,
        errors: [
          {
            messageId: "value",
            line: 2,
            suggestions: [{ messageId: "remove", output: imports + `timer("load").time(() => load(), {});` }],
          },
        ],
      },
      {
        code: imports + `const stop = timer("load").start(); stop({ "session.id": session });`,
        errors: [
          {
            messageId: "many",
            line: 2,
            suggestions: [
              { messageId: "remove", output: imports + `const stop = timer("load").start(); stop({});` },
            ],
          },
        ],
      },
      {
        code: imports + `counter("logins").add(1, { run: crypto.randomUUID() });`,
        errors: [
          {
            messageId: "value",
            line: 2,
            suggestions: [{ messageId: "remove", output: imports + `counter("logins").add(1, {});` }],
          },
        ],
      },
      {
        code: imports + `const attributes = { "user.id": id }; counter("logins").add(1, attributes);`,
        errors: [
          {
            messageId: "many",
            line: 2,
            suggestions: [
              {
                messageId: "remove",
                output: imports + `const attributes = {}; counter("logins").add(1, attributes);`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `counter("logins").add(1, { ...base, "url.full": href });`,
        errors: [
          {
            messageId: "many",
            line: 2,
            suggestions: [
              { messageId: "remove", output: imports + `counter("logins").add(1, { ...base });` },
            ],
          },
        ],
      },
      {
        code: otel + `meter.createCounter("logins").add(1, { "enduser.id": id });`,
        errors: [
          {
            messageId: "many",
            line: 4,
            suggestions: [
              { messageId: "remove", output: otel + `meter.createCounter("logins").add(1, {});` },
            ],
          },
        ],
      },
      {
        code:
          otel +
          `const h = meter.createHistogram("size"); h.record(3, { traceId: span.spanContext().traceId, who: userId });`,
        errors: [
          {
            messageId: "many",
            line: 4,
            suggestions: [
              {
                messageId: "remove",
                output: otel + `const h = meter.createHistogram("size"); h.record(3, { who: userId });`,
              },
            ],
          },
          {
            messageId: "value",
            line: 4,
            suggestions: [
              {
                messageId: "remove",
                output:
                  otel +
                  `const h = meter.createHistogram("size"); h.record(3, { traceId: span.spanContext().traceId });`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `counter("logins").add(1, { "order.id": x, "card.pan4": y });`,
        settings: {
          telltale: {
            catalog: {
              name: "shop",
              version: "1.0.0",
              attributes: {
                "order.id": { type: "string", cardinality: "unbounded" },
                "payment.method": { type: ["card", "invoice"] },
                "card.pan4": { type: "string", sensitivity: "secret" },
                "user.note": { type: "string", sensitivity: "public" },
                "shop.header": { type: "template[string]" },
                "order.number": { type: "string", deprecated: { renamedTo: "order.id" } },
                basket: { type: "int", deprecated: "Count `cart.items`." },
                "tenant.id": { type: "string", cardinality: "low" },
              },
              metrics: {
                "shop.orders": { kind: "counter", unit: "{order}" },
                "shop.wait": { kind: "histogram", unit: "s" },
              },
            },
          },
        },
        errors: [
          {
            messageId: "declared",
            line: 2,
            suggestions: [
              { messageId: "remove", output: imports + `counter("logins").add(1, { "card.pan4": y });` },
            ],
          },
          {
            messageId: "secret",
            line: 2,
            suggestions: [
              { messageId: "remove", output: imports + `counter("logins").add(1, { "order.id": x });` },
            ],
          },
        ],
      },
      {
        code: imports + `counter("a.b").add(1, { user: user.id });`,
        errors: [
          {
            messageId: "value",
            line: 2,
            suggestions: [{ messageId: "remove", output: imports + `counter("a.b").add(1, {});` }],
          },
        ],
      },
      {
        code: imports + `counter("a.b").add(1, { who: user.email });`,
        errors: [
          {
            messageId: "value",
            line: 2,
            suggestions: [{ messageId: "remove", output: imports + `counter("a.b").add(1, {});` }],
          },
        ],
      },
      {
        code: imports + `counter("a.b").add(1, { target: req.url });`,
        errors: [
          {
            messageId: "value",
            line: 2,
            suggestions: [{ messageId: "remove", output: imports + `counter("a.b").add(1, {});` }],
          },
        ],
      },
      {
        code: imports + `counter("a.b").add(1, { target: req.originalUrl });`,
        errors: [
          {
            messageId: "value",
            line: 2,
            suggestions: [{ messageId: "remove", output: imports + `counter("a.b").add(1, {});` }],
          },
        ],
      },
      {
        code: imports + `counter("a.b").add(1, { id: nanoid() });`,
        errors: [
          {
            messageId: "many",
            line: 2,
            suggestions: [{ messageId: "remove", output: imports + `counter("a.b").add(1, {});` }],
          },
        ],
      },
      {
        code: imports + `counter("a.b").add(1, { user_id: u });`,
        errors: [
          {
            messageId: "many",
            line: 2,
            suggestions: [{ messageId: "remove", output: imports + `counter("a.b").add(1, {});` }],
          },
        ],
      },
      {
        code: imports + `counter("a.b").add(1, { userId: u });`,
        errors: [
          {
            messageId: "many",
            line: 2,
            suggestions: [{ messageId: "remove", output: imports + `counter("a.b").add(1, {});` }],
          },
        ],
      },
      {
        code: imports + `counter("a.b").add(1, { UserID: u });`,
        errors: [
          {
            messageId: "many",
            line: 2,
            suggestions: [{ messageId: "remove", output: imports + `counter("a.b").add(1, {});` }],
          },
        ],
      },
      {
        code: imports + `const c = counter("a.b"); const b = c.with({ plan }); b.with({ requestId: r });`,
        errors: [
          {
            messageId: "many",
            line: 2,
            suggestions: [
              {
                messageId: "remove",
                output: imports + `const c = counter("a.b"); const b = c.with({ plan }); b.with({});`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `const t = timer("a.b"); t.record(1, { "client.address": ip });`,
        errors: [
          {
            messageId: "many",
            line: 2,
            suggestions: [
              { messageId: "remove", output: imports + `const t = timer("a.b"); t.record(1, {});` },
            ],
          },
        ],
      },
      {
        code: imports + `counter("a.b").add(1, { at: new Date().toISOString() });`,
        errors: [
          {
            messageId: "value",
            line: 2,
            suggestions: [{ messageId: "remove", output: imports + `counter("a.b").add(1, {});` }],
          },
        ],
      },
      {
        code: imports + `counter("a.b").add(1, { random: Math.random() });`,
        errors: [
          {
            messageId: "value",
            line: 2,
            suggestions: [{ messageId: "remove", output: imports + `counter("a.b").add(1, {});` }],
          },
        ],
      },
      {
        code:
          imports +
          `function f({ c = counter("a.b") }) { c.add(1); } counter("a.b").add(1, cond ? { email } : {});`,
        errors: [
          {
            messageId: "many",
            line: 2,
            suggestions: [
              {
                messageId: "remove",
                output:
                  imports +
                  `function f({ c = counter("a.b") }) { c.add(1); } counter("a.b").add(1, cond ? {} : {});`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `counter("a.b").add(1, { "exception.message": e.message });`,
        errors: [
          {
            messageId: "many",
            line: 2,
            suggestions: [{ messageId: "remove", output: imports + `counter("a.b").add(1, {});` }],
          },
        ],
      },
      {
        code: imports + `counter("a.b").add(1, { ...(u && { "user.id": u }) });`,
        errors: [
          {
            messageId: "many",
            line: 2,
            suggestions: [
              { messageId: "remove", output: imports + `counter("a.b").add(1, { ...(u && {}) });` },
            ],
          },
        ],
      },
    ],
  },
  {
    valid: [
      imports +
        `class A { readonly #orders = counter("shop.orders"); pay(): void { this.#orders.add(1, { plan: "pro" } as const); } }`,
      `import type { Counter } from "telltale"; function f(c: Counter): void { c.add(1, { region: "eu" }); }`,
      `class Counter { add(n: number, a: object) {} } function f(c: Counter): void { c.add(1, { "user.id": 1 }); }`,
      imports + `counter("logins").add(1, { plan: plan satisfies Plan });`,
      imports + `counter("logins").add(1, ({ plan } as Labels));`,
      imports + `counter<Labels>("logins").add(1, { kind: Kind.Web });`,
      `import type { Histogram } from "./own.js"; function f(h: Histogram) { h.record(1, { "user.id": 1 }); }`,
      imports + `counter("logins").add(1, { status: String(code) });`,
    ],
    invalid: [
      {
        code:
          imports +
          `class A { readonly #orders = counter("shop.orders"); pay(): void { this.#orders.add(1, { "user.id": id }); } }`,
        errors: [
          {
            messageId: "many",
            line: 2,
            suggestions: [
              {
                messageId: "remove",
                output:
                  imports +
                  `class A { readonly #orders = counter("shop.orders"); pay(): void { this.#orders.add(1, {}); } }`,
              },
            ],
          },
        ],
      },
      {
        code: `import type { Counter } from "telltale"; function f(c: Counter): void { c.add(1, { "user.id": 1 as unknown }); }`,
        errors: [
          {
            messageId: "many",
            line: 1,
            suggestions: [
              {
                messageId: "remove",
                output: `import type { Counter } from "telltale"; function f(c: Counter): void { c.add(1, {}); }`,
              },
            ],
          },
        ],
      },
      {
        code: `import type { Counter } from "@opentelemetry/api"; class A { constructor(private readonly c: Counter) {} f() { this.c.add(1, { email: "x" }); } }`,
        errors: [
          {
            messageId: "many",
            line: 1,
            suggestions: [
              {
                messageId: "remove",
                output: `import type { Counter } from "@opentelemetry/api"; class A { constructor(private readonly c: Counter) {} f() { this.c.add(1, {}); } }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `counter("logins")!.add(1, { "cart.id": cart!.id } satisfies Labels);`,
        errors: [
          {
            messageId: "many",
            line: 2,
            suggestions: [
              { messageId: "remove", output: imports + `counter("logins")!.add(1, {} satisfies Labels);` },
            ],
          },
        ],
      },
      {
        code: imports + `counter("logins").add(1, <Labels>{ token });`,
        errors: [
          {
            messageId: "secret",
            line: 2,
            suggestions: [{ messageId: "remove", output: imports + `counter("logins").add(1, <Labels>{});` }],
          },
        ],
      },
      {
        code: imports + `counter("logins").add(1, { at: new Date().toISOString() as string });`,
        errors: [
          {
            messageId: "value",
            line: 2,
            suggestions: [{ messageId: "remove", output: imports + `counter("logins").add(1, {});` }],
          },
        ],
      },
      {
        code:
          imports +
          `export class A { static readonly logins = counter("logins"); f(): void { const c = counter("x y") as Counter; c.add(1, { "user.id": this.id }); } }`,
        errors: [
          {
            messageId: "many",
            line: 2,
            suggestions: [
              {
                messageId: "remove",
                output:
                  imports +
                  `export class A { static readonly logins = counter("logins"); f(): void { const c = counter("x y") as Counter; c.add(1, {}); } }`,
              },
            ],
          },
        ],
      },
      {
        code: `import telltale = require("telltale"); const c = telltale.counter("logins"); c?.add(1, { customerId: id });`,
        errors: [
          {
            messageId: "many",
            line: 1,
            suggestions: [
              {
                messageId: "remove",
                output: `import telltale = require("telltale"); const c = telltale.counter("logins"); c?.add(1, {});`,
              },
            ],
          },
        ],
      },
    ],
  },
);

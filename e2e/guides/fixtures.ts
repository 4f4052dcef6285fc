// What a reader of the guides has before: an application, a catalog, a service of one file. Blocks of the pages are taken from the pages.
import { blocks } from "../../tools/docs-blocks.ts";

/** The first block of a page that `pattern` matches. */
export function blockOf(page: string, pattern: RegExp): string {
  const found = blocks.find(({ place, code }) => place.startsWith(`${page}:`) && pattern.test(code));
  if (found === undefined) throw new Error(`${page} has no block that matches ${String(pattern)}`);
  return found.code;
}

export const packageJson = JSON.stringify({ name: "shop", version: "1.0.0", private: true, type: "module" });

/** An application that answers one request of its own, and ends. */
export const app = `const http = require("node:http");
const server = http.createServer((request, response) => {
  request.resume();
  response.writeHead(200, { "content-type": "application/json" }).end('{"id":"order-1","total":"10.00"}');
});
server.listen(0, "127.0.0.1", () => {
  const call = http.request({ port: server.address().port, path: "/orders", method: "POST" }, (response) => {
    response.resume().on("end", () => server.close());
  });
  call.end();
});
`;

/** Sends what the pages ask for: the catalog of \`catalog.md\` in use, a user, log records, and a slow span with its CPU profile. */
export const shop = `import { counter, log, start, trace, transaction, withContext } from "telltale";
import { catalog } from "./src/catalog.ts";

const telemetry = start({ service: "shop", catalog, cpuProfiles: { thresholdMs: 50 } });
await withContext({ "user.id": "u1" }, async () => {
  await transaction("purchase", { id: "o-1", amount: "10.00", currency: "EUR" }, async (purchase) => {
    purchase.step("order sent");
    trace("charge card", { attributes: { "order.id": "o-1", "payment.method": "card" } }, () => {
      const end = Date.now() + 300;
      while (Date.now() < end) JSON.stringify(process.versions);
      log.info("card charged");
    });
    purchase.step("payment authorised");
  });
});
counter("shop.orders").add(1, { "payment.method": "card" });
await telemetry.flush();
await telemetry.stop();
`;

/** With the two mistakes that \`catalog-check.md\` shows, in their lines. */
export const catalogWithMistakes = `import { defineCatalog } from "telltale/catalog";

export const catalog = defineCatalog({
  name: "shop",
  version: "1.2.0",
  owner: "team-checkout",
  metrics: {
    "shop.orders": {
      kind: "counter",
      description: "Paid orders.",
      unit: "orders",
    },
    "shop.refunds": {
      kind: "counter",
      description: "Refunded orders.",
      unit: "{order}",
    },
  },
  transactions: {
    purchase: { description: "From the cart to the payment.", currency: "EUR" },
  },
  alerts: {
    "no orders": {
      on: { transaction: "purchase", measure: "count" },
      when: { below: 1 },
      severity: "page",
      description: "Nothing was bought.",
    },
  },
});
`;

/** The catalog of the two versions that \`catalog-diff.md\` compares. */
export const catalogToCompare = `import { defineCatalog } from "telltale/catalog";

export const catalog = defineCatalog({
  name: "shop",
  version: "1.2.0",
  owner: "team-checkout",
  attributes: {
    "payment.method": { type: ["card", "invoice"], description: "How the customer pays." },
  },
  metrics: {
    "shop.orders": {
      kind: "counter",
      unit: "{order}",
      description: "Paid orders.",
      attributes: ["payment.method"],
    },
    "shop.charge.duration": {
      kind: "histogram",
      unit: "s",
      description: "How long a charge takes.",
      buckets: [0.1, 1],
    },
  },
  alerts: {
    "few card payments": {
      on: { metric: "shop.orders", aggregation: "rate", where: { "payment.method": "card" } },
      when: { below: 1 },
      description: "Hardly any orders are paid by card.",
      runbook: "https://wiki.example/orders",
    },
  },
});
`;

/** A registry of semantic conventions, as \`catalog-registry.md\` imports it. */
export const registry = `groups:
  - id: registry.order
    type: attribute_group
    brief: Orders.
    attributes:
      - id: order.id
        type: string
        stability: stable
        brief: The order.
        examples: ["o-1"]
`;

/** A module on OpenTelemetry's API. */
export const stockCode = `import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("checkout");

export function charge(amount: number): number {
  return tracer.startActiveSpan("charge card", (span) => {
    try {
      return amount;
    } finally {
      span.end();
    }
  });
}
`;

/** A module on prom-client. */
export const promClientCode = `import { Counter } from "prom-client";

const orders = new Counter({ name: "orders_total", help: "Orders", labelNames: ["plan"] });

export function paid(plan: string): void {
  orders.inc({ plan }, 1);
}
`;

/** Step 1 of its page. */
export const promClientStart = `import { start } from "telltale";

start({ service: "shop", prometheus: true });
`;

/** Two days of a value every five minutes, in both kinds of columns that \`detector.md\` names. */
export function latencies(): string {
  const rows = Array.from({ length: 576 }, (_, index) => {
    const time = new Date(Date.UTC(2026, 2, 2) + index * 300_000).toISOString();
    const value = (100 + ((index * 37) % 11) + (index === 500 ? 400 : 0)).toString();
    return [time, value, time, value].join();
  });
  return ["timestamp,value,ts,p95", ...rows, ""].join("\n");
}

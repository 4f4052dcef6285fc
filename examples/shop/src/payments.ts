// Orders and payments: a Fastify service over PostgreSQL. It takes an order, charges the card and hands the rest to the queue.
import Fastify, { type FastifyReply, type FastifyRequest } from "fastify";
import { addAttributes, captureError, counter, gauge, histogram, workflow } from "telltale";

import "./business.ts";
import { charge, type Provider } from "./charge.ts";
import { watchFaults } from "./faults.ts";
import { euros } from "./goods.ts";
import { type RouteName, serve } from "./http.ts";
import { logger } from "./logger.ts";
import { pool, untilReady } from "./pool.ts";
import { enqueue, queueLength } from "./queue.ts";
import { renderReceipts } from "./receipts.ts";
import { settings } from "./settings.ts";
import { sql } from "./sql.ts";
import { startTelemetry } from "./telemetry.ts";
import { applyVoucher } from "./voucher.ts";

interface Order {
  readonly id: string;
  readonly user: string;
  readonly provider: Provider;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
}

type Answer = readonly [status: number, body: unknown];

const app = Fastify();
startTelemetry("payments", async () => {
  await app.close();
  await pool.end();
});

const orders = counter("shop.orders");
const cartValue = histogram("shop.cart.value");
let waiting = 0;
gauge("shop.jobs.waiting", {}, () => waiting);
gauge("shop.memory.used", {}, () => {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
});

async function placeOrder(order: Order): Promise<Answer> {
  addAttributes({
    "order.id": order.id,
    "payment.provider": order.provider,
    "order.lines": order.lines.length,
  });
  const prices = await sql<{ sku: string; price_cents: number }>(
    "SELECT sku, price_cents FROM products WHERE sku = ANY($1)",
    [order.lines.map(({ sku }) => sku)],
  );
  const priceOf = new Map(prices.map(({ sku, price_cents }) => [sku, price_cents]));
  const priceCents = order.lines.reduce(
    (sum, { sku, quantity }) => sum + (priceOf.get(sku) ?? 0) * quantity,
    0,
  );
  const amountCents = applyVoucher(priceCents, order.lines.length);
  await sql("INSERT INTO orders (id, user_id, amount_cents, status) VALUES ($1, $2, $3, 'created')", [
    order.id,
    order.user,
    amountCents,
  ]);
  for (const { sku, quantity } of order.lines) {
    await sql("UPDATE products SET stock = stock - $2 WHERE sku = $1", [sku, quantity]);
    await sql("INSERT INTO order_lines VALUES ($1, $2, $3)", [order.id, sku, quantity]);
  }
  renderReceipts(order.id, amountCents);
  const orderLog = logger.child({ "order.id": order.id });
  const life = workflow("order", order.id);
  void life.event("created", { "order.lines": order.lines.length });

  const result = await charge({ orderId: order.id, amountCents, provider: order.provider });
  if (result.outcome === "declined") {
    await sql("UPDATE orders SET status = 'cancelled' WHERE id = $1", [order.id]);
    void life.event("cancelled", { "payment.reason": result.reason });
    life.end("cancelled");
    orderLog.warn({ "payment.provider": result.provider, "payment.reason": result.reason }, "card declined");
    return [402, { reason: result.reason }];
  }
  await sql("UPDATE orders SET status = 'paid', provider = $2 WHERE id = $1", [order.id, result.provider]);
  void life.event("paid", { "payment.provider": result.provider });
  orders.add(1, { "payment.provider": result.provider });
  cartValue.record(amountCents / 100, { "payment.provider": result.provider });
  await enqueue("fulfil", { orderId: order.id });
  orderLog.info({ "payment.provider": result.provider }, `order paid: ${euros(amountCents)} EUR`);
  return [201, { id: order.id, amount: euros(amountCents), provider: result.provider }];
}

async function refund({ orderId }: { orderId: string }): Promise<Answer> {
  const text =
    "UPDATE orders SET status = 'returned' WHERE id = $1 AND status <> 'returned' RETURNING amount_cents";
  const [order] = await sql<{ amount_cents: number }>(text, [orderId]);
  if (order === undefined) return [404, { reason: "unknown order" }];
  void workflow("order", orderId).event("returned");
  logger.info({ "order.id": orderId }, "order refunded");
  return [200, { amount: euros(order.amount_cents) }];
}

/** One route: its request in a server span, an error answered with 500 and captured. */
function route<Body>(name: RouteName, handle: (body: Body) => Promise<Answer>): void {
  app.post(name.split(" ")[1] ?? "", (request: FastifyRequest, reply: FastifyReply) => {
    const { url, headers } = request;
    return serve({ name, path: url, headers }, async () => {
      const [status, body] = await handle(request.body as Body).catch((error: unknown): Answer => {
        captureError(error, { handled: true });
        return [500, { reason: error instanceof Error ? error.name : "error" }];
      });
      await reply.code(status).send(body);
      return status;
    }).then(() => reply);
  });
}

route<Order>("POST /orders", placeOrder);
route<{ orderId: string }>("POST /refunds", refund);
app.get("/health", () => ({ ok: true }));

await untilReady();
await watchFaults((on) => logger.info(`faults: ${on.size === 0 ? "none" : [...on].join(", ")}`));
setInterval(
  () =>
    void queueLength().then(
      (n) => (waiting = n),
      () => {},
    ),
  5000,
).unref();
await app.listen({ host: "127.0.0.1", port: settings.paymentsPort });
logger.info(`payments ${settings.version} takes orders`);

// The storefront: an Express application that shoppers talk to. It knows who they are, and sets that once for all that follows.
import express, { type Request, type Response } from "express";
import { captureError, log, profile, trace, transaction, withContext } from "telltale";

import { abandonAll, abandonOld, basketOf, forget, valueOf } from "./basket.ts";
import type { Provider } from "./charge.ts";
import { checkout, shopping } from "./business.ts";
import { watchFaults } from "./faults.ts";
import { goesWellWith } from "./goes-well.ts";
import { euros, goods } from "./goods.ts";
import { call, type RouteName, serve } from "./http.ts";
import { pool, untilReady } from "./pool.ts";
import { paymentsUrl, settings } from "./settings.ts";
import { sql } from "./sql.ts";
import { answerContact, type Contact } from "./support.ts";
import { startTelemetry, tally } from "./telemetry.ts";

interface Visitor {
  readonly user: string;
  readonly session: string;
}

type Handler = (request: Request, visitor: Visitor) => Promise<readonly [status: number, body: unknown]>;

const app = express();
app.use(express.json());
startTelemetry("storefront", async () => {
  await new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  abandonAll();
  await pool.end();
});

/** One route. The visitor is set once and is on every span, log and business record, here and in the services behind. */
function route(name: RouteName, handle: Handler): void {
  const [method, path] = name.split(" ") as ["GET" | "POST", string];
  app[method === "GET" ? "get" : "post"](path, (request: Request, response: Response) => {
    const visitor = { user: request.header("x-user") ?? "", session: request.header("x-session") ?? "" };
    const attributes = {
      "user.id": visitor.user,
      "session.id": visitor.session,
      "customer.tier": tierOf(request),
    };
    const answer = async (): Promise<number> => {
      const [status, body] = await handle(request, visitor).catch((error: unknown) => {
        captureError(error, { handled: true });
        return [500, { reason: "something broke" }] as const;
      });
      response.status(status).json(body);
      return status;
    };
    const described = { name, path: request.path, headers: request.headers };
    void withContext(attributes, () => serve(described, answer), {
      propagate: Object.keys(attributes),
      layer: "user",
    });
  });
}

const tiers = ["standard", "gold", "vip"] as const;

function tierOf(request: Request): (typeof tiers)[number] {
  const named = request.header("x-tier");
  return tiers.find((tier) => tier === named) ?? "standard";
}

route("GET /", async () => {
  checkout.step("landing");
  shopping.step("home");
  return [200, { products: await products(), recommended: await recommend() }];
});

route("GET /search", async (request) => {
  shopping.step("search");
  const found = await sql("SELECT sku, name FROM products WHERE name ILIKE $1", [
    `%${String(request.query["q"])}%`,
  ]);
  log.debug("searched", { "search.results": found.length });
  return [200, found];
});

route("GET /categories/:category", async (request) => {
  shopping.step("category");
  return [200, await sql("SELECT sku, name FROM products WHERE category = $1", [request.params["category"]])];
});

route("GET /products/:sku", async (request) => {
  checkout.step("product");
  shopping.step("product");
  const [product] = await sql("SELECT * FROM products WHERE sku = $1", [request.params["sku"]]);
  return product === undefined ? [404, { reason: "unknown product" }] : [200, product];
});

route("GET /compare", async () => {
  shopping.step("compared");
  return [200, await products()];
});

route("POST /cart", async (request, { user, session }) => {
  const basket = basketOf(session, user);
  basket.skus.push(String((request.body as { sku?: unknown }).sku));
  // numbers of a step are averaged in the console
  const engagement = {
    "cart.items": basket.skus.length,
    "purchase.probability": chanceOf(basket.skus.length),
  };
  checkout.step("cart", { attributes: engagement });
  shopping.step("cart", { attributes: engagement });
  return [200, { items: basket.skus.length, suggested: await goesWellWith(basket.skus) }];
});

route("POST /shipping", async (_request, { user, session }) => {
  const basket = basketOf(session, user);
  basket.atShippingSince ||= Date.now();
  checkout.step("shipping");
  const fee = await trace("quote shipping", async (span) => {
    await pause(20 + Math.random() * 60);
    span.setAttribute("shipping.carrier", "postbote");
    return 490;
  });
  return [200, { fee: euros(fee) }];
});

route("POST /checkout", async (request, { user, session }) => {
  const basket = basketOf(session, user);
  const { orderId, provider } = request.body as { orderId: string; provider: Provider };
  checkout.step("payment", { attributes: { "payment.provider": provider } });
  const order = { id: orderId, user, provider, lines: basket.skus.map((sku) => ({ sku, quantity: 1 })) };
  const options = {
    id: orderId,
    user,
    amount: euros(valueOf(basket)),
    currency: "EUR",
    attributes: { "payment.method": "card" },
  } as const;
  forget(session);
  return transaction("purchase", options, async (purchase) => {
    purchase.step("order sent");
    const { status, body } = await call<{ reason?: string }>({
      peer: "payments",
      method: "POST",
      url: `${paymentsUrl}/orders`,
      template: "/orders",
      body: order,
    }).catch((error: unknown) => {
      tally("transaction purchase failed");
      giveUp(error instanceof Error ? error.name : "error");
      throw error;
    });
    tally(`transaction purchase ${status === 201 ? "completed" : "failed"}`);
    if (status !== 201) {
      const reason = body.reason ?? "payment failed";
      purchase.fail(reason);
      giveUp(reason);
      return [status, body] as const;
    }
    purchase.step("payment authorised");
    checkout.step("done");
    shopping.step("order confirmed");
    return [201, body] as const;
  });
});

route("POST /register", async (_request, { user }) =>
  transaction("registration", { user }, async (registration) => {
    await pause(30 + Math.random() * 50);
    const taken = Math.random() < 0.08;
    if (taken) registration.fail("name taken");
    else registration.step("account created");
    tally(`transaction registration ${taken ? "failed" : "completed"}`);
    return taken ? ([409, { reason: "name taken" }] as const) : ([201, { user }] as const);
  }),
);

route("POST /returns", async (request, { user }) => {
  const { orderId, amount } = request.body as { orderId: string; amount: string };
  return transaction("refund", { id: `refund-${orderId}`, user, amount, currency: "EUR" }, async (refund) => {
    const body = { orderId };
    const answer = await call<{ reason?: string }>({
      peer: "payments",
      method: "POST",
      url: `${paymentsUrl}/refunds`,
      template: "/refunds",
      body,
    }).catch((error: unknown) => {
      tally("transaction refund failed");
      throw error;
    });
    tally(`transaction refund ${answer.status === 200 ? "completed" : "failed"}`);
    if (answer.status !== 200) refund.fail(answer.body.reason ?? "refund failed");
    return [answer.status, answer.body] as const;
  });
});

route("POST /support", async (request, { user }) => {
  const { topic } = request.body as Pick<Contact, "topic">;
  const result = await answerContact({ customer: user, tier: tierOf(request), topic });
  return [200, { result }];
});

app.get("/health", (_request, response) => void response.json({ ok: true }));

/** The way to the order ended at payment. The person is the one whose request this is. */
function giveUp(reason: string): void {
  checkout.abandon("payment", { reason });
}

async function products(): Promise<unknown[]> {
  return sql("SELECT sku, name, category, price_cents FROM products ORDER BY sku");
}

/** Profiled, so that it shows whether it works or waits when it is slow. */
function recommend(): Promise<string[]> {
  return profile("recommend", alsoBought, {
    items: (picked: string[]) => picked.length,
    attributes: { "recommendation.model": "also-bought" },
  });
}

/** How likely a basket of so many things is bought. */
function chanceOf(items: number): number {
  return Math.min(0.95, 0.4 + 0.15 * items);
}

/** Slow now and then, as recommendations are. */
async function alsoBought(): Promise<string[]> {
  await pause(Math.random() < 0.1 ? 400 + Math.random() * 500 : 30 + Math.random() * 90);
  return goods.filter(() => Math.random() < 0.3).map(({ sku }) => sku);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms * Math.min(1, settings.pace * 2)));
}

await untilReady();
await watchFaults();
setInterval(() => abandonOld(Date.now()), 1000).unref();
const server = app.listen(settings.storefrontPort, "127.0.0.1", () =>
  log.info("storefront is open", { "shop.version": settings.version }),
);

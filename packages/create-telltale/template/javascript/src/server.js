// HTTP: finds the route, says who the user is, answers. `telltale/register` makes the span of each request.
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { addAttribute, captureError, withContext } from "telltale";

import { InvalidOrderError, listProducts, placeOrder, readOrder } from "./orders.js";

const maxBodyBytes = 10_000;

const routes = {
  "GET /healthz": () => ({ status: 200, body: { ok: true } }),
  "GET /products": () => ({ status: 200, body: listProducts() }),
  "POST /orders": async (request) => {
    const body = await readBody(request);
    const order = readOrder(randomUUID(), body);
    const isPaid = await placeOrder(order);
    return { status: isPaid ? 201 : 402, body: { id: order.id, paid: isPaid } };
  },
};

export function createApp() {
  return createServer(async (request, response) => {
    const { status, body } = await answer(request);
    response.writeHead(status, { "content-type": "application/json" });
    response.end(`${JSON.stringify(body)}\n`);
  });
}

async function answer(request) {
  const [path = "/"] = (request.url ?? "/").split("?");
  const route = routes[`${request.method} ${path}`];
  if (route === undefined) return { status: 404, body: { error: `no route ${request.method} ${path}` } };
  addAttribute("http.route", path);
  // everything that is recorded below has the user
  const user = String(request.headers["x-user"] ?? "guest");
  return withContext({ "user.id": user }, async () => {
    try {
      return await route(request);
    } catch (error) {
      if (error instanceof InvalidOrderError) return { status: 400, body: { error: error.message } };
      captureError(error);
      return { status: 500, body: { error: "internal error" } };
    }
  });
}

async function readBody(request) {
  if (!(Number(request.headers["content-length"]) <= maxBodyBytes))
    throw new InvalidOrderError(`expected a body with a content-length of at most ${maxBodyBytes} bytes`);
  try {
    return await json(request);
  } catch (error) {
    throw new InvalidOrderError("expected a body of JSON", { cause: error });
  }
}

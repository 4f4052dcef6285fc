// The test application: a service that knows nothing of Telltale. With UPSTREAM_URL it asks another copy of itself, so that a
// trace crosses two services.
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

const upstream = process.env["UPSTREAM_URL"];

/** Every tenth order is refused, so that there are errors to find. */
async function charge(order) {
  await sleep(5);
  return order % 10 === 0 ? { status: 502, text: "card refused" } : { status: 200, text: "charged" };
}

async function forward(order) {
  const response = await fetch(`${upstream}/orders/${order}`);
  return { status: response.status, text: await response.text() };
}

const server = createServer(async (request, response) => {
  if (request.url === "/healthz") {
    response.end("ok");
    return;
  }
  const [, order] = /^\/orders\/(\d{1,9})$/.exec(request.url ?? "") ?? [];
  if (order === undefined) {
    response.writeHead(404).end("not found");
    return;
  }
  try {
    const { status, text } = await (upstream === undefined ? charge : forward)(Number(order));
    console.log(JSON.stringify({ order, status }));
    response.writeHead(status).end(text);
  } catch (error) {
    console.error(error);
    response.writeHead(503).end("upstream not available");
  }
});

server.listen(Number(process.env["PORT"] ?? 8080), () => console.log(`listening ${server.address().port}`));
for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => server.close());

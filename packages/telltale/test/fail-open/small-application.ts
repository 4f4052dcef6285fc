// A small application under `telltale/register`: it answers over HTTP, records by hand, and asks itself. It ends by itself when its channel closes.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { counter, log, trace } from "telltale";

const orders = counter("orders");
let uncaught = 0;
process.on("unhandledRejection", () => void uncaught++);
process.on("uncaughtException", () => void uncaught++);

const server = createServer(async (request, response) => {
  const url = new URL(request.url ?? "/", "http://shop.example");
  if (url.pathname === "/uncaught") return response.end(String(uncaught));
  if (url.pathname === "/stock") return response.setHeader("x-stock", "7").end("7");
  if (url.pathname === "/fails") return response.writeHead(500).end("no");
  if (url.pathname !== "/orders") return response.writeHead(404).end();
  const answer = await fetch(`http://127.0.0.1:${port()}/stock`);
  const id = url.searchParams.get("id");
  const total = trace("total", () => {
    orders.add(1, { kind: "one" });
    log.info("totalled", { id });
    return 42;
  });
  let body = "";
  for await (const part of request) body += part;
  response.setHeader("x-order", String(id));
  response.end(JSON.stringify({ id, total, body, left: await answer.text() }));
});

const port = (): number => (server.address() as AddressInfo).port;
server.listen(0, "127.0.0.1", () => process.send?.(`http://127.0.0.1:${port()}`));
process.on("disconnect", () => {
  server.close();
  server.closeIdleConnections();
});

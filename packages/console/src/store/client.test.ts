import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { type ClickHouseClient, connect, select } from "./client.ts";

let server: Server;
let client: ClickHouseClient;

afterEach(async () => {
  await client.close();
  server.close();
});

/** A server that ends the connection of its first `cuts` requests without an answer. */
async function serve(cuts: number): Promise<{ readonly asked: () => number }> {
  let asked = 0;
  server = createServer((request, response) => {
    asked += 1;
    if (asked <= cuts) request.socket.destroy();
    else response.end('{"n":1}\n');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  client = connect({ url, username: "reader", password: "r", database: "telltale", settings: {} }, 1);
  return { asked: () => asked };
}

test("a query whose connection was ended is asked once more", async () => {
  const { asked } = await serve(1);
  expect(await select(client, "SELECT 1 AS n")).toEqual([{ n: 1 }]);
  expect(asked()).toBe(2);
});

test("a second time it fails, and a statement that changes something is never repeated", async () => {
  const { asked } = await serve(3);
  await expect(select(client, "SELECT 1 AS n")).rejects.toMatchObject({ code: "ECONNRESET" });
  expect(asked()).toBe(2);
  await expect(client.command({ query: "OPTIMIZE TABLE spans" })).rejects.toMatchObject({
    code: "ECONNRESET",
  });
  expect(asked()).toBe(3);
});

import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { answerHeader } from "./answer-header.ts";

/** What `read` gives of an answer that `write` wrote. */
async function ask<Result>(
  write: (response: ServerResponse) => void,
  read: (response: ServerResponse) => Result,
): Promise<Result> {
  let result: Result | undefined;
  const server = createServer((_request, response) => {
    write(response);
    response.end();
    result = read(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  await (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)).arrayBuffer();
  await new Promise((resolve) => server.close(resolve));
  return result as Result;
}

test("headers are found in the list, and in the text that went out", async () => {
  const read = (response: ServerResponse): unknown[] =>
    ["x-order", "x-orders", "x-other"].map((name) => answerHeader(response, name));
  const set = await ask((response) => {
    response.setHeader("x-order", 789).setHeader("X-Orders", ["order-1", "order-2"]);
  }, read);
  expect(set).toEqual(["789", ["order-1", "order-2"], undefined]);
  const written = await ask((response) => {
    response.writeHead(201, ["X-Order", "order: 789", "X-Orders", "order-1", "x-orders", "order-2"]);
  }, read);
  expect(written).toEqual(["order: 789", ["order-1", "order-2"], undefined]);
});

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { ClickHouseError } from "@clickhouse/client";
import { afterEach, expect, test } from "vitest";
import { createRowAsker, type RowAsker } from "./ask-rows.ts";

let server: Server;
let asker: RowAsker;

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<void> {
  server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  asker = createRowAsker({ url, username: "u", password: "p", database: "d", settings: { a: 1 } }, 1);
}

afterEach(() => {
  asker.close();
  server.close();
});

test("sends text and parameters, and puts rows together however they come", async () => {
  let sent: unknown;
  await serve((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      sent = { text, asked: Object.fromEntries(new URL(request.url!, "http://x").searchParams) };
      const bytes = Buffer.from('{"name":"café"}\n{"name":"a\\nb"}\n');
      response.write(bytes.subarray(0, 13));
      setImmediate(() => response.end(bytes.subarray(13)));
    });
  });
  const rows = await asker.ask({ query: "SELECT {x:Array(String)};\n", query_params: { x: ["é'"] } });
  expect(rows).toEqual([{ name: "café" }, { name: "a\nb" }]);
  expect(sent).toEqual({
    text: "SELECT {x:Array(String)}\nFORMAT JSONEachRow",
    asked: { database: "d", a: "1", wait_end_of_query: "1", param_x: "['é\\'']" },
  });
});

test("no rows are an empty list", async () => {
  await serve((_request, response) => response.end());
  expect(await asker.ask({ query: "SELECT 1" })).toEqual([]);
});

test("what the server refuses has its type", async () => {
  await serve((_request, response) => {
    response.statusCode = 404;
    response.end("Code: 60. DB::Exception: Unknown table t. (UNKNOWN_TABLE) (version 26.7)");
  });
  const refused = asker.ask({ query: "SELECT 1" });
  await expect(refused).rejects.toBeInstanceOf(ClickHouseError);
  await expect(refused).rejects.toMatchObject({ code: "60", type: "UNKNOWN_TABLE" });
});

test("an answer that ends in the middle is none", async () => {
  await serve((_request, response) => {
    response.write('{"n":1}\n');
    setImmediate(() => response.destroy());
  });
  await expect(asker.ask({ query: "SELECT 1" })).rejects.toMatchObject({ code: "ECONNRESET" });
});

test("aborting ends the connection", async () => {
  const controller = new AbortController();
  const ended = Promise.withResolvers<void>();
  await serve((request) => {
    request.socket.on("close", () => ended.resolve());
    controller.abort();
  });
  const asking = asker.ask({ query: "SELECT 1", abort_signal: controller.signal });
  await expect(asking).rejects.toMatchObject({ name: "AbortError" });
  await ended.promise;
});

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { ClickHouseError } from "./clickhouse-error.ts";
import { type ClickHouseClient, connect, insertBlock, streamRows } from "./client.ts";

let server: Server;
let client: ClickHouseClient;

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<void> {
  server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  client = connect({ url, username: "u", password: "p", database: "d", settings: { a: 1 } }, 1);
}

afterEach(async () => {
  await client.close();
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
  const rows = await client.rows({ query: "SELECT {x:Array(String)};\n", query_params: { x: ["é'"] } });
  expect(rows).toEqual([{ name: "café" }, { name: "a\nb" }]);
  expect(sent).toEqual({
    text: "SELECT {x:Array(String)}\nFORMAT JSONEachRow",
    asked: {
      database: "d",
      a: "1",
      wait_end_of_query: "1",
      buffer_size: "1048576",
      output_format_parallel_formatting: "0",
      param_x: "['é\\'']",
    },
  });
});

test("no rows are an empty list", async () => {
  await serve((_request, response) => response.end());
  expect(await client.rows({ query: "SELECT 1" })).toEqual([]);
});

test("what the server refuses has its type", async () => {
  await serve((_request, response) => {
    response.statusCode = 404;
    response.end("Code: 60. DB::Exception: Unknown table t. (UNKNOWN_TABLE) (version 26.7)");
  });
  const refused = client.rows({ query: "SELECT 1" });
  await expect(refused).rejects.toBeInstanceOf(ClickHouseError);
  await expect(refused).rejects.toMatchObject({ code: "60", type: "UNKNOWN_TABLE" });
});

test("rejects an answer that ends in the middle", async () => {
  await serve((_request, response) => {
    response.write('{"n":1}\n');
    setImmediate(() => response.destroy());
  });
  await expect(client.rows({ query: "SELECT 1" })).rejects.toMatchObject({ code: "ECONNRESET" });
});

test("aborting ends the connection", async () => {
  const controller = new AbortController();
  const ended = Promise.withResolvers<void>();
  await serve((request) => {
    request.socket.on("close", () => ended.resolve());
    controller.abort();
  });
  const asking = client.rows({ query: "SELECT 1", abort_signal: controller.signal });
  await expect(asking).rejects.toMatchObject({ name: "AbortError" });
  await ended.promise;
});

test("data of an insert is the body, and its statement is in the URL", async () => {
  let sent: unknown;
  await serve((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const {
        query,
        query_id: id,
        async_insert,
      } = Object.fromEntries(new URL(request.url!, "http://x").searchParams);
      sent = { query, hasId: id !== undefined, async_insert, body: Buffer.concat(chunks).toString() };
      response.end();
    });
  });
  await insertBlock(client, "INSERT INTO t (a)", [Buffer.from("ab"), Buffer.from("c")]);
  expect(sent).toEqual({
    query: "INSERT INTO t (a) FORMAT Native",
    hasId: true,
    async_insert: "0",
    body: "abc",
  });
  await client.insert({ table: "t", values: [{ a: 1 }, { a: 2 }] });
  expect(sent).toMatchObject({ query: "INSERT INTO t FORMAT JSONEachRow", body: '{"a":1}\n{"a":2}\n' });
});

test("an error after the first rows of a stream is thrown", async () => {
  await serve((_request, response) => {
    response.write('{"n":1}\n{"n":');
    response.end(
      "2}\n\r\n__exception__\r\ntagtag\r\nCode: 241. DB::Exception: too much. (MEMORY_LIMIT_EXCEEDED) (version 26.7)\n90 tagtag\r\n__exception__\r\n",
    );
  });
  const rows: string[] = [];
  const reading = (async () => {
    for await (const row of streamRows(client, { query: "SELECT n FROM t" })) rows.push(row);
  })();
  await expect(reading).rejects.toMatchObject({ code: "241", type: "MEMORY_LIMIT_EXCEEDED" });
  expect(rows).toEqual(['{"n":1}', '{"n":2}']);
});

test("a statement that is refused rejects with the type, and the connection is used again", async () => {
  const sockets = new Set<unknown>();
  await serve((request, response) => {
    sockets.add(request.socket);
    response.statusCode = 500;
    response.end("Code: 60. DB::Exception: Unknown table t. (UNKNOWN_TABLE) (version 26.7)");
  });
  for (let time = 0; time < 3; time++)
    await expect(client.command({ query: "DROP TABLE t" })).rejects.toMatchObject({ type: "UNKNOWN_TABLE" });
  expect(sockets.size).toBe(1);
});

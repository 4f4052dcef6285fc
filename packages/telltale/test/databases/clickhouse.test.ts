// @clickhouse/client, over real HTTP against a small in-test server that answers like ClickHouse.
import * as library from "@clickhouse/client";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { clickhouse } from "../../src/integrations/clickhouse.ts";
import { instrumentHttp } from "../../src/integrations/http.ts";
import http from "node:http";
import { describeDatabaseIntegration } from "../contract/describe-database-integration.ts";

type Session = { readonly client: library.ClickHouseClient; readonly server: Server };

function answer(text: string): { status: number; body: string } {
  if (text.includes("nowhere"))
    return {
      status: 404,
      body: "Code: 72. DB::Exception: Cannot parse string 'hunter2' as Int8. (CANNOT_PARSE_NUMBER)",
    };
  return { status: 200, body: text.startsWith("SELECT") ? '{"a":"b"}\n' : "" };
}

describeDatabaseIntegration<Session>("@clickhouse/client against a small in-test server", {
  integration: clickhouse,
  load: () => library,
  system: "clickhouse",
  async open() {
    // the request inside must be no span of its own
    instrumentHttp(http, { server: false });
    const server = createServer((request, response) => {
      let text = new URL(request.url ?? "/", "http://x").searchParams.get("query") ?? "";
      request.on("data", (part: Buffer) => (text += part.toString()));
      request.on("end", () => {
        const { status, body } = answer(text);
        response.writeHead(status, status === 200 ? {} : { "x-clickhouse-exception-code": "72" }).end(body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    return {
      server,
      client: library.createClient({
        url: `http://127.0.0.1:${port}`,
        database: "shop",
        log: { level: library.ClickHouseLogLevel.OFF },
      }),
    };
  },
  async close({ client, server }) {
    await client.close();
    server.close();
  },
  unseen: [/query\.parameter/],
  forms: {
    query: {
      async run({ client }, value) {
        const query = "SELECT a FROM people WHERE b = {b:String} AND c = 'hunter2'";
        const answered = await client.query({ query, query_params: { b: value }, format: "JSONEachRow" });
        return answered.json();
      },
      result: () => [{ a: "b" }],
      name: "SELECT people",
      attributes: {
        "db.namespace": "shop",
        "db.query.text": "SELECT a FROM people WHERE b = {b:String} AND c = ?",
        "db.collection.name": "people",
        "server.address": "127.0.0.1",
        "telltale.db.parameter_count": 1,
      },
    },
    command: {
      run: async ({ client }) => {
        await client.command({ query: "TRUNCATE TABLE people" });
      },
      result: () => undefined,
      name: "TRUNCATE TABLE people",
      attributes: { "db.operation.name": "TRUNCATE TABLE" },
    },
    "insert into a function": {
      run: async ({ client }, value) => {
        const table = "FUNCTION remote('127.0.0.1', shop.people, 'ann', 'hunter2')";
        return (await client.insert({ table, values: [{ a: value }], format: "JSONEachRow" })).executed;
      },
      result: () => true,
      name: "INSERT remote",
      attributes: { "db.query.text": "INSERT INTO FUNCTION remote(?, shop.people, ?, ?)" },
    },
    insert: {
      run: async ({ client }, value) =>
        (await client.insert({ table: "people", values: [{ a: value }], format: "JSONEachRow" })).executed,
      result: () => true,
      name: "INSERT people",
      attributes: { "db.operation.name": "INSERT", "db.collection.name": "people" },
    },
  },
  failures: {
    "a value of the wrong type": {
      run: async ({ client }, value) =>
        client.query({ query: "SELECT * FROM nowhere WHERE a = {a:String}", query_params: { a: value } }),
      name: "SELECT nowhere",
      attributes: { "error.type": "72", "db.response.status_code": "72" },
    },
  },
});

import type { FastifyInstance } from "fastify";
import { expect, test } from "vitest";
import { listenHttp } from "./listen.ts";

test("listens with room for thousands of connections that wait to be accepted", async () => {
  const asked: object[] = [];
  const app = {
    listen: async (options: object) => void asked.push(options),
    server: { address: () => ({ port: 4319 }) },
    initialConfig: {},
  } as unknown as FastifyInstance;
  const request = { host: "127.0.0.1", port: 0, flag: "--port", what: "pages" };
  expect(await listenHttp(app, request)).toBe("http://127.0.0.1:4319");
  expect(asked).toEqual([{ host: "127.0.0.1", port: 0, backlog: 4096 }]);
});

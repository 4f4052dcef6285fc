// An application in which the library is entered wherever patched code enters it: Express and Fastify answer; they ask PostgreSQL in three forms, Redis,
// and each other by `fetch` and by node:http. Its channel to the test says what is planted, and what happened.
import { createServer, get as httpGet } from "node:http";
import type { AddressInfo } from "node:net";
import express, { type NextFunction, type Request, type Response } from "express";
import { fastify } from "fastify";
import pg from "pg";
import { createClient } from "redis";
import { counter, histogram, log, trace, withContext } from "telltale";
import type { Planted } from "./plant.ts";

const host = "127.0.0.1";
const planted = (globalThis as unknown as { planted: Planted }).planted;
const pool = new pg.Pool({ host, port: 5432, user: "postgres", database: "test", max: 2 });
const redis = createClient({ url: "redis://127.0.0.1:6379" });
redis.on("error", () => {});
await redis.connect();

/** How often functions of the application were called. */
const calls: Record<string, number> = {};
const called = (name: string): void => void (calls[name] = (calls[name] ?? 0) + 1);

const stock = fastify();
stock.get("/stock/:id", async (request, reply) => {
  called("stock");
  void reply.header("x-stock", "7");
  return { id: (request.params as { id: string }).id, left: 7 };
});
await stock.listen({ host, port: 0 });
const stockUrl = `http://${host}:${(stock.server.address() as AddressInfo).port}`;

const orders = counter("orders");
const sizes = histogram("order.size");

const app = express();
app.use(express.json());
app.use((request, response, next) => {
  called("middleware");
  response.setHeader("x-path", request.path);
  next();
});
// oxlint-disable-next-line no-async-endpoint-handlers -- Express 5 hears of their rejections
app.get("/orders/:id", async (request, response) => {
  called("order");
  const { id } = request.params;
  const { rows } = await pool.query<{ id: string }>("SELECT $1::text AS id, 1 AS one", [id]);
  const found = await byCallback(id);
  await redis.set(`fail-open:${id}`, id);
  const [kept, both] = await Promise.all([redis.get(`fail-open:${id}`), redis.multi().ping().ping().exec()]);
  const answer = await fetch(`${stockUrl}/stock/${id}`);
  const left = (await answer.json()) as object;
  const plain = await byHttp(`${stockUrl}/stock/plain`);
  const total = trace("total", () => {
    called("traced");
    log.info("totalled", { id });
    orders.add(1, { kind: "one" });
    sizes.record(3);
    return 40 + 2;
  });
  const later = await withContext({ tenant: "t1" }, async () =>
    trace("later", async () => {
      called("traced later");
      await Promise.resolve();
      return "late";
    }),
  );
  response.set("x-order", id).json({ rows, found, kept, both, left, plain, total, later });
});
app.post("/orders", (request, response) => {
  called("create");
  response
    .status(201)
    .location("/orders/9")
    .json({ got: request.body as unknown });
});
const router = express.Router();
router.get("/stream", (_request, response) => {
  called("stream");
  response.on("finish", () => called("finish"));
  response.on("close", () => called("close"));
  response.write("one\n");
  setImmediate(() => response.end("two\n"));
});
router.get("/fails", () => {
  called("fails");
  throw new Error("the application's own");
});
router.get("/refuses", async () => {
  called("refuses");
  return trace("refused", async () => pool.query("SELECT nothing FROM nowhere"));
});
app.use("/mounted", router);
app.use((error: Error, _request: Request, response: Response, _next: NextFunction) => {
  called("error");
  response.status(500).json({ error: error.message });
});

async function byCallback(id: string): Promise<unknown> {
  const client = await pool.connect();
  try {
    return await new Promise((resolve, reject) => {
      client.query("SELECT $1::text AS id", [id], (error: Error | undefined, result: pg.QueryResult) => {
        called("callback");
        if (error) reject(error);
        else resolve(result.rows);
      });
    });
  } finally {
    client.release();
  }
}

async function byHttp(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = httpGet(url, (response) => {
      called("http");
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("end", () => resolve(text));
    });
    request.on("error", reject);
  });
}

const server = createServer(app);
server.listen(0, host, () =>
  process.send?.({ url: `http://${host}:${(server.address() as AddressInfo).port}` }),
);

const uncaught: string[] = [];
for (const event of ["uncaughtException", "unhandledRejection"] as const)
  process.on(event, (error: unknown) => uncaught.push(`${event}: ${String(error)}`));

process.on("message", ({ place }: { place?: string }) => {
  planted.place = undefined;
  const reached = [...planted.reached];
  const seen = {
    calls: { ...calls },
    uncaught: uncaught.splice(0),
    reached,
    reports: library.stats().reports,
  };
  // what the question itself has reached is not work of the application
  planted.reached.clear();
  for (const name of Object.keys(calls)) delete calls[name];
  planted.place = place;
  process.send?.(seen);
});
const library = await import("telltale");

// An application that has many libraries: it loads all of them, answers requests that use some, and says what it holds in memory.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";

// those that packages/telltale is tested with
const require = createRequire(new URL("../../packages/telltale/package.json", import.meta.url));
const names = [
  "@anthropic-ai/sdk",
  "@aws-sdk/client-sqs",
  "@clickhouse/client",
  "@grpc/grpc-js",
  "@koa/router",
  "@nats-io/jetstream",
  "@nats-io/transport-node",
  "@nestjs/common",
  "@nestjs/core",
  "@openfeature/server-sdk",
  "ai",
  "amqplib",
  "axios",
  "better-sqlite3",
  "bullmq",
  "bunyan",
  "dataloader",
  "drizzle-orm",
  "express",
  "fastify",
  "got",
  "graphql",
  "h3",
  "hono",
  "ioredis",
  "kafkajs",
  "knex",
  "koa",
  "mongodb",
  "mongoose",
  "mqtt",
  "mysql2",
  "nats",
  "node-cron",
  "openai",
  "pg",
  "pg-boss",
  "pino",
  "redis",
  "rxjs",
  "sequelize",
  "typeorm",
  "undici",
  "winston",
];
let loaded = 0;
for (const name of names) {
  try {
    require(name);
    loaded++;
  } catch (error) {
    process.stderr.write(`${name}: ${error.code ?? error.message}\n`);
  }
}

const express = require("express");
const pino = require("pino");
const logger = pino({}, pino.destination("/dev/null"));
const app = express();
// oxlint-disable-next-line oxc/no-async-endpoint-handlers -- Express 5 awaits it
app.get("/orders/:id", async (request, response) => {
  logger.info({ id: request.params.id }, "asked for");
  const inner = await fetch(`http://127.0.0.1:${server.address().port}/inner`);
  response.json({ id: request.params.id, inner: await inner.text() });
});
app.get("/inner", (_request, response) => response.send("tea ".repeat(1000)));
const server = createServer(app).listen(0, "127.0.0.1", () => {
  process.send({ port: server.address().port, loaded });
});

process.on("message", async (message) => {
  if (message !== "memory") return;
  const before = process.memoryUsage();
  globalThis.gc?.();
  globalThis.gc?.();
  await sleep(50);
  process.send({ before, after: process.memoryUsage() });
});
process.on("disconnect", () => process.exit(0));

// @module-tag extended
// mongodb and mongoose, seen by the official instrumentations: their spans leave by our pipeline with our redaction and the conventions' names.
import { MongoDBInstrumentation } from "@opentelemetry/instrumentation-mongodb";
import { MongooseInstrumentation } from "@opentelemetry/instrumentation-mongoose";
import type * as Mongo from "mongodb";
import type { Mongoose } from "mongoose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Instrumentation, trace } from "../../src/index.ts";
import { collect, type Collected, type SentSpan } from "../collect.ts";
import { load } from "./load.ts";
import { type MongoServer, startMongo } from "./mongo-server.ts";

describe("over the real wire protocol, against a small in-test server", () => {
  let server: MongoServer;
  let sent: Collected;
  let mongodb: typeof Mongo;
  let mongoose: Mongoose;
  beforeAll(async () => {
    server = await startMongo();
    const instrumentations = [
      new MongoDBInstrumentation() as Instrumentation,
      new MongooseInstrumentation() as Instrumentation,
    ];
    sent = collect({ instrumentations });
    mongodb = load("mongodb");
    mongoose = load("mongoose");
  });
  afterAll(async () => {
    await sent.stop();
    await server.close();
  });
  /** The spans of the trace that began with `name`. */
  async function spansOf(name: string): Promise<SentSpan[]> {
    await sent.flush();
    const [root] = sent.spans(name);
    return sent.spans().filter((span) => span.traceId === root?.traceId && span.name !== name);
  }

  test("mongodb: insert, find, and an error", async () => {
    const client = new mongodb.MongoClient(server.url);
    await trace("work", async () => {
      const people = client.db("shop").collection("people");
      await people.insertOne({ name: "hunter2", email: "ann@example.com" });
      expect(await people.find({ email: "ann@example.com" }).toArray()).toMatchObject([{ name: "hunter2" }]);
      await expect(client.db("shop").collection("nowhere").find({ a: "hunter2" }).toArray()).rejects.toThrow(
        "not allowed",
      );
    });
    await client.close();
    const spans = await spansOf("work");
    const [work] = sent.spans("work");
    expect(spans.map((span) => [span.name, span.status, span.parentId])).toEqual([
      ["insert people", 0, work?.spanId],
      ["find people", 0, work?.spanId],
      ["find nowhere", 2, work?.spanId],
    ]);
    expect(spans[1]?.attributes).toMatchObject({
      "db.system.name": "mongodb",
      "db.namespace": "shop",
      "db.operation.name": "find",
      "db.collection.name": "people",
      "db.query.text": '{"find":"?","filter":{"email":"?"}}',
      "server.address": "127.0.0.1",
    });
    expect(server.commands).toEqual(expect.arrayContaining(["insert", "find"]));
    expect(JSON.stringify([sent.spans(), sent.points()])).not.toMatch(/hunter2|ann@example/);
  });

  test("mongoose: a model's calls, with the driver's inside", async () => {
    await mongoose.connect(server.url);
    const Cat = mongoose.model("Cat", new mongoose.Schema({ name: String }));
    await trace("models", async () => {
      await new Cat({ name: "hunter2" }).save();
      await Cat.find({ name: "hunter2" });
    });
    await mongoose.disconnect();
    const spans = await spansOf("models");
    const scopes = spans.map((span) => `${span.scope.replace(/^.*-/, "")}: ${span.name}`);
    expect(scopes.toSorted()).toEqual([
      "mongodb: find cats",
      "mongodb: insert cats",
      "mongoose: find cats",
      "mongoose: save cats",
    ]);
    expect(JSON.stringify(sent.spans())).not.toContain("hunter2");
  });
});

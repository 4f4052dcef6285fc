// @module-tag extended
// JetStream in applications that know loops only: nothing but the loop has shown the class of its messages.
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import * as library from "@nats-io/jetstream";
import * as transport from "@nats-io/transport-node";
import { expect, test } from "vitest";
import { instrumentNats } from "../../src/integrations/nats.ts";
import { isAway } from "../calls/services.ts";
import { collect } from "../collect.ts";

const away = await isAway("NATS");

test.skipIf(away)("a message settled in a loop is recorded, and linked to its message", async () => {
  const sent = collect();
  const instrumented = instrumentNats({ ...library });
  const { connect } = instrumentNats({ ...transport });
  const connection = await connect({ servers: "127.0.0.1:4222" });
  const name = `telltale-loops-${process.pid}`;
  const manager = await jetstreamManager(connection);
  const client = (instrumented.jetstream as typeof jetstream)(connection);
  await manager.streams.add({ name, subjects: [name], storage: "memory" });
  await manager.consumers.add(name, { durable_name: "one", ack_policy: "explicit" });
  for (const id of ["m1", "m2"]) await client.publish(name, id);
  const consumer = await client.consumers.get(name, "one");
  for await (const message of await consumer.fetch({ max_messages: 2, expires: 30_000 })) {
    if (message.seq === 1) message.ack();
    else message.term();
  }
  await manager.streams.delete(name);
  await connection.close();
  await sent.flush();
  await sent.stop();
  const linksOf = (operation: string): (readonly string[])[] =>
    sent.spans(`${operation} ${name}`).map(({ links }) => links);
  const ids = sent.spans(`publish ${name}`).map(({ spanId }) => [spanId]);
  expect(linksOf("receive")).toEqual(ids);
  expect([...linksOf("ack"), ...linksOf("term")]).toEqual(ids);
});

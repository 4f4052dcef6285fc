// MQTT.js against a real Mosquitto, in versions 5 and 4 of the protocol.
import mqtt, { type MqttClient } from "mqtt";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { instrumentMqtt, mqtt as integration } from "../../src/integrations/mqtt.ts";
import { trace } from "../../src/index.ts";
import { isAway } from "../calls/services.ts";
import { collect, type Collected } from "../collect.ts";
import { describeIntegration } from "../contract/describe-integration.ts";
import { expectAllDeclaredSeen, expectOnlyDeclared } from "../contract/emitted.ts";
import { until } from "../contract/until.ts";

const away = await isAway("Mosquitto");
const url = "mqtt://u1:hunter2@127.0.0.1:1883";
let topics = 0;

instrumentMqtt(mqtt);
instrumentMqtt(mqtt);
describeIntegration(integration, () => mqtt);

describe.skipIf(away)("MQTT", () => {
  let sent: Collected;
  let client: MqttClient;
  beforeEach(() => {
    sent = collect();
  });
  afterEach(async () => {
    await client.endAsync();
    await sent.flush();
    expectOnlyDeclared(integration, sent, { except: [/^work|^inside/] });
    await sent.stop();
  });
  // the broker never sends a message twice here
  afterAll(() => expectAllDeclaredSeen(integration, { except: [/redelivered$/] }));

  test("version 5: sending and what listeners do are one trace; what was given stays as it was", async () => {
    client = await mqtt.connectAsync(url, { protocolVersion: 5 });
    const topic = `telltale/${process.pid}/${topics++}`;
    await client.subscribeAsync(topic, { qos: 1 });
    const arrived: unknown[] = [];
    client.on("message", (_topic, payload, packet) =>
      trace("inside", () => arrived.push([payload.toString(), packet.properties?.userProperties?.["mark"]])),
    );
    const given = Object.freeze({
      qos: 1,
      properties: Object.freeze({ userProperties: Object.freeze({ mark: "m1" }) }),
    });
    await trace("work", async () => client.publishAsync(topic, "order 7", given as never));
    await until(() => arrived.length === 1, "the message");
    await sent.flush();
    const [publish, process_] = ["publish", "process"].map((name) => sent.spans(`${name} ${topic}`)[0]);
    expect(arrived).toEqual([["order 7", "m1"]]);
    expect(publish).toMatchObject({ kind: "producer", parentId: sent.spans("work")[0]?.spanId });
    expect(process_).toMatchObject({ kind: "consumer", parentId: publish?.spanId });
    expect(sent.spans("inside")[0]?.parentId).toBe(process_?.spanId);
    expect(process_?.attributes).toMatchObject({
      "messaging.system": "mqtt",
      "messaging.mqtt.qos": 1,
      "messaging.message.body.size": 7,
      "server.address": "127.0.0.1",
      "server.port": 1883,
    });
    expect(JSON.stringify(sent.spans())).not.toContain("hunter2");
  });

  test("version 4 has no place for a context; an error is the caller's and the span's; before the start nothing is recorded", async () => {
    await sent.stop();
    client = await mqtt.connectAsync(url, { protocolVersion: 4 });
    const topic = `telltale/${process.pid}/${topics++}`;
    let seen = 0;
    await client.subscribeAsync(topic);
    client.on("message", () => seen++);
    await client.publishAsync(topic, "before");
    await until(() => seen === 1, "the first");
    sent = collect();
    await trace("work", async () => client.publishAsync(topic, Buffer.from("four"), { qos: 2 }));
    await until(() => seen === 2, "the second");
    client.on("message", () => {
      throw new RangeError("no such order");
    });
    expect(() =>
      client.emit("message", topic, Buffer.from("x"), {
        cmd: "publish",
        qos: 0,
        dup: false,
        retain: false,
        topic,
        payload: "x",
      }),
    ).toThrow("no such order");
    await client.endAsync();
    await expect(client.publishAsync(topic, "late")).rejects.toThrow(/disconnect/);
    const raised: string[] = [];
    client.on("error", ({ message: text }) => raised.push(text));
    expect(client.publish(topic, "late")).toBe(client);
    expect(raised).toEqual(["client disconnecting"]);
    await sent.flush();
    const processes = sent.spans(`process ${topic}`);
    expect(processes.map(({ parentId, status }) => [parentId, status])).toEqual([
      ["", 0],
      ["", 2],
    ]);
    expect(sent.spans(`publish ${topic}`).map(({ status }) => status)).toEqual([0, 2, 2]);
  });
});

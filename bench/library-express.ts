// What does telemetry add to a request of an Express server, against the stock SDK of both lines?
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import path from "node:path";

import { end, firstJson } from "../tools/child.ts";
import { answer, figureOf, median } from "./figure.ts";
import { installRival } from "./installation.ts";
import { start } from "./process.ts";
import type { Used } from "./workload/express.ts";

const rounds = 5;
const warmUp = 2000;
const requests = 6000;
const burst = 500;
const connections = 8;

const sides = [
  { name: "bare", rival: "express-2", way: "bare", spans: 0 },
  { name: "http instrumentation 0.223 without any SDK", rival: "express-2", way: "alone", spans: 0 },
  { name: "telltale, its own http and express", rival: "express-2", way: "own", spans: 2 },
  { name: "telltale, http instrumentation 0.223", rival: "express-2", way: "telltale", spans: 2 },
  { name: "telltale, http and express instrumentations", rival: "express-2", way: "telltale-both", spans: 3 },
  { name: "stock SDK 2.12, http and express", rival: "express-2", way: "stock", spans: 3 },
  { name: "stock SDK 3.1, http and express", rival: "express-3", way: "stock", spans: 3 },
] as const;
type Name = (typeof sides)[number]["name"];

const sink = start("against/sink.ts");
const { port: sinkPort } = await firstJson<{ port: number }>(sink);
const sinkUrl = `http://127.0.0.1:${sinkPort}`;
const cost = new Map<Name, number[]>(sides.map(({ name }) => [name, []]));
for (let round = 0; round < rounds; round++) {
  for (const side of sides) cost.get(side.name)?.push(await measure(side));
}
await end(sink);

const of = (name: Name): readonly number[] => cost.get(name) ?? [];
const bare = median(of("bare"));
const added = (name: Name): number => median(of(name)) - bare;
const ours = added("telltale, its own http and express");
const ratio = (name: Name): { name: string; value: number; unit: string } => ({
  name: `added by telltale with its own / by ${name}`,
  value: ours / added(name),
  unit: "×",
});
answer({
  question: "CPU that telemetry adds to a request of an Express server",
  method:
    `One route that answers some JSON and makes one span of its own, ${requests.toLocaleString("en")} requests after ${warmUp.toLocaleString("en")} to warm up over ${connections} kept connections from another process, in bursts of ${burst}, each flushed; ` +
    `CPU time of the server's process, user and system, sending to a receiver in a third process included, which counted the spans; ${rounds} fresh processes a side in turn. ` +
    "On Telltale the server's span is made by `telltale/http` with the route of `telltale/express`, or, as it was before those, by the official instrumentations; the second row is the official one of http by itself, and so the least that an engine behind it can reach.",
  figures: [
    figureOf("bare", "µs CPU a request", of("bare")),
    ...sides.slice(1).map(({ name }) =>
      figureOf(
        `added: ${name}`,
        "µs CPU a request",
        of(name).map((us) => us - bare),
      ),
    ),
    ratio("telltale, http instrumentation 0.223"),
    ratio("stock SDK 3.1, http and express"),
    ratio("stock SDK 2.12, http and express"),
  ],
});

/** CPU per request in µs. */
async function measure({ rival, way, spans, name }: (typeof sides)[number]): Promise<number> {
  const before = await spansArrived();
  const server = fork(path.join(installRival(rival), "run.mjs"), [way, sinkUrl], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const [{ port }] = (await once(server, "message")) as [{ port: number }];
  const began = await drive(server, port, warmUp);
  const ended = await drive(server, port, requests);
  server.disconnect();
  await once(server, "exit");
  const arrived = (await spansArrived()) - before;
  if (arrived < spans * (warmUp + requests))
    throw new Error(`Cannot trust the figures: ${arrived} spans of ${name} arrived`);
  return (ended - began) / requests;
}

/** What the server has used once it has sent what `count` requests made. In bursts that fit the smallest queue of all sides. */
async function drive(server: ChildProcess, port: number, count: number): Promise<number> {
  let cpu = 0;
  for (let done = 0; done < count; done += burst) {
    await ask(port, burst);
    server.send("flush");
    const [used] = (await once(server, "message")) as [Used];
    cpu = used.cpu;
  }
  return cpu;
}

async function spansArrived(): Promise<number> {
  const { spans } = (await (await fetch(sinkUrl)).json()) as { spans: number };
  return spans;
}

async function ask(port: number, count: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let left = count;
  const lane = async (): Promise<void> => {
    while (left-- > 0) await get(port, agent);
  };
  await Promise.all(Array.from({ length: connections }, lane));
  agent.destroy();
}

async function get(port: number, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    request({ port, agent, host: "127.0.0.1", path: "/orders/o-1" }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`HTTP ${response.statusCode}`));
      response.resume().on("end", () => resolve());
    })
      .on("error", reject)
      .end();
  });
}

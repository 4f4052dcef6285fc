// What does telemetry add to a request of an Express server, against the stock SDK of both lines?
import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

import { end, firstJson } from "../tools/child.ts";
import { answer, figureOf, median } from "./figure.ts";
import { installRival } from "./installation.ts";
import { start } from "./process.ts";
import { drive, portOf } from "./workload/drive.ts";

const rounds = 5;
const warmUp = 2000;
const requests = 6000;

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
    `One route that answers some JSON and makes one span of its own, ${requests.toLocaleString("en")} requests after ${warmUp.toLocaleString("en")} to warm up over 8 kept connections from another process, in bursts of 500, each flushed; ` +
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
  const port = await portOf(server);
  const began = await drive(server, port, warmUp);
  const ended = await drive(server, port, requests);
  server.disconnect();
  await once(server, "exit");
  const arrived = (await spansArrived()) - before;
  if (arrived < spans * (warmUp + requests))
    throw new Error(`Cannot trust the figures: ${arrived} spans of ${name} arrived`);
  return (ended - began) / requests;
}

async function spansArrived(): Promise<number> {
  const { items } = (await (await fetch(sinkUrl)).json()) as { items: number };
  return items;
}

// Requests to the server of `express.ts` over kept connections, in bursts that fit the smallest queue of all sides, each flushed.
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";

import type { Used } from "./express.ts";

const burst = 500;
const connections = 8;

/** The port of a server that was just started. */
export async function portOf(server: ChildProcess): Promise<number> {
  const port = once(server, "message").then(([{ port: reported }]) => reported as number);
  const gone = once(server, "exit").then(([code]) => {
    throw new Error(`the server ended with ${code}`);
  });
  return Promise.race([port, gone]);
}

/** What the server has used, in µs, once it has sent what `count` requests made. */
export async function drive(server: ChildProcess, port: number, count: number): Promise<number> {
  let cpu = 0;
  for (let done = 0; done < count; done += burst) {
    await ask(port, burst);
    server.send("flush");
    const [used] = (await once(server, "message")) as [Used];
    cpu = used.cpu;
  }
  return cpu;
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

// Ports for servers that have to know theirs before they listen, or that come back on the one they had.
//
// They are below the range that systems give to servers on port 0 and to outgoing connections (from 32768 on Linux, from 49152 elsewhere):
// nothing else takes such a port by chance while it is free. Each process begins at another place of the range.
import { createServer } from "node:net";

const first = 10_240;
const count = 9_000;
let next = (process.pid * 31) % count;

/** Gives a port that is free on 127.0.0.1, and that this process was not given before. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < count; tries++) {
    const port = first + next;
    next = (next + 1) % count;
    if (await isFree(port)) return port;
  }
  throw new Error(`Cannot find a free port from ${first} to ${first + count - 1}.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

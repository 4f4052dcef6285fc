// Ports for the processes of the shop. They are chosen before the processes listen, so they come from below the range that systems give to
// outgoing connections and to servers on port 0: no other process gets one of them by chance in between.
import { createServer } from "node:net";

/** Ports from here on; outgoing connections begin at 32768 on Linux and at 49152 elsewhere. */
const first = 20_000;
const groups = 2_000;

/** Gives `count` free ports, at most five. Shops that start at the same time differ in their process ids, and so in their ports. */
export async function freePorts(count: number): Promise<number[]> {
  for (let tries = 0; tries < groups; tries++) {
    const start = first + ((process.pid + tries) % groups) * 5;
    const ports = Array.from({ length: count }, (_, at) => start + at);
    const free = await Promise.all(ports.map(isFree));
    if (free.every(Boolean)) return ports;
  }
  throw new Error(`Cannot find ${count} free ports from ${first} to ${first + groups * 5 - 1}.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

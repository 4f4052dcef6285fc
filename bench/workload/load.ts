// Sends batches as fast as they are acknowledged, for a while, and tells how many spans were.
//
// `node load.ts URL SECONDS CONNECTIONS`
import { Agent, request } from "node:http";

import { createBatch, type Batch } from "./batch.ts";

const [url = "", seconds = "10", connections = "4"] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true });
const until = Date.now() + Number(seconds) * 1000;
const delays: number[] = [];
let acknowledged = 0;
let refused = 0;

async function lane(index: number): Promise<void> {
  let batch: Batch | undefined;
  for (let n = 0; Date.now() < until; n++) {
    // New times every second or so; new ids every time.
    if (batch === undefined || n % 50 === 0) batch = createBatch(1000, `service-${index}`);
    batch.renew();
    const started = performance.now();
    const status = await post(batch.bytes);
    if (status === 200) acknowledged += batch.spans;
    else {
      refused += 1;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    delays.push(performance.now() - started);
  }
}

function post(body: Uint8Array): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/x-protobuf", "content-length": body.length };
    const outgoing = request(`${url}/v1/traces`, { method: "POST", agent, headers }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode ?? 0));
    });
    outgoing.on("error", reject).end(body);
  });
}

const begun = performance.now();
await Promise.all(Array.from({ length: Number(connections) }, (_, index) => lane(index)));
const took = (performance.now() - begun) / 1000;
delays.sort((a, b) => a - b);
agent.destroy();
console.log(
  JSON.stringify({
    acknowledged,
    refused,
    spansPerSecond: acknowledged / took,
    p50Ms: delays[Math.floor(delays.length * 0.5)],
    p99Ms: delays[Math.floor(delays.length * 0.99)],
  }),
);

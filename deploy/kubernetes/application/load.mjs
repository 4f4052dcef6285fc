// The load job: REQUESTS orders, one after another. It fails if the service does not answer.
import { setTimeout as sleep } from "node:timers/promises";

const target = process.env["TARGET_URL"] ?? "http://localhost:8080";
const requests = Number(process.env["REQUESTS"] ?? 100);
const pauseMs = Number(process.env["PAUSE_MS"] ?? 100);

const byStatus = {};
for (let order = 1; order <= requests; order++) {
  const { status } = await fetch(`${target}/orders/${order}`);
  byStatus[status] = (byStatus[status] ?? 0) + 1;
  await sleep(pauseMs);
}
console.log(JSON.stringify(byStatus));
if ((byStatus[200] ?? 0) === 0) process.exitCode = 1;

import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { createMemoryWriter } from "../../test/support/memory-writer.ts";
import { attributes, makeLog, makeLogs, nowMs } from "../../test/support/messages.ts";
import { createIntake } from "./intake.ts";
import { localSender } from "./sender.ts";

const packed = gzipSync("{}");
const about = {
  "log.record.uid": "u1",
  "telltale.profile.name": "rank",
  "telltale.profile.cpu_format": "cpuprofile",
  "telltale.profile.cpu_samples": 300n,
  "telltale.profile.duration_ms": 1500.5,
};

async function take(log: Parameters<typeof makeLog>[0]) {
  const writer = createMemoryWriter();
  const outcome = await createIntake(writer, () => nowMs).logs(
    makeLogs([makeLog({ eventName: "telltale.profile.cpu", attributes: attributes(about), ...log })]),
    100,
    localSender,
  );
  return { ...writer.rows, outcome };
}

test("a CPU profile has a row of its own; the record keeps everything else", async () => {
  const { cpuProfiles, logs, outcome } = await take({ body: packed });
  expect(cpuProfiles).toMatchObject([
    { uid: "u1", name: "rank", samples: 300, durationMs: 1500.5, data: packed },
  ]);
  expect(logs).toMatchObject([
    { eventName: "telltale.profile.cpu", body: null, attributes: attributes(about) },
  ]);
  expect(outcome.rejected).toBe(0n);
});

test.each([
  ["text", { body: "x" }, "the body is not bytes"],
  ["bytes of anything", { body: new Uint8Array([1, 2, 3]) }, "not compressed by gzip"],
  ["too much", { body: Buffer.concat([packed, Buffer.alloc(1 << 20)]) }, "more than 1048576 bytes"],
  ["another format", { body: packed, attributes: attributes({}) }, "is not cpuprofile"],
])("%s stays a log record, and the sender hears why", async (_, log, reason) => {
  const { cpuProfiles, logs, outcome } = await take(log);
  expect(cpuProfiles).toEqual([]);
  expect(logs).toHaveLength(1);
  expect(outcome).toMatchObject({ rejected: 0n, errorMessage: expect.stringContaining(reason) as string });
});

test("the last size that is taken", async () => {
  const { cpuProfiles } = await take({
    body: Buffer.concat([packed, Buffer.alloc((1 << 20) - packed.length)]),
  });
  expect(cpuProfiles).toHaveLength(1);
});

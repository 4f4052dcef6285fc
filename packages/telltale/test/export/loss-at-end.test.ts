// @module-tag extended
// What a process ends with is known: what was made has arrived, or one line on standard error and a record at the receiver say how much is
// lost and why. Also where the receiver does not answer, and where the application ends the process itself right after `stop`.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Child, runProgram } from "../engine/ended.ts";
import { type Answering, attributesOf, type Receiver, startReceiver } from "../engine/receiver.ts";

let receiver: Receiver;
/** Answers per path; without one the default. */
let answers: Record<string, Answering>;

beforeEach(async () => {
  answers = {};
  receiver = await startReceiver();
  receiver.script(
    ...Array.from({ length: 10_000 }, (): Answering => (response, received) => {
      const answer = isLossReport(received.message) ? undefined : answers[received.path];
      if (answer === undefined) response.writeHead(200).end();
      else answer(response, received);
    }),
  );
});

afterEach(async () => {
  await receiver.close();
});

const silent: Answering = () => {};
const busy: Answering = (response) => void response.writeHead(503).end();

function isLossReport(message: Record<string, unknown>): boolean {
  return JSON.stringify(message["resourceLogs"] ?? []).includes("telltale.loss");
}

const begin = `import { log, recordTransaction, start, trace, counter } from "telltale"; import { writeSync } from "node:fs";
  const telemetry = start({ service: "child", metricIntervalMs: 60_000 });
  const sell = () => recordTransaction("purchase", { outcome: "completed", startTime: new Date() });
  const say = (what) => writeSync(1, JSON.stringify(what) + "\\n");
  setInterval(() => {}, 1000);`;

/** As the shop ends: what is left is sent, the figures are written, and the process ends itself. */
const ownEnd = `process.on("SIGTERM", async () => {
    await telemetry.stop(2000);
    say(telemetry.stats());
    process.exit(0);
  });`;

const work = `for (let n = 0; n < 45; n++) { sell(); log.info("plain"); trace("work", () => {}); } counter("c").add(1);`;

async function end(program: string, variables: Record<string, string> = {}): Promise<string> {
  const child: Child = runProgram(`${begin} ${program} writeSync(1, "ready\\n");`, {
    TELLTALE_ENDPOINT: receiver.url,
    OTEL_BLRP_MAX_EXPORT_BATCH_SIZE: "10",
    ...variables,
  });
  await Promise.race([child.printed("ready"), child.ended]);
  child.kill("SIGTERM");
  const { output } = await child.ended;
  if (process.env["SHOW"]) console.log(output);
  return output;
}

/** The receiver's lines: how many of what are lost, by noun. */
function lostIn(output: string): Record<string, number> {
  const lost: Record<string, number> = {};
  for (const [, list = ""] of output.matchAll(/^telltale: (?:lost|kept) (.*?) \(\w+\):/gm))
    for (const [, items, noun = ""] of list.matchAll(/(\d+) (?:more )?([a-z ]+?)s?(?=,|$)/g))
      lost[noun] = (lost[noun] ?? 0) + Number(items);
  return lost;
}

/** The same by the records that the receiver has. */
function reported(): Record<string, number> {
  const lost: Record<string, number> = {};
  for (const record of receiver.records().filter((one) => one["eventName"] === "telltale.loss")) {
    const { "telltale.loss.items": items, "telltale.loss.kind": kind } = attributesOf(record);
    const noun = String(kind).replaceAll("_", " ");
    lost[noun] = (lost[noun] ?? 0) + Number(items);
  }
  return lost;
}

test("where all arrives nothing is reported, though the signal and the application flush at the same time", async () => {
  answers["/v1/logs"] = (response) => void setTimeout(() => response.writeHead(200).end(), 100);
  const output = await end(ownEnd + work);
  const stats = JSON.parse(/^\{.*\}$/m.exec(output)?.[0] ?? "{}");
  expect([stats.traces.dropped, stats.logs.dropped, stats.metrics.dropped]).toEqual([{}, {}, {}]);
  expect(lostIn(output)).toEqual({});
  expect(reported()).toEqual({});
});

test(
  "records in flight when `stop` gives up are counted and reported, though the application exits at once",
  { tags: ["extended"] },
  async () => {
    answers["/v1/logs"] = silent;
    const output = await end(ownEnd + work);
    const stats = JSON.parse(/^\{.*\}$/m.exec(output)?.[0] ?? "{}");
    expect(stats.logs).toMatchObject({ queued: 0, exported: 0 });
    expect(stats.logs.dropped["stopped"]).toBe(90);
    expect(receiver.spans()).toHaveLength(90);
    expect(lostIn(output)["business record"]).toBe(45);
    expect(reported()["business record"]).toBe(45);
    expect(reported()).toEqual(lostIn(output));
  },
);

test(
  "a receiver that answers 503 to log records and metrics: the process ends by the signal, and what it loses is known",
  { tags: ["extended"] },
  async () => {
    answers["/v1/logs"] = busy;
    answers["/v1/metrics"] = busy;
    const output = await end(work);
    expect(receiver.spans()).toHaveLength(90);
    expect(lostIn(output)).toMatchObject({ "business record": 45, "metric point": expect.any(Number) });
    expect(lostIn(output)["log record"]).toBe(45);
    expect(reported()).toEqual(lostIn(output));
    expect(output.match(/^telltale: lost /gm)).toHaveLength(1);
  },
);

test("spans without an answer take no time from business records", async () => {
  answers["/v1/traces"] = silent;
  // more than a queue holds, which are open when telemetry stops
  const open = `import { startSpan } from "telltale"; const open = []; for (let n = 0; n < 5000; n++) open.push(startSpan("open"));`;
  const output = await end(`${open} ${ownEnd} ${work}`);
  const business = receiver.logs().filter((one) => one["eventName"] === "telltale.transaction.ended");
  expect(business).toHaveLength(45);
  expect(lostIn(output)["business record"]).toBeUndefined();
  expect(lostIn(output)["span"]).toBe(5090);
  expect(reported()).toEqual(lostIn(output));
});

test("`process.exit` in the application's own handler: the line counts business records apart", async () => {
  answers["/v1/logs"] = silent;
  const output = await end(`${work} process.on("SIGTERM", () => process.exit(0));`);
  expect(lostIn(output)).toEqual({ span: 90, "log record": 45, "business record": 45 });
  expect(output.match(/^telltale: lost /gm)).toHaveLength(1);
});

test("losses while the process runs are reported within the next seconds, and their sum at the end", async () => {
  answers["/v1/traces"] = (response) => void response.writeHead(400).end();
  const output = await end(
    `${work} await telemetry.flush(); trace("later", () => {}); await telemetry.flush();`,
  );
  expect(receiver.spans().length).toBe(91);
  expect(reported()).toEqual({ span: 91 });
  expect(lostIn(output)).toEqual({ span: 91 });
});

test(
  "what goes to the crash file is said and reported, because it arrives only with the next start",
  { tags: ["extended"] },
  async () => {
    const directory = mkdtempSync(path.join(tmpdir(), "telltale-kept-"));
    answers["/v1/logs"] = silent;
    const variables = { TELLTALE_CRASH_FILE: "true", TELLTALE_CRASH_FILE_DIRECTORY: directory };
    const output = await end(ownEnd + work, variables);
    expect(output).toMatch(
      /^telltale: kept 45 log records, 45 business records \(kept_on_disk\): .*next process/m,
    );
    expect(reported()).toEqual({ "log record": 45, "business record": 45 });
    const stats = JSON.parse(/^\{.*\}$/m.exec(output)?.[0] ?? "{}");
    expect(stats.logs).toEqual({ queued: 0, exported: 0, dropped: {}, saved: 90 });
    // the next process sends it: what was in flight comes twice
    answers = {};
    const uids = (): number =>
      new Set(
        receiver
          .logs()
          .filter((one) => one["eventName"] === "telltale.transaction.ended")
          .map((one) => attributesOf(one)["log.record.uid"]),
      ).size;
    const next = runProgram(begin, { TELLTALE_ENDPOINT: receiver.url, ...variables });
    await expect.poll(uids, { timeout: 60_000 }).toBe(45);
    next.kill("SIGKILL");
    await next.ended;
    rmSync(directory, { recursive: true, force: true });
  },
);

// The ends of a process: what was recorded leaves, the way of ending stays the host's, and nothing hangs.
import { spawnSync } from "node:child_process";
import { afterEach, beforeEach, expect, test } from "vitest";
import { countLooks, longFlushes, looksOf, runProgram } from "./ended.ts";
import { type Answering, attributesOf, type Receiver, startReceiver } from "./receiver.ts";

let receiver: Receiver;

beforeEach(async () => {
  receiver = await startReceiver();
});

afterEach(async () => {
  await receiver.close();
});

const begin = `import { counter, log, start, trace } from "telltale"; const telemetry = start({ service: "child" });`;
const endpoint = (): Record<string, string> => ({ TELLTALE_ENDPOINT: receiver.url });

test("a program that comes to its end sends everything and ends with its own code", async () => {
  const { ended } = runProgram(
    `${begin} trace("t", () => log.info("l")); counter("c").add(1); process.exitCode = 3;`,
    endpoint(),
  );
  expect(await ended).toMatchObject({ code: 3, output: "" });
  expect(receiver.received.map((one) => one.path).toSorted()).toEqual([
    "/v1/logs",
    "/v1/metrics",
    "/v1/traces",
  ]);
});

const looksInTwoSeconds = 8;

// side by side: each of them waits for its two seconds
test(
  "a receiver that is away, or never answers, holds the end for a bounded time; what is lost is said",
  { tags: ["extended"] },
  async () => {
    const gone = await startReceiver();
    await gone.close();
    receiver.script(...Array.from({ length: 4 }, () => () => {}));
    const away = { TELLTALE_ENDPOINT: gone.url };
    const program = `process.once("beforeExit", () => { const since = performance.now();
      process.on("exit", () => console.log("held", Math.round(performance.now() - since))); });
    ${begin} ${countLooks} trace("t", () => {}); trace("t", () => {});`;
    const quick = { ...away, OTEL_EXPORTER_OTLP_TIMEOUT: "100" };
    const all = [away, { ...away, OTEL_LOG_LEVEL: "warn" }, endpoint(), quick].map((one) =>
      runProgram(program, one),
    );
    const [silent, reported, waited, short] = await Promise.all(all.map(({ ended }) => ended));
    // an export that may take 100 ms ends before the two seconds that a flush at the end may take
    expect(looksOf(short!)).toBeLessThan(looksInTwoSeconds);
    for (const one of [silent, reported, waited]) {
      expect(one?.code).toBe(0);
      expect(looksOf(one!)).toBeLessThanOrEqual(looksInTwoSeconds);
    }
    expect(looksOf(waited!)).toBe(looksInTwoSeconds);
    const lost = /^telltale: lost 2 spans \(lost_at_exit\)[^\n]*\nheld \d+\n$/;
    const unreachable = /telltale: cannot export to http:[^\n]*\n/;
    expect(silent?.output).toMatch(unreachable);
    const heldAndLost = [silent, waited].map((one) =>
      one?.output
        .replace(unreachable, "")
        .replaceAll("look\n", "")
        .split(/(?<=\n)/)
        .toSorted()
        .toReversed()
        .join(""),
    );
    expect(heldAndLost).toEqual([expect.stringMatching(lost), expect.stringMatching(lost)]);
    expect(reported?.output.match(/.*traces_lost_at_exit.*/g)).toEqual([
      expect.stringMatching(
        /telltale: traces_lost_at_exit \(2 so far\): the process ended before they could be sent/,
      ),
    ]);
  },
);

test("spans that are open when a signal ends the process leave as incomplete", async () => {
  const program = `import { startSpan } from "telltale"; ${begin} setInterval(() => {}, 1000);
    const outer = startSpan("outer"); outer.trace("inner", () => new Promise(() => {})); console.log("ready");`;
  const child = runProgram(program, endpoint());
  await child.printed("ready");
  child.kill("SIGTERM");
  expect(await child.ended).toMatchObject({ signal: "SIGTERM" });
  expect(receiver.spans().map((span) => [span["name"], attributesOf(span)["telltale.incomplete"]])).toEqual([
    ["inner", true],
    ["outer", true],
  ]);
});

test.each(["SIGTERM", "SIGINT"] as const)(
  "%s flushes and then ends the process by that signal",
  async (name) => {
    const child = runProgram(
      `${begin} setInterval(() => {}, 1000); trace("t", () => {}); console.log("ready");`,
      endpoint(),
    );
    await child.printed("ready");
    child.kill(name);
    expect(await child.ended).toMatchObject({ signal: name });
    expect(receiver.spans()).toHaveLength(1);
  },
);

test.each([
  ["on", "after"],
  ["once", "after"],
  ["once", "before"],
])("a host that handles SIGTERM itself by `%s`, set %s us, keeps its way of ending", async (how, when) => {
  const handler = `const timer = setInterval(() => {}, 1000);
    process.${how}("SIGTERM", () => setTimeout(() => { console.log("host is done"); clearInterval(timer); process.exitCode = 7; }, 300));`;
  const body = when === "before" ? `${handler} ${begin}` : `${begin} ${handler}`;
  const child = runProgram(`${body} trace("t", () => {}); console.log("ready");`, endpoint());
  await child.printed("ready");
  child.kill("SIGTERM");
  expect(await child.ended).toMatchObject({
    code: 7,
    signal: null,
    output: expect.stringContaining("host is done"),
  });
  expect(receiver.spans()).toHaveLength(1);
});

test.each([
  ["", ""],
  [" and a server that goes on working", `onLook = () => trace("t", () => {});`],
])(
  "SIGTERM with a receiver that never answers%s ends after two seconds",
  { tags: ["extended"] },
  async (_what, work) => {
    receiver.script(...Array.from({ length: 100 }, () => () => {}));
    const child = runProgram(
      `${begin} ${countLooks} setInterval(() => {}, 1000); trace("t", () => {}); ${work} console.log("ready");`,
      { ...endpoint(), OTEL_BSP_MAX_EXPORT_BATCH_SIZE: "1" },
    );
    await child.printed("ready");
    child.kill("SIGTERM");
    const ended = await child.ended;
    expect(ended).toMatchObject({ signal: "SIGTERM" });
    expect(looksOf(ended)).toBe(looksInTwoSeconds);
  },
);

test(
  "TELLTALE_EXIT_TIMEOUT bounds the flush at the end, and a quarter of it the wait for an answer",
  { tags: ["extended"] },
  async () => {
    receiver.script(...Array.from({ length: 100 }, () => () => {}));
    const child = runProgram(
      `${begin} ${countLooks} setInterval(() => {}, 1000); trace("t", () => {}); console.log("ready");`,
      { ...endpoint(), TELLTALE_EXIT_TIMEOUT: "4000" },
    );
    await child.printed("ready");
    child.kill("SIGTERM");
    const ended = await child.ended;
    expect(ended).toMatchObject({ signal: "SIGTERM" });
    expect(looksOf(ended)).toBe(looksInTwoSeconds / 2);
  },
);

test("SIGTERM waits for what was recorded before it, not for all that a server goes on recording", async () => {
  const slow: Answering = (response) => void setTimeout(() => response.writeHead(200).end(), 600);
  receiver.script(...Array.from({ length: 100 }, () => slow));
  const child = runProgram(
    `${begin} ${countLooks} trace("first", () => {}); setInterval(() => {}, 1000); onLook = () => trace("t", () => {}); console.log("ready");`,
    {
      ...endpoint(),
      OTEL_BSP_MAX_EXPORT_BATCH_SIZE: "1",
      OTEL_METRICS_EXPORTER: "none",
      OTEL_LOG_LEVEL: "warn",
    },
  );
  await child.printed("ready");
  child.kill("SIGTERM");
  const ended = await child.ended;
  expect(ended).toMatchObject({ signal: "SIGTERM" });
  expect(receiver.spans().map((span) => span["name"])).toContain("first");
  // each look adds a span, so there is always one without an answer
  expect(ended.output).not.toContain("flush_timed_out");
});

test(
  "SIGTERM waits longer for a receiver that answers one request after the other",
  { tags: ["extended"] },
  async () => {
    const answers = 6;
    receiver.script(
      ...Array.from(
        { length: answers },
        (_, index): Answering =>
          (response) =>
            void setTimeout(() => response.writeHead(200).end(), (index + 1) * 700),
      ),
    );
    const child = runProgram(
      `${begin} setInterval(() => {}, 1000); for (let i = 0; i < ${answers}; i++) trace("t", () => {}); console.log("ready");`,
      { ...endpoint(), OTEL_BSP_MAX_EXPORT_BATCH_SIZE: "1", OTEL_METRICS_EXPORTER: "none" },
    );
    await child.printed("ready");
    child.kill("SIGTERM");
    expect(await child.ended).toMatchObject({ signal: "SIGTERM", output: "ready\n" });
    expect(receiver.spans()).toHaveLength(answers);
  },
);

test("a second signal ends at once", async () => {
  receiver.script(
    () => {},
    () => {},
    () => {},
  );
  const child = runProgram(
    `${begin} ${longFlushes} setInterval(() => {}, 1000); trace("t", () => {}); console.log("ready");`,
    { ...endpoint(), OTEL_EXPORTER_OTLP_TIMEOUT: "60000" },
  );
  await child.printed("ready");
  const before = performance.now();
  child.kill("SIGINT");
  await receiver.requests(1);
  child.kill("SIGINT");
  expect(await child.ended).toMatchObject({ signal: "SIGINT" });
  expect(performance.now() - before).toBeLessThan(30_000);
});

test("a host that listens once and raises the signal again when its work is over does not cut the flush short", async () => {
  let answer = (): void => {};
  receiver.script((response) => void (answer = () => void response.writeHead(200).end()));
  const child = runProgram(
    `process.once("SIGTERM", () => setImmediate(() => {
      process.kill(process.pid, "SIGTERM");
      console.log("raised");
    }));
    ${begin} setInterval(() => {}, 1000); trace("t", () => {}); console.log("ready");`,
    { ...endpoint(), TELLTALE_EXIT_TIMEOUT: "100000" },
  );
  await child.printed("ready");
  child.kill("SIGTERM");
  await receiver.requests(1);
  await child.printed("raised");
  answer();
  expect(await child.ended).toMatchObject({ signal: "SIGTERM", output: "ready\nraised\n" });
});

test.each([
  ["3", "signal-exit"],
  ["4", "foreground-child"],
])(
  "SIGTERM ends a process with signal-exit %s, whose listeners wait for others to leave",
  async (version, through) => {
    const child = runProgram(
      `import { createRequire } from "node:module";
    let require = createRequire(import.meta.url);
    if (${JSON.stringify(through)} !== "signal-exit") require = createRequire(require.resolve(${JSON.stringify(through)}));
    const exports = require("signal-exit");
    ${begin} (exports.onExit ?? exports)((code, signal) => console.log("told", code, signal));
    setInterval(() => {}, 1000); trace("t", () => {}); console.log("ready", typeof exports === "function" ? 3 : 4);`,
      endpoint(),
    );
    await child.printed("ready");
    child.kill("SIGTERM");
    const { signal, output } = await child.ended;
    expect({ signal, output }).toEqual({
      signal: "SIGTERM",
      output: `ready ${version}\ntold null SIGTERM\n`,
    });
    expect(receiver.spans()).toHaveLength(1);
  },
);

test.for([
  ["no listener", ""],
  [
    "signal-exit",
    `import { createRequire } from "node:module";
    createRequire(import.meta.url)("signal-exit")(() => {});`,
  ],
])(
  "process 1 of a container with %s lives on after SIGTERM, as without us, and so does its telemetry",
  async ([, listen], context) => {
    const program = `import { startSpan } from "telltale"; ${listen} ${begin}
    const open = startSpan("open"); trace("before", () => {});
    for (const exported of [1, 2]) {
      // one that comes within a flush is part of it
      for (let tries = 0; tries < 1000 && telemetry.stats().traces.exported < exported; tries++) {
        process.kill(process.pid, "SIGTERM");
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      trace("after", () => {});
    }
    // the flush of the signal comes to its end
    await new Promise((resolve) => setTimeout(resolve, 300));
    console.log("pid", process.pid, "exported", telemetry.stats().traces.exported >= 2);
    open.end(); await telemetry.flush(); process.exit(5);`;
    const place = ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child"];
    if (spawnSync(place[0]!, [...place.slice(1), "true"]).status !== 0)
      context.skip("this machine does not allow a namespace of processes");
    const { ended } = runProgram(program, { ...endpoint(), OTEL_BSP_SCHEDULE_DELAY: "600000" }, place);
    expect(await ended).toMatchObject({ code: 5, output: "pid 1 exported true\n" });
    const sent = receiver.spans().map((span) => [span["name"], attributesOf(span)["telltale.incomplete"]]);
    expect(sent).toEqual([
      ["before", undefined],
      ["after", undefined],
      ["after", undefined],
      ["open", undefined],
    ]);
  },
);

test("after `stop` the signals are the host's alone", async () => {
  const program = `${begin} await telemetry.stop(); setInterval(() => {}, 1000);
    console.log("listeners", process.listenerCount("SIGTERM"), process.listenerCount("beforeExit"));`;
  const child = runProgram(program, endpoint());
  await child.printed("listeners 0 0");
  child.kill("SIGTERM");
  expect(await child.ended).toMatchObject({ signal: "SIGTERM" });
});

test("an awaited flush keeps the process up until it is done", async () => {
  receiver.script((response) => void setTimeout(() => response.writeHead(200).end(), 300));
  const { ended } = runProgram(
    `${begin} trace("t", () => {}); await telemetry.flush(); console.log(telemetry.stats().traces.exported);`,
    endpoint(),
  );
  expect(await ended).toMatchObject({ code: 0, output: "1\n" });
});

test("an uncaught error ends the process as it would without us", async () => {
  const { ended } = runProgram(
    `${begin} trace("t", () => {}); setTimeout(() => { throw new Error("crash"); }, 1);`,
    endpoint(),
  );
  const { code, output } = await ended;
  expect(code).toBe(1);
  expect(output).toContain("Error: crash");
});

test("with OTEL_SDK_DISABLED nothing leaves and context still works", async () => {
  const program = `import { context, start, trace, withContext } from "telltale";
    import { propagation, context as otel } from "@opentelemetry/api";
    const telemetry = start({ service: "child" });
    withContext({ k: "v" }, () => console.log(trace("t", () => context.get("k"))), { propagate: ["k"] });
    console.log(propagation.fields().join());
    await telemetry.stop();`;
  const { ended } = runProgram(program, { ...endpoint(), OTEL_SDK_DISABLED: "true" });
  expect(await ended).toMatchObject({ code: 0, output: "v\ntraceparent,tracestate,baggage\n" });
  expect(receiver.received).toEqual([]);
});

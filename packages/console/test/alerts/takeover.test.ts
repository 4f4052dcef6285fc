// Consoles as processes on one store: one evaluates and sends, and when it is killed another one goes on where it was. Each change is sent
// once, wherever in a round the killed one was.
// @module-tag extended
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { StoreDetails } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { answer, type Endpoint, startEndpoint } from "../notify/endpoint.ts";
import { type ClickHouseServers, startServers } from "../support/clickhouse-servers.ts";
import { type ConsoleProcess, makeDataDir, startConsoleProcess } from "../support/console-process.ts";
import { startFaultyServer } from "../support/faulty-server.ts";
import { slowness } from "../support/slowness.ts";

/** A killed leader is replaced within one interval of evaluation, which is a minute by default. */
const intervalMs = 60_000;
const patience = { timeout: 150_000, interval: 100 };

const ruleOf = (service: string): object => ({
  name: `Service ${service}`,
  on: { sql: `SELECT argMax(duration, start) AS value FROM spans WHERE service = '${service}'` },
  when: { above: 10 },
  every: "1s",
  // the value changes again and again: damping would hold messages back
  flapping: { firings: 100, within: "1m" },
});

let servers: ClickHouseServers;
let endpoint: Endpoint;
/** Those that are alive. */
let candidates: readonly Candidate[] = [];
const folder = makeDataDir();
const cleanups: (() => unknown)[] = [];

beforeAll(async () => {
  servers = await startServers(1);
  endpoint = await startEndpoint({ untilClosed: true });
  mkdirSync(join(folder.path, "rules"));
  const rules = { alerts: ["a", "b", "c", "d", "e"].map(ruleOf) };
  writeFileSync(join(folder.path, "rules", "services.json"), JSON.stringify(rules));
  const channel = { name: "on call", type: "webhook", url: endpoint.url, timeout: "60s" };
  writeFileSync(join(folder.path, "channels.yaml"), JSON.stringify({ channels: [channel] }));
  candidates = await Promise.all([startCandidate(), startCandidate(), startCandidate()]);
});
afterAll(async () => {
  for (const clean of cleanups.toReversed()) await clean();
  endpoint?.close();
  await servers?.stop();
  folder.remove();
});

interface Candidate {
  readonly console: ConsoleProcess;
  /** Of the server between it and the store. */
  readonly url: string;
  kill(): Promise<void>;
}

/** A round on its way to the store. */
interface HeldRound {
  /** Of the console that sent it. */
  readonly url: string;
  /** It arrives; also when the console was killed meanwhile. */
  land(): void;
}

let catcher: { readonly rule: string; readonly caught: (round: HeldRound) => void } | undefined;

/** Holds the next round with a message about a rule back. */
function catchRound(rule: string): Promise<HeldRound> {
  return new Promise((caught) => {
    catcher = { rule, caught };
  });
}

/** A console that evaluates when it is the leader. */
async function startCandidate(): Promise<Candidate> {
  const server = await startFaultyServer(servers.urls[0]!, async (statement, body) => {
    if (catcher === undefined || !statement.startsWith("INSERT INTO alert_records")) return undefined;
    const { rule, caught } = catcher;
    const records = body.toString("utf8");
    if (!records.includes('"kind":"notice"') || !records.includes(rule)) return undefined;
    catcher = undefined;
    await new Promise<void>((land) => caught({ url: server.url, land }));
    return undefined;
  });
  cleanups.push(() => server.close());
  const directory = makeDataDir();
  cleanups.push(() => directory.remove());
  const files = [
    "--alert-rules",
    join(folder.path, "rules"),
    "--alert-channels",
    join(folder.path, "channels.yaml"),
  ];
  const running = await startConsoleProcess(directory.path, ["--role", "alert", ...files], {
    TELLTALE_CONSOLE_CLICKHOUSE: `${server.url}/takeover`,
  });
  const kill = async (): Promise<void> => {
    // also one that is paused
    running.child.kill("SIGKILL");
    await running.ended;
  };
  cleanups.push(kill);
  return { kill, console: running, url: server.url };
}

async function isLeading({ console: { addresses } }: Candidate): Promise<boolean> {
  const details = (await (await fetch(`${addresses.page}/api/store`)).json()) as StoreDetails;
  return details.leader;
}

/** Asks the server, past all consoles. */
async function ask(statement: string): Promise<string> {
  const { origin, username, password } = new URL(servers.urls[0]!);
  const response = await fetch(`${origin}/?database=takeover`, {
    method: "POST",
    body: statement,
    headers: { "x-clickhouse-user": username, "x-clickhouse-key": password },
  });
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text.trim();
}

const setValue = (service: string, value: number): Promise<string> =>
  ask(
    `INSERT INTO spans (tenant, start, service, name, duration) VALUES ('', now64(9), '${service}', 'work', ${value})`,
  );

interface Alert {
  readonly id: string;
  readonly status: string;
  readonly alert: string;
}

/** What the receiver got about a service, each time it came. */
const received = (service: string): readonly Alert[] =>
  endpoint.calls
    .flatMap(({ body }) => (JSON.parse(body) as { alerts: readonly Alert[] }).alerts)
    .filter(({ alert }) => alert === `Service ${service}`);
const statuses = (service: string): readonly string[] => received(service).map(({ status }) => status);

/** Messages about a service whose delivery is recorded. */
const done = (service: string): Promise<string> =>
  ask(`SELECT uniqExact(id) FROM alert_records WHERE kind = 'done' AND rule = 'Service ${service}'`);

/** The leader of those that are alive, and the others. */
async function leaderAmong(alive: readonly Candidate[]): Promise<readonly [Candidate, readonly Candidate[]]> {
  let leading: readonly boolean[] = [];
  const count = async (): Promise<number> => {
    leading = await Promise.all(alive.map(isLeading));
    return leading.filter(Boolean).length;
  };
  await expect.poll(count, patience).toBe(1);
  const index = leading.indexOf(true);
  return [alive[index]!, alive.toSpliced(index, 1)];
}

/** What happens to a leader, and how it comes back when another one leads. */
interface Trouble {
  begin(leader: Candidate): unknown;
  end(leader: Candidate): unknown;
}

const pausing: Trouble = {
  begin: ({ console: { child } }) => child.kill("SIGSTOP"),
  end: ({ console: { child } }) => child.kill("SIGCONT"),
};

const killing: Trouble = {
  begin: ({ kill }) => kill(),
  async end(leader) {
    candidates = [...candidates.filter((one) => one !== leader), await startCandidate()];
  },
};

/** Troubles the leader after each change of a service, at another moment each time. */
async function replaceLeaders(service: string, times: number, trouble: Trouble): Promise<void> {
  const before = new Set(received(service).map(({ id }) => id)).size;
  const expected: string[] = [];
  for (let time = 0; time < times; time++) {
    const fires = time % 2 === 0;
    const [leader, others] = await leaderAmong(candidates);
    await setValue(service, fires ? 20 : 1);
    expected.push(fires ? "firing" : "recovered");
    // a round begins each second
    await pause((time * 370) % 1100);
    await trouble.begin(leader);
    const count = String(before + time + 1);
    try {
      await leaderAmong(others);
      await expect.poll(() => done(service), patience).toBe(count);
    } finally {
      await trouble.end(leader);
    }
    // one that goes on finds that another one leads, and leaves what it was doing
    await leaderAmong(candidates);
    expect(await done(service)).toBe(count);
  }
  const found = new Map(received(service).map(({ id, status }) => [id, status]));
  expect([...found.values()].slice(before)).toEqual(expected);
}

// oxlint-disable-next-line vitest/expect-expect -- replaceLeaders does
test(
  "a leader that is paused is replaced, and sends nothing else when it goes on",
  () => replaceLeaders("d", 2, pausing),
  600_000,
);

// oxlint-disable-next-line vitest/expect-expect -- replaceLeaders does
test("nor does one that is paused at twenty moments", { tags: ["nightly"], timeout: 3_600_000 }, () =>
  replaceLeaders("d", 20, pausing),
);

// oxlint-disable-next-line vitest/expect-expect -- replaceLeaders does
test(
  "of leaders that are killed at twenty moments nothing is lost, and nothing is another message",
  { tags: ["nightly"], timeout: 3_600_000 },
  () => replaceLeaders("e", 20, killing),
);

test("of three one evaluates; when it is killed another one takes over within an interval, and sends nothing again", async () => {
  await setValue("a", 20);
  await expect.poll(() => done("a"), patience).toBe("1");
  const [first, others] = await leaderAmong(candidates);
  const killedMs = performance.now();
  await first.kill();
  await leaderAmong(others);
  await setValue("a", 1);
  await expect.poll(() => done("a"), patience).toBe("2");
  expect(performance.now() - killedMs).toBeLessThan(intervalMs * slowness());
  expect(statuses("a")).toEqual(["firing", "recovered"]);
  candidates = others;
}, 600_000);

test("of a console that is killed in a round and in a message, the round that arrives later does not count, and the message is sent again with its id", async () => {
  // accepted, and never answered
  endpoint.behave(() => undefined);
  await setValue("c", 20);
  await expect.poll(() => statuses("c"), patience).toEqual(["firing"]);
  const caught = catchRound("Service b");
  await setValue("b", 20);
  const { url, land } = await caught;
  const second = candidates.find((one) => one.url === url)!;
  const others = candidates.filter((one) => one !== second);
  await second.kill();
  endpoint.behave(answer(200));
  await leaderAmong(others);
  await expect.poll(() => Promise.all(["b", "c"].map(done)), patience).toEqual(["1", "1"]);

  const messages = (): Promise<string> =>
    ask(
      "SELECT uniqExact(id) FROM alert_records WHERE kind = 'notice' AND rule = 'Service b' AND detail = 'firing'",
    );
  expect(await messages()).toBe("1");
  land();
  await expect.poll(messages, patience).toBe("2");
  await setValue("b", 1);
  await setValue("c", 1);
  await expect.poll(() => Promise.all(["b", "c"].map(done)), patience).toEqual(["2", "2"]);
  expect(statuses("a")).toEqual(["firing", "recovered"]);
  expect(statuses("b")).toEqual(["firing", "recovered"]);
  expect(statuses("c")).toEqual(["firing", "firing", "recovered"]);
  // a receiver that deduplicates by them has each once
  expect(new Set(received("c").map(({ id }) => id)).size).toBe(2);
}, 600_000);

// Rules from the console, against a server of the test's own that signs, lies, replays and breaks.
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { diag } from "@opentelemetry/api";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { memoryExporter, start, type StartOptions, type Telltale, trace } from "../../src/index.ts";
import type { MemoryExporter } from "../../src/export/index.ts";

const token = "made-up-token-of-tests";

interface RulesRequest {
  readonly nonce: string;
  readonly version: number;
  readonly service: string;
  readonly refused?: string;
  readonly authorization: string;
}

let server: Server;
let telltale: Telltale | undefined;
let sent: MemoryExporter;
let asked: RulesRequest[];
let answer: (question: RulesRequest) => string;

const sign = (payload: string, key = token): string =>
  createHmac("sha256", key).update(payload).digest("hex");
function signed(
  question: RulesRequest,
  version: number,
  rules: unknown,
  more: object = {},
  key = token,
): string {
  const payload = JSON.stringify({
    nonce: question.nonce,
    version,
    expiresMs: Date.now() + 60_000,
    rules,
    ...more,
  });
  return JSON.stringify({ payload, signature: sign(payload, key) });
}

beforeEach(async () => {
  asked = [];
  server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += String(chunk);
    const question = {
      ...(JSON.parse(text) as RulesRequest),
      authorization: request.headers.authorization ?? "",
    };
    asked.push(question);
    response.end(answer(question));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
});

afterEach(async () => {
  await telltale?.stop();
  telltale = undefined;
  server.closeAllConnections();
  server.close();
  diag.disable();
});

function begin(options: StartOptions["sampling"] = {}): void {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  sent = memoryExporter();
  telltale = start({
    service: "checkout",
    exporters: [sent],
    sampling: { ...options, remote: { url, token, pollMs: 100 } },
  });
}

/** Whether a trace of this name is kept now. */
async function keeps(name: string): Promise<boolean> {
  sent.clear();
  trace(name, () => {});
  await telltale?.flush();
  return sent.spans().length === 1;
}

const answered = async (times: number): Promise<void> =>
  vi.waitFor(() => expect(asked.length).toBeGreaterThanOrEqual(times), { timeout: 50_000, interval: 20 });

test("new rules are at work without a restart, and the process's own again when they are taken back", async () => {
  let version = 1;
  let rules: unknown = { rate: 0, head: [{ name: "keep", when: { name: "a" }, rate: 1 }] };
  answer = (question) => signed(question, version, rules);
  begin();
  await vi.waitFor(async () => expect(await keeps("b")).toBe(false), { timeout: 50_000 });
  expect(await keeps("a")).toBe(true);
  version = 2;
  rules = { tail: { rules: [{ name: "no-b", when: { name: "b" }, rate: 0 }] } };
  await vi.waitFor(async () => expect(await keeps("c")).toBe(true), { timeout: 50_000 });
  expect(await keeps("b")).toBe(false);
  version = 3;
  rules = null;
  await vi.waitFor(async () => expect(await keeps("b")).toBe(true), { timeout: 50_000 });
  expect(asked.map(({ service }) => service)).toContain("checkout");
  expect(JSON.stringify(asked)).not.toContain(token);
  expect(telltale?.stats().headSampling).toMatchObject({ keep: { kept: 1, dropped: 0 } });
  expect(sent.spans().every(({ name }) => name.length === 1)).toBe(true);
});

const drops = { rate: 0 };

test.each<[string, (question: RulesRequest) => string, RegExp]>([
  [
    "of another token",
    (question) => signed(question, 2, drops, {}, "another-token-than-that"),
    /not of this token/,
  ],
  [
    "changed on the way",
    (question) => signed(question, 2, { rate: 1 }).replace('\\"rate\\":1', '\\"rate\\":0'),
    /not of this token/,
  ],
  ["to another question", (question) => signed({ ...question, nonce: "old" }, 2, drops), /another question/],
  ["that has expired", (question) => signed(question, 2, drops, { expiresMs: Date.now() - 1 }), /expired/],
  ["without a signature", () => JSON.stringify({ payload: JSON.stringify(drops) }), /no signature/],
  ["that is not JSON", () => "<html>", /not JSON/],
])("an answer %s is counted and ignored", async (_title, wrong, _why) => {
  answer = wrong;
  const before = reportsOf("sampling_poll_failed");
  begin();
  await answered(2);
  expect(await keeps("a")).toBe(true);
  expect(reportsOf("sampling_poll_failed")).toBeGreaterThan(before);
});

function reportsOf(code: string): number {
  return telltale?.stats().reports[code] ?? 0;
}

test("older rules are not taken after newer ones; the last good ones stay when the console is away", async () => {
  answer = (question) => signed(question, 5, drops);
  begin();
  await vi.waitFor(async () => expect(await keeps("a")).toBe(false), { timeout: 50_000 });
  answer = (question) => signed(question, 4, { rate: 1 });
  await answered(asked.length + 2);
  expect(await keeps("a")).toBe(false);
  server.closeAllConnections();
  server.close();
  expect(await keeps("a")).toBe(false);
});

test("rules that cannot be used are refused as a whole, and the console hears why", async () => {
  let version = 1;
  let rules: unknown = { rate: 1, head: [{ name: "no-a", when: { name: "a" }, rate: 0 }] };
  answer = (question) => signed(question, version, rules);
  begin();
  await vi.waitFor(async () => expect(await keeps("a")).toBe(false), { timeout: 50_000 });
  version = 2;
  rules = { rate: 0, head: [{ name: "x", when: { error: true }, rate: 1 }] };
  await vi.waitFor(
    () => expect(asked.at(-1)?.refused).toContain("Cannot ask for `rules.head[0].when.error` here"),
    { timeout: 50_000 },
  );
  expect(await keeps("a")).toBe(false);
  expect(await keeps("b")).toBe(true);
  expect(reportsOf("sampling_rules_refused")).toBeGreaterThan(0);
  version = 3;
  rules = { ["x".repeat(20_000)]: 1 };
  await vi.waitFor(
    () => expect(asked.at(-1)).toMatchObject({ version: 3, refused: expect.stringMatching(/^.{1000}$/) }),
    {
      timeout: 50_000,
    },
  );
});

test.each<[object, string]>([
  [{ token: "short" }, "Cannot use `…` as `sampling.remote.token`: expected the console's token"],
  [{ token, url: "localhost" }, "expected an absolute http or https URL"],
  [{ token, pollMs: 5 }, "expected a whole number from 100"],
])("options that cannot be used: %j", (remote, message) => {
  expect(() => start({ exporters: [], sampling: { remote: remote as never } })).toThrowError(message);
});

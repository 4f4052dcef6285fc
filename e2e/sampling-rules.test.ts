// @module-tag extended
// Sampling rules that are saved in the console reach a running process and change what it keeps. Both reject the same rules.
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { Problem, SamplingResult } from "contract";
import { memoryExporter, start, type Telltale, trace } from "telltale";
import type { MemoryExporter } from "telltale/export";
import { checkSamplingRules } from "telltale/sampling";

import { type ConsoleProcess, createFolder, startConsole } from "../tools/console-process.ts";
import { patience } from "../tools/testing/patience.ts";

const token = "made-up-token-of-the-test";
const { folder, remove } = createFolder();
let running: ConsoleProcess;
let telltale: Telltale | undefined;

beforeAll(async () => {
  process.env["TELLTALE_TOKEN"] = token;
  running = await startConsole(folder);
  delete process.env["TELLTALE_TOKEN"];
});

afterEach(async () => {
  await telltale?.stop();
  telltale = undefined;
});

afterAll(async () => {
  await running?.stop();
  remove();
});

interface Answered<T> {
  readonly status: number;
  readonly etag: string;
  readonly body: T;
}

async function ask<T>(method: "GET" | "PUT", body?: unknown, ifMatch?: string): Promise<Answered<T>> {
  const response = await fetch(`${running.addresses.page}/api/sampling`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(ifMatch === undefined ? {} : { "if-match": ifMatch }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return {
    status: response.status,
    etag: response.headers.get("etag") ?? "",
    body: (await response.json()) as T,
  };
}

const read = async (): Promise<Answered<SamplingResult>> => ask("GET");
const save = async (rules: unknown): Promise<Answered<SamplingResult & Problem>> =>
  ask("PUT", rules, (await read()).etag);

async function keeps(sent: MemoryExporter, name: string): Promise<boolean> {
  sent.clear();
  trace(name, () => {});
  await telltale?.flush();
  return sent.spans().length === 1;
}

test("applies new rules in a process without a restart, and lists the version of each process", async () => {
  const sent = memoryExporter();
  telltale = start({
    service: "checkout",
    exporters: [sent],
    sampling: { remote: { url: running.addresses.page, token, pollMs: 100 } },
  });
  expect(await keeps(sent, "a")).toBe(true);
  const own = {
    rate: 0,
    services: { "check*": { head: [{ name: "keep-a", when: { name: "a" }, rate: 1 }] } },
  };
  const first = await save(own);
  expect(first.status).toBe(200);
  await vi.waitFor(async () => expect(await keeps(sent, "b")).toBe(false), { timeout: patience(50_000) });
  expect(await keeps(sent, "a")).toBe(true);
  await vi.waitFor(
    async () =>
      expect((await read()).body.processes[0]).toMatchObject({
        service: "checkout",
        version: first.body.version,
      }),
    { timeout: patience(50_000) },
  );
  await save({ tail: { defaultRate: 0, rules: [{ name: "errors", when: { error: true }, rate: 1 }] } });
  await vi.waitFor(async () => expect(await keeps(sent, "a")).toBe(false), { timeout: patience(50_000) });
  sent.clear();
  expect(() =>
    trace("fails", () => {
      throw new Error("made up");
    }),
  ).toThrow("made up");
  await telltale.flush();
  expect(sent.spans().map(({ name }) => name)).toEqual(["fails"]);
});

test("saves rules on top of the version that was read, and rejects any other", async () => {
  const before = await read();
  expect(before.etag).toBe(`"${before.body.version}"`);
  expect((await ask<Problem>("PUT", {})).status).toBe(428);
  expect((await ask("PUT", { rate: 0.5 }, before.etag)).status).toBe(200);
  expect(await ask<Problem>("PUT", { rate: 0.1 }, before.etag)).toMatchObject({
    status: 412,
    body: { code: "SAMPLING_CHANGED" },
  });
  expect((await read()).body).toMatchObject({ version: before.body.version + 1, rules: { rate: 0.5 } });
});

test("rejects requests without the token, and signs each response for one request", async () => {
  const question = { service: "checkout", nonce: "made-up-nonce", version: 0, instance: "made-up" };
  const poll = async (authorization: string): Promise<Response> =>
    fetch(`${running.addresses.page}/api/sampling/poll`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization },
      body: JSON.stringify(question),
    });
  expect((await poll("Bearer wrong")).status).toBe(401);
  const answer = (await (await poll(`Bearer ${token}`)).json()) as { payload: string; signature: string };
  expect(JSON.parse(answer.payload)).toMatchObject({ nonce: "made-up-nonce" });
  expect(answer.signature).toMatch(/^[0-9a-f]{64}$/);
});

/** `depth` nested conditions. */
function nested(depth: number): object {
  return depth === 1 ? { name: "x" } : { not: nested(depth - 1) };
}

/** Rules, and the path of their mistake; undefined for valid rules. */
const cases: readonly (readonly [unknown, string | undefined])[] = [
  [{}, undefined],
  [{ rate: 0.5, noise: false }, undefined],
  [
    {
      head: [
        { name: "a", rate: 1 },
        { name: "b", perSecond: 5 },
      ],
    },
    undefined,
  ],
  [
    {
      head: [
        {
          name: "a",
          when: {
            name: ["x", "y*"],
            kind: ["server"],
            attributes: { a: { gte: 5 }, b: [1, "x"] },
            parent: "remote",
            baggage: { t: "x" },
          },
          rate: 1,
          priority: -5,
        },
      ],
    },
    undefined,
  ],
  [
    { head: [{ name: "a", when: { any: [{ name: "x" }, { not: { all: [{ route: "/x" }] } }] }, rate: 0 }] },
    undefined,
  ],
  [
    {
      tail: {
        rules: [
          {
            name: "a",
            when: {
              error: true,
              slowerThanMs: 5,
              transaction: { type: "p", outcome: ["failed"], minAmount: 5, currency: "EUR" },
              logSeverity: "error",
            },
            rate: 1,
          },
        ],
        defaultRate: 0.1,
      },
    },
    undefined,
  ],
  [{ tail: { budget: { perSecond: 10, shares: { default: 0.5 } } } }, undefined],
  [{ tail: { rules: [{ name: "errors", when: { error: true } }] } }, undefined],
  [{ head: [{ name: "a", rate: 1, when: nested(16) }] }, undefined],
  [{ adaptive: { tracesPerSecond: 5, key: "route" } }, undefined],
  [{ services: { "a*": { rate: 0, adaptive: { bytesPerHour: 5 } } } }, undefined],
  [5, ""],
  [{ rat: 0.5 }, "rat"],
  [{ rate: 2 }, "rate"],
  [{ rate: "1" }, "rate"],
  [{ head: {} }, "head"],
  [{ head: [{ rate: 1 }] }, "head[0].name"],
  [{ head: [{ name: " ", rate: 1 }] }, "head[0].name"],
  [{ head: [{ name: "noise", rate: 1 }] }, "head[0].name"],
  [
    {
      head: [
        { name: "a", rate: 1 },
        { name: "a", rate: 1 },
      ],
    },
    "head",
  ],
  [{ head: [{ name: "a" }] }, "head[0].rate"],
  [{ head: [{ name: "a", rate: 1, perSecond: 0 }] }, "head[0].perSecond"],
  [{ head: [{ name: "a", rate: 1, when: { error: true } }] }, "head[0].when.error"],
  [{ head: [{ name: "a", rate: 1, when: { name: [] } }] }, "head[0].when.name"],
  [{ head: [{ name: "a", rate: 1, when: { kind: "servr" } }] }, "head[0].when.kind"],
  [{ head: [{ name: "a", rate: 1, when: { attributes: { x: {} } } }] }, "head[0].when.attributes.x"],
  [
    { head: [{ name: "a", rate: 1, when: { attributes: { x: { gt: "5" } } } }] },
    "head[0].when.attributes.x.gt",
  ],
  [{ head: [{ name: "a", rate: 1, when: { any: [] } }] }, "head[0].when.any"],
  [{ head: [{ name: "a", rate: 1, when: { not: { parent: "no" } } }] }, "head[0].when.not.parent"],
  [
    { tail: { rules: [{ name: "a", rate: 1, when: { baggage: { a: "b" } } }] } },
    "tail.rules[0].when.baggage",
  ],
  [{ tail: { rules: [{ name: "a", rate: 1, when: { minSpans: 0 } }] } }, "tail.rules[0].when.minSpans"],
  [
    { tail: { rules: [{ name: "a", rate: 1, when: { logSeverity: "bad" } }] } },
    "tail.rules[0].when.logSeverity",
  ],
  [
    { tail: { rules: [{ name: "a", rate: 1, when: { transaction: { typ: "x" } } }] } },
    "tail.rules[0].when.transaction.typ",
  ],
  [{ tail: { defaultRate: -1 } }, "tail.defaultRate"],
  [{ tail: { rules: [{ name: "a", rate: null }] } }, "tail.rules[0].rate"],
  [{ head: [{ name: "a", rate: null, perSecond: 5 }] }, "head[0].rate"],
  [{ tail: { budget: { perSecond: 10, shares: { nobody: 0.5 } } } }, "tail.budget.shares.nobody"],
  [
    { tail: { rules: [{ name: "a" }], budget: { perSecond: 10, shares: { a: 0.7, default: 0.7 } } } },
    "tail.budget.shares",
  ],
  [
    { tail: { rules: [{ name: "a", perSecond: 0.5 }], budget: { perSecond: 10 } } },
    "tail.rules[0].perSecond",
  ],
  [{ head: [{ name: "a", rate: 1, when: nested(17) }] }, "head[0].when"],
  [{ adaptive: {} }, "adaptive"],
  [{ adaptive: { tracesPerSecond: 1, bytesPerHour: 1 } }, "adaptive"],
  [{ services: { a: { head: [{ name: "x", rate: 3 }] } } }, "services.a.head[0].rate"],
  [{ services: { a: { services: {} } } }, "services.a.services"],
];

describe("the console and the library accept the same rules", () => {
  test.each(cases)("%j", async (rules, wrong) => {
    const judged = await ask<Problem>("PUT", rules, '"999999"');
    const mistake = mistakeOf(rules);
    // valid rules are rejected only for their version
    expect(judged.status).toBe(wrong === undefined ? 412 : judged.body.code === "BAD_REQUEST" ? 400 : 422);
    expect(mistake === undefined).toBe(wrong === undefined);
    expect(judged.body.message).toContain(wrong ?? "Version 999999");
  });
});

function mistakeOf(rules: unknown): string | undefined {
  try {
    checkSamplingRules(rules);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

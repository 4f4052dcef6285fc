// The promises for Next.js, for each version the same.
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";

import { forms, installPreloads, type Preloads } from "./forms.ts";
import {
  act,
  build,
  type Built,
  clients,
  counted,
  durations,
  entriesOf,
  type Expected,
  expected,
  leave,
  namesOf,
  serve,
  type Seen,
  settled,
} from "./next.ts";
import { type Answer, type Running, withoutPort } from "./running.ts";

const limitMs = 600_000;

/** Describes the application of `fixture`; `more` is what only this version answers, and `setUps` the variables of its set-ups. */
export function describeNext(
  fixture: "next-14" | "next-16",
  more: readonly Expected[],
  setUps: readonly Readonly<Record<string, string>>[],
): void {
  const asked = [...expected, ...more];
  let preloads: Preloads;
  let built: Built;

  beforeAll(async () => {
    preloads = await installPreloads(inject("telltalePack").tarball);
    built = await build(fixture, preloads);
  }, limitMs);
  afterAll(() => {
    built?.remove();
    preloads?.remove();
  });

  test("its build is left alone", () => {
    expect(built.sent).toEqual([]);
    expect(built.printed).not.toContain("telltale");
  });

  describe("in all forms", () => {
    const answers = { plain: [] as Answer[][], gzip: [] as Answer[][] };
    beforeAll(async () => {
      for (const form of forms) {
        const running = await serve(built, "start", form, preloads);
        for (const client of ["plain", "gzip"] as const)
          answers[client].push(await answersOf(running, asked, client));
        await running.stop();
      }
    }, limitMs);

    test.each(["plain", "gzip"] as const)("a client that accepts %s gets the same answers", (client) => {
      const [bare, telltale, stock] = answers[client];
      expect(bare?.map(({ status }) => status)).toEqual(asked.map(({ status }) => status));
      expect(telltale).toEqual(bare);
      expect(stock).toEqual(bare);
    });
  });

  describe.each([["start", {}] as const, ...setUps.map((variables) => ["standalone", variables] as const)])(
    "next %s with %o",
    (command, variables) => {
      let running: Running;
      let spans: readonly Seen[];
      // the readiness, each request for each client, the form of the action and the action, and the client that leaves
      const names = [
        "GET",
        ...Object.keys(clients).flatMap(() => namesOf(asked)),
        "GET /action",
        "POST /action",
        "GET /api/endless",
      ];

      beforeAll(async () => {
        running = await serve(built, command, "telltale", preloads, variables);
        for (const client of ["plain", "gzip"] as const) await answersOf(running, asked, client);
        expect((await act(running)).status).toBe(303);
        await leave(running);
        spans = await settled(running, names.length);
      }, limitMs);
      afterAll(async () => {
        await running?.stop();
      });

      test("one request is one entry, with its route on span and metric", () => {
        expect(counted(entriesOf(spans).map(({ name }) => name))).toEqual(counted(names));
        expect(durations(running.receiver)).toEqual(counted(names));
        for (const { name, attributes } of entriesOf(spans))
          expect(name.split(" ")[1]).toBe(attributes["http.route"]);
      });

      test("its own spans are parts of the requests", () => {
        const own = spans.filter(({ scope }) => scope === "next.js");
        expect(own.length).toBeGreaterThan(0);
        expect([...new Set(own.map(({ kind }) => kind))]).toEqual(["internal"]);
        const ids = new Set(spans.map(({ id }) => id));
        expect(own.filter(({ parent }) => !ids.has(parent))).toEqual([]);
        expect(own.filter(({ name }) => /\?|\/\/|\/shop\/7/.test(name))).toEqual([]);
      });

      test("an error is one error", () => {
        const failing = asked.filter(({ status }) => status >= 500);
        expect(entriesOf(spans).filter(({ failed }) => failed)).toHaveLength(failing.length * 2);
        const left = entriesOf(spans).filter(
          ({ attributes }) => attributes["telltale.http.aborted"] === true,
        );
        expect(left.map(({ name, failed }) => [name, failed])).toEqual([["GET /api/endless", false]]);
      });

      test("a call of fetch is one client span", () => {
        const inner = asked.flatMap((one) => one.inner ?? []);
        expect(spans.filter(({ kind }) => kind === "client")).toHaveLength(inner.length * 2);
      });

      test("nothing is reported", () => {
        const { stdout, stderr } = running.printed();
        const lines = `${stdout}\n${stderr}`.split("\n");
        expect(lines.filter((line) => line.startsWith("telltale"))).toEqual([]);
      });
    },
  );

  test("a request continues the trace that its client began", { timeout: limitMs }, async () => {
    const running = await serve(built, "start", "telltale", preloads);
    const [trace, parent] = ["a".repeat(32), "b".repeat(16)];
    await running.ask({ path: "/shop/7", headers: { traceparent: `00-${trace}-${parent}-01` } });
    const entry = entriesOf(await settled(running, 2)).find(({ name }) => name === "GET /shop/[id]");
    expect(entry).toMatchObject({ trace, parent });
    await running.stop();
  });
}

/** The answers to `asked`, without what differs from run to run. */
async function answersOf(
  running: Running,
  asked: readonly Expected[],
  client: keyof typeof clients,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const { status: _status, route: _route, inner: _inner, ...request } of asked) {
    const headers = { ...request.headers, ...clients[client] };
    const { status, headers: sent, body } = await running.ask({ ...request, headers });
    // the cache of the application outlives its process
    const varying = request.path.startsWith("/cached/")
      ? ["date", "cache-control", "x-nextjs-cache"]
      : ["date"];
    const kept = Object.fromEntries(Object.entries(sent).filter(([name]) => !varying.includes(name)));
    const here = (text: string): string => withoutPort(text, running.port);
    answers.push({
      status,
      headers: JSON.parse(here(JSON.stringify(kept))) as Answer["headers"],
      body: here(body),
    });
  }
  return answers;
}

// The sender against real HTTP servers on this machine, with a clock that the tests move.
import { createHmac } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createDescribe } from "../../src/notify/describe.ts";
import type { StoredNotice } from "../../src/notify/outbox.ts";
import { temporaryDirectory } from "../support/temporary.ts";
import {
  allDelivered,
  answer,
  type Call,
  createClock,
  createOutbox,
  hangUp,
  senderOf,
  startEndpoint,
} from "./endpoint.ts";
import { channelOf, details, knowing, notice, start } from "./notices.ts";

const minute = 60_000;
const by = { actor: "ann@example.com", tenant: "acme" };

interface Body {
  readonly id: string;
  readonly alerts: readonly {
    readonly id: string;
    readonly status: string;
    readonly group: Record<string, string>;
  }[];
}

const bodyOf = ({ body }: Call): Body => JSON.parse(body) as Body;
const statusesOf = (calls: readonly Call[]): readonly string[] =>
  calls.flatMap((call) => bodyOf(call).alerts.map(({ status, group }) => `${group["region"]} ${status}`));
const regions = (count: number, overrides: Partial<StoredNotice> = {}): readonly StoredNotice[] =>
  Array.from({ length: count }, (_, index) => notice({ group: { region: `r${index}` }, ...overrides }));

test("a webhook gets a signed message that a receiver can check", async () => {
  const endpoint = await startEndpoint();
  const secret = `whsec_${Buffer.from("a secret of 24 characters").toString("base64")}`;
  const channel = channelOf("webhook", {
    url: `${endpoint.url}/in`,
    secret: { env: "SECRET" },
    headers: { "X-Team": "shop" },
  });
  const sender = senderOf([channel], { env: { SECRET: secret }, details: knowing(details) });
  sender.outbox.add(notice());
  await sender.step();

  const [call] = endpoint.calls;
  const { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature } = call!.headers;
  // the documented check
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const expected = createHmac("sha256", key)
    .update(`${id as string}.${timestamp as string}.${call!.body}`)
    .digest("base64");
  expect(signature).toBe(`v1,${expected}`);
  expect(Number(timestamp)).toBe(Math.floor(sender.clock.now() / 1000));
  expect(call).toMatchObject({
    method: "POST",
    path: "/in",
    headers: { "content-type": "application/json", "x-team": "shop", "idempotency-key": id },
  });
  expect(JSON.parse(call!.body)).toEqual({
    version: 1,
    id,
    kind: "alerts",
    channel: "webhook",
    alerts: [
      {
        id: notice().id,
        key: expect.stringMatching(/^[0-9a-f]{64}$/),
        status: "firing",
        alert: "Purchases fail",
        title: "Firing: Purchases fail (region = eu)",
        text: "Four purchases of ten fail.\nCustomers cannot buy.\nMoney is lost.",
        severity: "page",
        owner: "team-checkout",
        tenant: "",
        group: { region: "eu" },
        labels: { area: "checkout" },
        value: 0.41,
        at: "2026-11-22T10:00:00.000Z",
        since: "2026-11-22T10:00:00.000Z",
        runbook: "https://handbook.example/checkout",
        ...details,
      },
    ],
  });
  expect(sender.outbox.deliveries).toEqual([
    {
      noticeId: notice().id,
      channel: "webhook",
      attempt: 1,
      at: sender.clock.now(),
      outcome: "sent",
      status: 200,
      ms: 0,
    },
  ]);
  expect(sender.outbox.finished).toEqual([notice().id]);
});

describe("an endpoint that is down for an hour", () => {
  test.each([
    ["refuses", answer(503)],
    ["hangs up", hangUp],
  ])("%s: nothing is lost and nothing comes twice, in order", async (_, down) => {
    const endpoint = await startEndpoint();
    endpoint.behave(down);
    const sender = senderOf([channelOf("webhook", { url: endpoint.url })]);
    const fired = regions(20);
    const recovered = regions(20, { kind: "recovered", at: start + 30 * minute });
    sender.outbox.add(...fired);
    await sender.run(30 * minute);
    sender.outbox.add(...recovered);
    await sender.run(30 * minute);
    expect(endpoint.calls.length).toBeGreaterThan(10);
    // not 20 alerts times their attempts: one message asks whether it works again
    expect(endpoint.calls.length).toBeLessThan(60);

    const before = endpoint.calls.length;
    endpoint.behave(answer(200));
    await sender.run(15 * minute);
    expect(allDelivered(sender.outbox, [...fired, ...recovered])).toBe(true);
    const received = statusesOf(endpoint.calls.slice(before));
    expect(received.toSorted()).toEqual(
      fired.flatMap(({ group }) => [`${group["region"]} firing`, `${group["region"]} recovered`]).toSorted(),
    );
    for (const { group } of fired)
      expect(received.indexOf(`${group["region"]} firing`)).toBeLessThan(
        received.indexOf(`${group["region"]} recovered`),
      );
    expect(sender.outbox.finished).toHaveLength(40);
    expect(sender.states()).toEqual([
      { name: "webhook", type: "webhook", target: new URL(endpoint.url).host, waiting: 0, failures: 0 },
    ]);
  });

  test("a restart in the middle changes nothing", async () => {
    const endpoint = await startEndpoint();
    const other = await startEndpoint();
    endpoint.behave(answer(503));
    const channels = [
      channelOf("webhook", { name: "a", url: endpoint.url }),
      channelOf("webhook", { name: "b", url: other.url }),
    ];
    const first = senderOf(channels);
    const { outbox, clock } = first;
    outbox.add(...regions(3));
    await first.run(30 * minute);
    await first.stop();
    const attempts = outbox.deliveries.filter(({ channel }) => channel === "a");

    const second = senderOf(channels, { outbox, clock });
    endpoint.behave(answer(200));
    const before = endpoint.calls.length;
    await second.run(minute);
    expect(statusesOf(endpoint.calls.slice(before)).toSorted()).toEqual([
      "r0 firing",
      "r1 firing",
      "r2 firing",
    ]);
    // the other endpoint had them before the restart
    expect(statusesOf(other.calls).toSorted()).toEqual(["r0 firing", "r1 firing", "r2 firing"]);
    const lastOf = (id: string): number =>
      Math.max(...attempts.filter(({ noticeId }) => noticeId === id).map(({ attempt }) => attempt), 0);
    for (const { id } of regions(3))
      expect(
        outbox.deliveries.find((one) => one.noticeId === id && one.channel === "a" && one.outcome === "sent")
          ?.attempt,
      ).toBe(lastOf(id) + 1);
  });
});

test("a slow endpoint does not hold others", async () => {
  const slow = await startEndpoint();
  const quick = await startEndpoint();
  slow.behave(() => {});
  const sender = senderOf([
    channelOf("webhook", { name: "slow", url: slow.url }),
    channelOf("webhook", { name: "quick", url: quick.url }),
  ]);
  sender.outbox.add(...regions(6));
  await sender.tick();
  await Promise.all([quick.called(6), slow.called(4)]);
  // and no more than four wait for an answer at the same time
  expect(slow.calls).toHaveLength(4);
  await sender.stop();
  expect(sender.outbox.deliveries.filter(({ channel }) => channel === "slow")).toEqual([]);
});

test("an answer that was lost: the receiver knows the message by its id and body", async () => {
  const endpoint = await startEndpoint();
  endpoint.behave(hangUp);
  const sender = senderOf([channelOf("webhook", { url: endpoint.url })]);
  sender.outbox.add(notice());
  await sender.step();
  endpoint.behave(answer(200));
  await sender.run(10_000);
  expect(endpoint.calls).toHaveLength(2);
  const [first, second] = endpoint.calls;
  expect(second!.headers["idempotency-key"]).toBe(first!.headers["idempotency-key"]);
  expect(second!.body).toBe(first!.body);
});

describe("a recovery never overtakes its firing", () => {
  test("while the firing is on its way", async () => {
    const endpoint = await startEndpoint();
    const held: (() => void)[] = [];
    endpoint.behave((_, response) => held.push(() => response.end()));
    const sender = senderOf([channelOf("webhook", { url: endpoint.url })]);
    sender.outbox.add(notice());
    await sender.tick();
    await endpoint.called(1);
    sender.outbox.add(notice({ kind: "recovered", at: start + minute }), notice({ group: { region: "us" } }));
    await sender.tick();
    await endpoint.called(2);
    expect(statusesOf(endpoint.calls)).toEqual(["eu firing", "us firing"]);
    endpoint.behave(answer(200));
    for (const release of held) release();
    await sender.settled();
    expect(statusesOf(endpoint.calls)).toEqual(["eu firing", "us firing", "eu recovered"]);
  });

  test("while the firing waits for another attempt, and when both are found at once in the wrong order", async () => {
    const endpoint = await startEndpoint();
    let calls = 0;
    endpoint.behave((_, response) => response.writeHead(++calls === 1 ? 500 : 200).end());
    const sender = senderOf([channelOf("pagerduty", { routingKey: { env: "KEY" }, url: endpoint.url })], {
      env: { KEY: "k".repeat(32) },
    });
    sender.outbox.add(notice({ kind: "recovered", at: start + minute }), notice());
    await sender.run(10_000);
    expect(
      endpoint.calls.map(({ body }) => (JSON.parse(body) as { event_action: string }).event_action),
    ).toEqual(["trigger", "trigger", "resolve"]);
  });
});

describe("failures", () => {
  test("a message that the receiver rejects is dead at once, and the next one goes", async () => {
    const endpoint = await startEndpoint();
    endpoint.behave(({ body }, response) =>
      response.writeHead(body.includes("r0") ? 400 : 200).end("invalid_payload\r\nX-Evil: 1"),
    );
    const sender = senderOf([channelOf("webhook", { url: endpoint.url })]);
    sender.outbox.add(...regions(2));
    await sender.step();
    expect(sender.outbox.deliveries).toEqual([
      expect.objectContaining({
        outcome: "dead",
        status: 400,
        attempt: 1,
        error: "the receiver answered 400: invalid_payload X-Evil: 1",
      }),
      expect.objectContaining({ outcome: "sent", status: 200 }),
    ]);
    expect(sender.outbox.finished).toHaveLength(2);
  });

  test("a message is given up after the channel's time", async () => {
    const endpoint = await startEndpoint();
    endpoint.behave(answer(500));
    const sender = senderOf([channelOf("webhook", { url: endpoint.url, retryFor: "10m" })]);
    sender.outbox.add(notice());
    await sender.run(9 * minute);
    expect(sender.outbox.outcomes(notice().id)).not.toContain("webhook dead");
    await sender.run(7 * minute);
    expect(sender.outbox.outcomes(notice().id).at(-1)).toBe("webhook dead");
    expect(sender.outbox.finished).toEqual([notice().id]);
    const calls = endpoint.calls.length;
    await sender.run(10 * minute);
    expect(endpoint.calls).toHaveLength(calls);
  });

  test("attempts come less and less often, and not before the receiver wants them", async () => {
    const endpoint = await startEndpoint();
    const times: number[] = [];
    const sender = senderOf([channelOf("webhook", { url: endpoint.url })]);
    endpoint.behave((_, response) => {
      times.push(sender.clock.now() - start);
      response.writeHead(503).end();
    });
    sender.outbox.add(notice());
    await sender.run(40 * minute);
    const gaps = times.slice(1).map((time, index) => (time - times[index]!) / 1000);
    gaps.slice(0, 8).forEach((gap, index) => {
      expect(gap).toBeGreaterThanOrEqual(2 ** index / 2);
      expect(gap).toBeLessThanOrEqual(2 ** index + 1);
    });
    expect(Math.max(...gaps)).toBeLessThanOrEqual(301);

    endpoint.behave((_, response) => {
      times.push(sender.clock.now() - start);
      response.writeHead(429, { "retry-after": "900" }).end();
    });
    await sender.run(6 * minute);
    const asked = times.at(-1)!;
    await sender.run(16 * minute);
    expect(times.at(-1)! - asked).toBeGreaterThanOrEqual(900_000);
  });

  test("a clock that is changed neither gives up nor repeats a message", async () => {
    const endpoint = await startEndpoint();
    endpoint.behave(answer(503));
    const sender = senderOf([channelOf("webhook", { url: endpoint.url })]);
    sender.outbox.add(notice());
    await sender.step();
    sender.clock.setNow(start + 30 * 86_400_000);
    await sender.run(minute);
    sender.clock.setNow(start - 30 * 86_400_000);
    await sender.run(minute);
    expect(sender.outbox.outcomes(notice().id)).not.toContain("webhook dead");
    endpoint.behave(answer(200));
    await sender.run(3 * minute);
    expect(sender.outbox.outcomes(notice().id).filter((one) => one === "webhook sent")).toHaveLength(1);
  });

  test("what cannot be recorded is recorded later, and not sent again", async () => {
    const endpoint = await startEndpoint();
    const sender = senderOf([channelOf("webhook", { url: endpoint.url })]);
    endpoint.behave((_, response) => {
      sender.outbox.break();
      response.end();
    });
    sender.outbox.add(...regions(2));
    await sender.run(minute);
    expect(endpoint.calls).toHaveLength(2);
    expect(sender.outbox.deliveries).toEqual([]);
    sender.outbox.mend();
    await sender.run(minute);
    expect(endpoint.calls).toHaveLength(2);
    expect(sender.outbox.deliveries.map(({ outcome }) => outcome)).toEqual(["sent", "sent"]);
    expect(sender.outbox.finished).toHaveLength(2);
  });
});

describe("groups and limits", () => {
  test("alerts of a group share a message after its wait, and later ones its interval", async () => {
    const endpoint = await startEndpoint();
    const sender = senderOf([
      channelOf("webhook", { url: endpoint.url, group: { by: ["alert"], wait: "30s", interval: "5m" } }),
    ]);
    sender.outbox.add(...regions(3), notice({ rule: "Other", group: { region: "x" } }));
    await sender.run(29_000);
    expect(endpoint.calls).toHaveLength(0);
    expect(sender.outbox.outcomes(regions(1)[0]!.id)).toEqual(["webhook grouped"]);
    await sender.run(5000);
    expect(endpoint.calls.map((call) => statusesOf([call]))).toEqual([
      ["r0 firing", "r1 firing", "r2 firing"],
      ["x firing"],
    ]);

    sender.outbox.add(...regions(2, { kind: "recovered", at: start + minute }));
    await sender.run(4 * minute);
    expect(endpoint.calls).toHaveLength(2);
    await sender.run(2 * minute);
    expect(statusesOf(endpoint.calls.slice(2))).toEqual(["r0 recovered", "r1 recovered"]);
  });

  test("tenants never share a message", async () => {
    const endpoint = await startEndpoint();
    const sender = senderOf([channelOf("webhook", { url: endpoint.url, group: { wait: "1s" } })]);
    sender.outbox.add(notice({ id: "1", tenant: "acme" }), notice({ id: "2", tenant: "other" }));
    await sender.run(5000);
    expect(endpoint.calls).toHaveLength(2);
  });

  test("more alerts than a message takes: nothing is left out", async () => {
    const endpoint = await startEndpoint();
    const sender = senderOf([channelOf("slack", { url: { env: "URL" }, group: { wait: "1s" } })], {
      env: { URL: endpoint.url },
    });
    sender.outbox.add(...regions(20));
    await sender.run(5000);
    const all = endpoint.calls.map(({ body }) => body).join("");
    for (const { group } of regions(20))
      expect(all).toContain(`region: ${group["region"]}"`.replace('"', "\\n").slice(0, -2));
    expect(endpoint.calls).toHaveLength(3);
    expect(allDelivered(sender.outbox, regions(20))).toBe(true);
  });

  test("over the rate limit messages wait, and then come together", async () => {
    const endpoint = await startEndpoint();
    const sender = senderOf([
      channelOf("webhook", { url: endpoint.url, rateLimit: { messages: 2, per: "1m" } }),
    ]);
    sender.outbox.add(...regions(5));
    await sender.step();
    expect(endpoint.calls.map((call) => bodyOf(call).alerts.length)).toEqual([1, 4]);
    sender.outbox.add(...regions(5, { kind: "recovered", at: start + 5000 }));
    await sender.run(50_000);
    expect(endpoint.calls).toHaveLength(2);
    expect(sender.outbox.deliveries.filter(({ outcome }) => outcome === "limited")).toHaveLength(5);
    await sender.run(20_000);
    expect(endpoint.calls.slice(2).map((call) => bodyOf(call).alerts.length)).toEqual([1, 4]);
  });

  test("of a service with a state of each alert, messages over the limit wait one by one", async () => {
    const endpoint = await startEndpoint();
    const limited = { routingKey: { env: "KEY" }, url: endpoint.url, rateLimit: { messages: 2, per: "1m" } };
    const sender = senderOf([channelOf("pagerduty", limited)], { env: { KEY: "k".repeat(32) } });
    sender.outbox.add(...regions(5));
    await sender.run(59_000);
    expect(endpoint.calls).toHaveLength(2);
    await sender.run(2 * minute + 5000);
    expect(endpoint.calls).toHaveLength(5);
  });
});

describe("routes", () => {
  test("a channel takes what its routes say", async () => {
    const routes = [
      { severities: ["page"], owners: ["team-*"], labels: { region: "e*" } },
      { tenants: ["acme"] },
      { alerts: ["Deploy *"] },
    ];
    const sender = senderOf([channelOf("stdout", { routes, sendResolved: false })]);
    sender.outbox.add(
      notice({ id: "fits" }),
      notice({ id: "other severity", severity: "info" }),
      notice({ id: "other region", group: { region: "us" } }),
      notice({ id: "other owner", owner: "ops" }),
      notice({ id: "tenant", severity: "info", tenant: "acme" }),
      notice({ id: "alert", severity: "info", rule: "Deploy failed" }),
      notice({ id: "recovery", kind: "recovered", tenant: "acme" }),
      notice({ id: "withheld", tenant: "acme", withheld: { by: "silence", name: "x" } }),
    );
    await sender.step();
    const sent = sender.lines.flatMap((line) => (JSON.parse(line) as Body).alerts.map(({ id }) => id));
    expect(sent.toSorted()).toEqual(["alert", "fits", "tenant"]);
    const unrouted = sender.outbox.deliveries
      .filter(({ outcome }) => outcome === "unrouted")
      .map(({ noticeId }) => noticeId);
    expect(unrouted).toEqual(["other severity", "other region", "other owner", "recovery"]);
    // nothing is pending for ever
    expect(sender.outbox.finished).toHaveLength(8);
  });
});

describe("secrets", () => {
  test("a file is read again for each attempt", async () => {
    const endpoint = await startEndpoint();
    const folder = temporaryDirectory();
    const file = join(folder, "url");
    writeFileSync(file, `${endpoint.url}/first-secret\n`);
    const channels = { channels: [channelOf("slack", { url: { file: "url" } })], heartbeats: [], folder };
    const sender = senderOf([], { channels });
    sender.outbox.add(notice());
    await sender.step();
    writeFileSync(file, `${endpoint.url}/second-secret\n`);
    sender.outbox.add(notice({ kind: "recovered", at: start + minute }));
    await sender.step();
    expect(endpoint.calls.map(({ path }) => path)).toEqual(["/first-secret", "/second-secret"]);
  });

  test("never appear in log, deliveries, states and results of tests", async () => {
    const endpoint = await startEndpoint();
    const secret = "T0AAA-hunter2-token";
    // the receiver repeats what it was sent
    endpoint.behave(({ path, headers }, response) =>
      response.writeHead(403).end(`no ${path} ${JSON.stringify(headers)}`),
    );
    const env = {
      URL: `${endpoint.url}/services/${secret}?key=${secret}x`,
      KEY: secret,
      BAD: `http://${secret}:x@${secret}.invalid/`,
      WORSE: `not a url ${secret}`,
    };
    const sender = senderOf(
      [
        channelOf("slack", { url: { env: "URL" } }),
        channelOf("teams", { url: { env: "BAD" } }),
        channelOf("webhook", {
          url: endpoint.url,
          secret: { env: "KEY" },
          headers: { Authorization: { env: "KEY" } },
        }),
        channelOf("webhook", { name: "worse", url: { env: "WORSE" } }),
        channelOf("webhook", { name: "refused", url: { env: "REFUSED" } }),
        channelOf("opsgenie", { apiKey: { env: "KEY" }, url: endpoint.url }),
        channelOf("email", {
          host: "127.0.0.1",
          port: 1,
          user: "u",
          password: { env: "KEY" },
          from: "a@example.com",
          to: ["b@example.com"],
        }),
      ],
      { env: { ...env, REFUSED: `http://127.0.0.1:1/${secret}` } },
    );
    sender.outbox.add(notice());
    await sender.step();
    const tests = await Promise.all(sender.states().map(({ name }) => sender.sendTest(name, by)));
    const shown = JSON.stringify([sender.warnings, sender.outbox.deliveries, sender.states(), tests]);
    expect(shown).not.toContain("hunter2");
    expect(sender.warnings).toHaveLength(7);
    expect(sender.states().map(({ target }) => target)).toEqual([
      "variable URL",
      "variable BAD",
      new URL(endpoint.url).host,
      "variable WORSE",
      "variable REFUSED",
      new URL(endpoint.url).host,
      "127.0.0.1:1, recipients: 1",
    ]);
    expect(
      sender.outbox.deliveries
        .map(({ channel, error }) => `${channel}: ${error?.split(/[:{]/)[0]?.trim()}`)
        .toSorted(),
    ).toEqual([
      "email: the connection to the mail server failed, or its certificate is not trusted",
      "opsgenie: the receiver answered 403",
      "refused: the port is blocked (https",
      "slack: the receiver answered 403",
      "teams: the URL of the channel cannot be used",
      "webhook: the receiver answered 403",
      "worse: the URL of the channel cannot be used",
    ]);
  });

  test("never appear in deliveries and results of tests in part, in lower case or as base64", async () => {
    const endpoint = await startEndpoint();
    const key = "xq7-Hunter2Zebra.91kv";
    endpoint.behave(({ path, headers }, response) => {
      const { authorization = "", "x-api-key": apiKey = "" } = headers;
      const token = authorization.replace("Bearer ", "");
      const said = [
        token,
        token.toLowerCase(),
        Buffer.from(String(apiKey)).toString("base64"),
        path.slice(4, -3),
      ];
      response.writeHead(403).end(JSON.stringify({ error: said }));
    });
    const env = { KEY: key, BEARER: `Bearer ${key}`, URL: `${endpoint.url}/in/${key}` };
    const headers = { Authorization: { env: "BEARER" }, "X-Api-Key": { env: "KEY" } };
    const sender = senderOf(
      [
        channelOf("webhook", { url: { env: "URL" }, headers }),
        channelOf("alertmanager", { url: endpoint.url, authorization: { env: "BEARER" } }),
      ],
      { env },
    );
    sender.outbox.add(notice());
    await sender.step();
    const tests = await Promise.all(sender.states().map(({ name }) => sender.sendTest(name, by)));
    const shown = JSON.stringify([sender.warnings, sender.outbox.deliveries, sender.states(), tests]);
    expect(shown).not.toMatch(/hunter|zebra|91kv/i);
    expect(shown).not.toContain(Buffer.from(key).toString("base64").slice(4, 20));
    expect(tests.map(({ error }) => error?.includes("403"))).toEqual([true, true]);
  });

  test("a secret that is missing is named, and looked for again", async () => {
    const endpoint = await startEndpoint();
    const env: Record<string, string> = {};
    const sender = senderOf([channelOf("slack", { url: { env: "URL" } })], { env });
    sender.outbox.add(notice());
    await sender.step();
    expect(sender.outbox.deliveries[0]).toMatchObject({
      outcome: "retry",
      error: "the environment variable `URL` is empty: expected a secret",
    });
    env["URL"] = endpoint.url;
    await sender.run(5000);
    expect(endpoint.calls).toHaveLength(1);
  });
});

describe("outgoing requests", () => {
  const failureOf = async (url: string, timeout = "60s"): Promise<string | undefined> => {
    const sender = senderOf([channelOf("webhook", { url, timeout })]);
    sender.outbox.add(notice());
    await sender.step();
    return sender.outbox.deliveries[0]?.error;
  };

  test("do not follow a redirect to another host, with the message", async () => {
    const [endpoint, other] = [await startEndpoint(), await startEndpoint()];
    endpoint.behave(answer(307, "", { location: `${other.url}/?stolen=1` }));
    expect(await failureOf(endpoint.url)).toBe(
      "the receiver answered 307 and points to another host; set the final URL in the channel",
    );
    expect(other.calls).toHaveLength(0);
  });

  test("follow a redirect within the host, a few times", async () => {
    const endpoint = await startEndpoint();
    endpoint.behave(({ path }, response) =>
      response.writeHead(path === "/final" ? 200 : 308, { location: "/final" }).end(),
    );
    expect(await failureOf(endpoint.url)).toBeUndefined();
    expect(endpoint.calls.map(({ path, method }) => `${method} ${path}`)).toEqual(["POST /", "POST /final"]);
    endpoint.behave(answer(308, "", { location: "/again" }));
    expect(await failureOf(endpoint.url)).toBe("the receiver redirected more than 3 times");
    endpoint.behave(answer(302, "", { location: "/elsewhere" }));
    expect(await failureOf(endpoint.url)).toBe("the receiver answered 302");
  });

  test("end after their time", async () => {
    const endpoint = await startEndpoint();
    endpoint.behave(() => {});
    expect(await failureOf(endpoint.url, "100ms")).toBe("no answer within 0.1 s");
  });

  test("do not read an endless answer", async () => {
    const endpoint = await startEndpoint();
    endpoint.behave((_, response) => {
      response.writeHead(200);
      const more = (): void => {
        while (!response.destroyed && response.write("x".repeat(16_384)));
      };
      response.on("drain", more);
      more();
    });
    expect(await failureOf(endpoint.url)).toBeUndefined();
  });
});

describe("details", () => {
  const chart = { points: [], limit: 3 };
  const detailsIn = (call: Call): unknown => (JSON.parse(call.body) as { alerts: unknown[] }).alerts[0];

  test("that fail do not hold a message", async () => {
    const sender = senderOf([channelOf("stdout")], {
      details: () => ({
        known: { url: "https://a.example/" },
        read: () => Promise.reject(new Error("no chart")),
      }),
    });
    sender.outbox.add(notice());
    await sender.step();
    expect(JSON.parse(sender.lines[0]!)).toMatchObject({ alerts: [{ url: "https://a.example/" }] });
  });

  test("are found once for all channels, and every message of a round has them", async () => {
    const endpoint = await startEndpoint();
    const asked: string[] = [];
    const names = ["a", "b", "c"];
    const sender = senderOf(
      names.map((name) => channelOf("webhook", { name, url: endpoint.url })),
      {
        details: ({ id, rule }) => {
          asked.push(id);
          return { known: { replay: rule }, read: async (add) => add({ chart }) };
        },
      },
    );
    const notices = names.map((rule) => notice({ rule }));
    sender.outbox.add(...notices);
    await sender.step();
    expect(asked).toEqual(notices.map(({ id }) => id));
    expect(endpoint.calls).toHaveLength(9);
    for (const call of endpoint.calls)
      expect(detailsIn(call)).toMatchObject({ chart, replay: expect.stringMatching(/^[abc]$/) });
  });

  test("that arrived in time are in the message; those that are late are named", async () => {
    let late: AbortSignal | undefined;
    const find = createDescribe(
      (_, signal) => {
        late = signal;
        return {
          known: { url: "https://a.example/" },
          async read(add) {
            add({ chart });
            await new Promise(() => undefined);
          },
        };
      },
      { waitMs: 0 },
    );
    const missing = [
      "usual value",
      "version released before",
      "what differs",
      "example trace",
      "amount at risk",
    ];
    expect(await find.now(notice())).toEqual({ url: "https://a.example/", chart, missing });
    expect(late?.aborted).toBe(true);
  });
});

test("the duration of a delivery is the receiver's, without the time for details", async () => {
  const endpoint = await startEndpoint();
  const clock = createClock();
  const sender = senderOf([channelOf("webhook", { url: endpoint.url })], {
    clock,
    details: () => ({
      known: {},
      async read() {
        clock.advance(4_000);
      },
    }),
  });
  endpoint.behave((call, response, request) => {
    clock.advance(120);
    answer(200)(call, response, request);
  });
  sender.outbox.add(notice());
  await sender.step();
  expect(sender.outbox.deliveries).toMatchObject([{ outcome: "sent", status: 200, ms: 120 }]);
});

test("values in JSON are as they were sent", async () => {
  const endpoint = await startEndpoint();
  const sender = senderOf([
    channelOf("webhook", { url: endpoint.url, templates: { text: "{{labels.host}} {{reason}}" } }),
    channelOf("stdout"),
  ]);
  const host = "db.example @here https://a.example/";
  sender.outbox.add(notice({ group: { host }, reason: "db.example is away" }));
  await sender.step();
  const title = `Firing: Purchases fail (host = ${host})`;
  expect(bodyOf(endpoint.calls[0]!).alerts).toMatchObject([{ title, text: `${host} db.example is away` }]);
  expect(JSON.parse(sender.lines[0]!)).toMatchObject({ alerts: [{ title }] });
});

test("a message that no rule decided goes to every channel that takes pages, also when it was pending", async () => {
  const endpoint = await startEndpoint();
  const channelWith = (name: string, fields: object) =>
    channelOf("webhook", { name, url: endpoint.url, ...fields });
  const channels = [
    channelWith("of others", { routes: [{ owners: ["team-search"] }] }),
    channelWith("of tickets", { routes: [{ severities: ["ticket"] }] }),
    channelWith("of a tenant", { routes: [{ tenants: ["bank"] }] }),
    channelWith("without the end", { sendResolved: false }),
  ];
  const sender = senderOf(channels);
  const page = notice({ toAllPagers: true });
  sender.sendPage(page);
  await sender.step();
  sender.sendPage(notice({ toAllPagers: true, kind: "recovered" }));
  await sender.step();
  // what another process has decided
  const pending = notice({ rule: "Sales fail", toAllPagers: true });
  sender.outbox.add(pending);
  await sender.step();
  expect(sender.outbox.outcomes(page.id)).toEqual(["of others sent", "without the end sent"]);
  expect(sender.outbox.outcomes(notice({ kind: "recovered" }).id)).toEqual(["of others sent"]);
  expect(sender.outbox.outcomes(pending.id)).toEqual(["of others sent", "without the end sent"]);
});

test("a store that does not answer keeps no message that is here", async () => {
  const endpoint = await startEndpoint();
  const outbox = createOutbox();
  const sender = senderOf([channelOf("webhook", { url: endpoint.url })], {
    outbox: { ...outbox, pending: () => new Promise(() => undefined) },
  });
  sender.sendPage(notice({ toAllPagers: true }));
  await sender.step();
  expect(statusesOf(endpoint.calls)).toEqual(["eu firing"]);
});

test("a message of the digest goes to the channels that take digests of its tenant", async () => {
  const endpoint = await startEndpoint();
  const sender = senderOf([
    channelOf("webhook", { url: endpoint.url, digest: true, routes: [{ tenants: ["shop"] }] }),
    channelOf("stdout"),
    channelOf("stdout", { name: "bank", digest: true, routes: [{ tenants: ["bank"] }] }),
  ]);
  endpoint.behave(answer(503));
  const digest = {
    id: "digest 2026-W47",
    tenant: "shop",
    title: "Week 47",
    sections: [{ title: "New errors", lines: ["TypeError in cart"] }],
  };
  sender.sendDigest(digest);
  await sender.step();
  endpoint.behave(answer(200));
  await sender.run(5000);
  expect(sender.lines).toEqual([]);
  expect(JSON.parse(endpoint.calls.at(-1)!.body)).toMatchObject({ kind: "digest", alerts: [], digest });
  expect(sender.outbox.outcomes(digest.id)).toEqual(["webhook retry", "webhook sent"]);
});

test("the test button sends past the queue and says what happened", async () => {
  const endpoint = await startEndpoint();
  const sender = senderOf(
    [
      channelOf("webhook", { url: endpoint.url }),
      channelOf("pagerduty", { routingKey: { env: "KEY" }, url: endpoint.url }),
    ],
    { env: { KEY: "k".repeat(32) } },
  );
  expect(await sender.sendTest("webhook", by)).toEqual({ outcome: "sent", status: 200, ms: 0 });
  expect(bodyOf(endpoint.calls[0]!)).toMatchObject({
    kind: "test",
    alerts: [{ severity: "info", tenant: "acme", reason: "Sent by ann@example.com of the tenant acme." }],
  });
  // an incident that is opened is also closed
  expect(await sender.sendTest("pagerduty", by)).toEqual({ outcome: "sent", status: 200, ms: 0 });
  expect(
    endpoint.calls.slice(1).map(({ body }) => (JSON.parse(body) as { event_action: string }).event_action),
  ).toEqual(["trigger", "resolve"]);
  endpoint.behave(answer(404, "no such hook"));
  expect(await sender.sendTest("webhook", by)).toEqual({
    outcome: "failed",
    status: 404,
    ms: 0,
    error: "the receiver answered 404: no such hook",
  });
  await expect(sender.sendTest("none", by)).rejects.toThrow("There is no alert channel `none`.");
  expect(sender.outbox.deliveries).toEqual([]);
});

test.each(["slack", "teams", "pagerduty", "opsgenie", "alertmanager", "webhook"] as const)(
  "a test message names who sent it, also in %s",
  async (type) => {
    const endpoint = await startEndpoint();
    const template = { templates: { title: "alert", text: "look at it" } };
    const own = {
      slack: { url: { env: "URL" }, ...template },
      teams: { url: { env: "URL" }, ...template },
      pagerduty: { routingKey: { env: "KEY" }, url: endpoint.url },
      opsgenie: { apiKey: { env: "KEY" }, url: endpoint.url },
      alertmanager: { url: endpoint.url },
      webhook: { url: endpoint.url, ...template },
    }[type];
    const env = { URL: endpoint.url, KEY: "k".repeat(32) };
    const sender = senderOf([channelOf(type, own)], { env });
    await sender.sendTest(type, { actor: "evil\n@channel <http://evil.example>", tenant: "acme" });
    const { body } = endpoint.calls[0]!;
    expect(body).toContain("of the tenant acme");
    expect(body).toContain("evil");
    expect(body).not.toContain("evil\\n");
  },
);

describe("Alertmanager", () => {
  interface Posted {
    readonly labels: Record<string, string>;
    readonly startsAt: string;
    readonly endsAt: string;
  }
  const posted = (calls: readonly Call[]): readonly (readonly Posted[])[] =>
    calls.map(({ body }) => JSON.parse(body) as Posted[]);

  test("gets what fires again until it recovers, and all that is due in one request", async () => {
    const endpoint = await startEndpoint();
    const sender = senderOf([
      channelOf("alertmanager", { url: `${endpoint.url}/prefix/`, resendEvery: "1m" }),
    ]);
    sender.outbox.add(...regions(3));
    await sender.step();
    expect(endpoint.calls[0]).toMatchObject({ method: "POST", path: "/prefix/api/v2/alerts" });
    expect(posted(endpoint.calls)[0]).toHaveLength(3);
    await sender.run(2 * minute);
    expect(posted(endpoint.calls).map((one) => one.length)).toEqual([3, 3, 3]);
    const [first, , third] = posted(endpoint.calls);
    expect(Date.parse(third![0]!.endsAt) - Date.parse(first![0]!.endsAt)).toBeGreaterThan(minute);
    expect(third![0]!.startsAt).toBe(first![0]!.startsAt);

    sender.outbox.add(...regions(2, { kind: "recovered", at: sender.clock.now() }));
    await sender.step();
    expect(
      posted(endpoint.calls)
        .at(-1)!
        .every(({ endsAt }) => Date.parse(endsAt) <= sender.clock.now()),
    ).toBe(true);
    await sender.run(minute);
    expect(
      posted(endpoint.calls)
        .at(-1)!
        .map(({ labels }) => labels["region"]),
    ).toEqual(["r2"]);
    // repetitions are not deliveries
    expect(sender.outbox.deliveries).toHaveLength(5);
  });

  test("after a restart it gets again what the console says that fires, and nothing that has recovered since", async () => {
    const endpoint = await startEndpoint();
    const [eu, us] = [notice(), notice({ group: { region: "us" } })];
    const outbox = createOutbox();
    const clock = createClock();
    const sender = senderOf([channelOf("alertmanager", { url: endpoint.url, resendEvery: "10s" })], {
      outbox,
      clock,
      firing: async () => {
        // the recovery is decided and sent while this answer is on its way
        outbox.add(notice({ kind: "recovered", at: start + minute }));
        await sender.tick();
        await endpoint.called(1);
        return [eu, us];
      },
    });
    clock.advance(11_000);
    await sender.tick();
    await sender.settled();
    expect(posted(endpoint.calls).map((one) => one.map(({ labels }) => labels["region"]))).toEqual([
      ["eu"],
      ["us"],
    ]);
  });
});

// fetch of Node and undici 5 to 8, each by the same channels.
import { Agent as Agent8, fetch as fetch8, interceptors, request as request8, RetryAgent } from "undici";
import { Agent as Agent5, request as request5 } from "undici-5";
import { Agent as Agent6, request as request6 } from "undici-6";
import { Agent as Agent7, request as request7 } from "undici-7";
import { context, propagation } from "@opentelemetry/api";
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { instrumentUndici, undici } from "../../src/integrations/undici.ts";
import { collect } from "../collect.ts";
import { type Asking, describeHttpClient, type HttpClientSubject } from "../contract/describe-http-client.ts";
import { describeIntegration } from "../contract/describe-integration.ts";

type Fetch = typeof fetch;
const shared = {
  integration: undici,
  refused: "ECONNREFUSED",
  aborted: "AbortError",
  timedOut: "TimeoutError",
  phases: ["connect", "sent", "first_byte"],
  unseen: [/method_original/],
};

function fetching(ask: Fetch): HttpClientSubject {
  const whole = async (response: Response): Promise<{ status: number; text: string }> => ({
    status: response.status,
    text: await response.text(),
  });
  return {
    ...shared,
    ask: async (url, asking) => whole(await ask(url, { redirect: "manual", ...asking })),
    follow: async (url) => whole(await ask(url)),
    async giveUp(url) {
      const response = await ask(url);
      const reader = response.body?.getReader();
      await reader?.read();
      await reader?.cancel();
    },
  };
}

type Request = (
  url: string,
  asking: object,
) => Promise<{ statusCode: number; body: { text(): Promise<string> } }>;

function requesting(ask: Request, more: object = {}): HttpClientSubject {
  return {
    ...shared,
    async ask(url, asking: Asking = {}) {
      const { statusCode, body } = await ask(url, { ...asking, ...more });
      return { status: statusCode, text: await body.text() };
    },
  };
}

describeHttpClient("fetch of Node", fetching(fetch));
describeHttpClient("fetch of undici 8", fetching(fetch8 as unknown as Fetch));
describeHttpClient("undici 8", {
  ...requesting(request8 as Request),
  async follow(url) {
    const dispatcher = new Agent8().compose(interceptors.redirect({ maxRedirections: 2 }));
    const { statusCode, body } = await request8(url, { dispatcher });
    return { status: statusCode, text: await body.text() };
  },
  async retry(url) {
    const dispatcher = new RetryAgent(new Agent8(), { minTimeout: 1, maxTimeout: 2 });
    const { statusCode, body } = await request8(url, { dispatcher });
    await body.text();
    return statusCode;
  },
});
// each with an agent of its own: the global one is that of whichever version was first
const older = {
  5: { dispatcher: new Agent5() },
  6: { dispatcher: new Agent6() },
  7: { dispatcher: new Agent7() },
};
describeHttpClient("undici 7", requesting(request7 as Request, older[7]));
describeHttpClient("undici 6", requesting(request6 as Request, older[6]));
describeHttpClient("undici 5", { ...requesting(request5 as Request, older[5]), timedOut: "AbortError" });
// the first call in a process has the word
describeIntegration(undici);

test.each([
  ["5", requesting(request5 as Request, older[5])],
  ["6", requesting(request6 as Request, older[6])],
  ["7", requesting(request7 as Request, older[7])],
  ["8", requesting(request8 as Request, { dispatcher: new Agent8() })],
])(
  "undici %s replaces the application's baggage by a value with $' and $& as it is",
  async (_version, { ask }) => {
    const seen: (readonly string[])[] = [];
    const server = http.createServer((request, response) => {
      seen.push(request.rawHeaders);
      response.end("ok");
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const sent = collect();
    instrumentUndici();
    const baggage = propagation.createBaggage({ a: { value: "$'" }, b: { value: "$&$`" } });
    await context.with(propagation.setBaggage(context.active(), baggage), async () => {
      await ask(url, { headers: { baggage: "old=1", "x-after": "kept" } });
    });
    await sent.stop();
    server.closeAllConnections();
    server.close();
    expect(seen).toHaveLength(1);
    const at = seen[0]?.indexOf("baggage") ?? -1;
    expect(seen[0]?.slice(at, at + 4)).toEqual(["baggage", "a=$',b=$&$`", "x-after", "kept"]);
  },
);

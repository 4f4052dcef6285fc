// fetch of Node and undici 5 to 8, each by the same channels.
import { Agent as Agent8, fetch as fetch8, interceptors, request as request8, RetryAgent } from "undici";
import { request as request5 } from "undici-5";
import { request as request6 } from "undici-6";
import { request as request7 } from "undici-7";
import { undici } from "../../src/integrations/undici.ts";
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
describeHttpClient("undici 7", requesting(request7 as Request));
describeHttpClient("undici 6", requesting(request6 as Request));
describeHttpClient("undici 5", { ...requesting(request5 as Request), timedOut: "AbortError" });
// the first call in a process has the word
describeIntegration(undici);

// node:http, and axios and got on top of it.
import axios, { type AxiosError } from "axios";
import got from "got";
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { context, propagation } from "@opentelemetry/api";
import { expect, test } from "vitest";
import { memoryExporter, otlpExporter, start, trace } from "../../src/index.ts";
import { http as integration } from "../../src/integrations/http.ts";
import type { HttpClientOptions } from "../../src/integrations/http-client-integration.ts";
import { type Asking, describeHttpClient, type HttpClientSubject } from "../contract/describe-http-client.ts";

const shared = {
  integration,
  load: () => http,
  options: (client: HttpClientOptions) => ({ client, server: false }),
  unseen: [
    /method_original/,
    /http\.server/,
    /telltale\.http\.(?:tls|dns)/,
    /body\.size/,
    /network\.peer/,
    /resend_count/,
    /url\.(?:query|path)/,
    /^span \{method\}: (?!http\.re|url|server|error|network)/,
    /^event (?!telltale\.http\.(?:connect|sent|first_byte)$)/,
    /^span \{method\} \{/,
  ],
};

const plain: HttpClientSubject = {
  ...shared,
  refused: "ECONNREFUSED",
  aborted: "AbortError",
  timedOut: "AbortError",
  phases: ["connect", "sent", "first_byte"],
  ask: async (url, { method = "GET", headers = {}, body, signal }: Asking = {}) =>
    new Promise((resolve, reject) => {
      const request = http.request(url, { method, headers, signal }, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part: string) => (text += part));
        response.on("error", reject);
        response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
      });
      request.on("error", reject);
      request.end(body);
    }),
};

describeHttpClient("node:http", plain);
describeHttpClient("axios", {
  ...shared,
  refused: "ECONNREFUSED",
  aborted: "CanceledError",
  timedOut: "CanceledError",
  phases: ["connect", "sent", "first_byte"],
  async ask(url, { method = "GET", headers = {}, body, signal }: Asking = {}) {
    try {
      const { status, data } = await axios.request<string>({
        url,
        method,
        headers,
        data: body,
        responseType: "text",
        maxRedirects: 0,
        ...(signal === undefined ? {} : { signal }),
      });
      return { status, text: data };
    } catch (error) {
      const { response } = error as AxiosError<string>;
      if (typeof response?.data !== "string") throw error;
      return { status: response.status, text: response.data };
    }
  },
  async follow(url) {
    const { status, data } = await axios.get<string>(url, { responseType: "text" });
    return { status, text: data };
  },
});
describeHttpClient("got", {
  ...shared,
  refused: "ECONNREFUSED",
  aborted: "ECONNRESET",
  timedOut: "ECONNRESET",
  phases: ["connect", "sent", "first_byte"],
  async ask(url, { method = "GET", headers = {}, body, signal }: Asking = {}) {
    const { statusCode, body: text } = await got(url, {
      method: method as "GET",
      headers,
      throwHttpErrors: false,
      followRedirect: false,
      retry: { limit: 0 },
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
    });
    return { status: statusCode, text };
  },
  async follow(url) {
    const { statusCode, body } = await got(url);
    return { status: statusCode, text: body };
  },
  async retry(url) {
    const { statusCode } = await got(url, {
      retry: { limit: 3, calculateDelay: ({ computedValue }) => Math.min(computedValue, 1) },
    });
    return statusCode;
  },
});

test("what the exporters send is never seen", async () => {
  const paths: string[] = [];
  const receiver = http.createServer((request, response) => {
    paths.push(`${request.url} ${request.headers["traceparent"] ?? "alone"}`);
    request.resume().on("end", () => response.end());
  });
  receiver.listen(0, "127.0.0.1");
  await once(receiver, "listening");
  const { port } = receiver.address() as AddressInfo;
  const exporter = memoryExporter();
  const sending = otlpExporter({ endpoint: `http://127.0.0.1:${port}` });
  const telltale = start({ service: "test", exporters: [exporter, sending] });
  await trace("work", async () => telltale.flush());
  await telltale.flush();
  await telltale.stop();
  receiver.close();
  receiver.closeAllConnections();
  expect(paths).toContain("/v1/traces alone");
  expect(paths.filter((path) => !path.endsWith(" alone"))).toEqual([]);
  expect(exporter.spans().map(({ name }) => name)).toEqual(["work"]);
});

test("a value with the marks of a replacement takes the place of a header that was given in a list", async () => {
  const seen: string[][] = [];
  const server = http.createServer((request, response) => {
    seen.push(request.rawHeaders);
    response.end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const telltale = start({ service: "test", exporters: [memoryExporter()] });
  integration.instrument(http, { server: false });
  const baggage = propagation.createBaggage({ a: { value: "$'" }, b: { value: "$&$`" } });
  const headers = ["Host", `127.0.0.1:${port}`, "Baggage", "old=1", "X-After", "kept"];
  await context.with(propagation.setBaggage(context.active(), baggage), async () => {
    const request = http.get({ port, headers });
    const [response] = (await once(request, "response")) as [http.IncomingMessage];
    await once(response.resume(), "close");
  });
  await telltale.stop();
  server.close();
  expect(seen).toHaveLength(1);
  expect(seen[0]?.slice(2, 6)).toEqual(["baggage", "a=$',b=$&$`", "X-After", "kept"]);
});

// A console of its own that asks who comes, and requests to it as programs and browsers make them.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Flags, readConfig } from "../../src/config.ts";
import { createLog } from "../../src/log.ts";
import { type Console, startConsole } from "../../src/main.ts";
import { prepareStore } from "../support/prepared-store.ts";

export const ownToken = "made-up-token-of-the-test";

export interface SecuredConsole {
  readonly page: string;
  readonly otlp: string;
  readonly grpc: string;
  /** Asks with the console's own token, or the one given; `undefined`: with none. */
  ask(method: string, path: string, more?: Asking): Promise<Response>;
  /** Asks and reads the answer, which must be a 2xx. */
  read<Result>(method: string, path: string, more?: Asking): Promise<Result>;
  /** Sends OTLP JSON to `path`. */
  send(path: string, body: object, token: string | undefined): Promise<Response>;
  /** Starts it again on the same data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

interface Asking {
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export async function startSecured(
  flags: Flags = {},
  token: string | undefined = ownToken,
): Promise<SecuredConsole> {
  const directory = await prepareStore(mkdtempSync(join(tmpdir(), "telltale-secured-")));
  const config = readConfig(
    { data: directory, port: "0", otlpHttpPort: "0", otlpGrpcPort: "0", ...flags },
    token === undefined ? {} : { TELLTALE_TOKEN: token },
  );
  let running: Console = await startConsole(config, createLog("silent"));

  async function ask(method: string, path: string, asking: Asking = {}): Promise<Response> {
    const shown = "token" in asking ? asking.token : token;
    return fetch(new URL(path, running.addresses.page), {
      method,
      redirect: "manual",
      headers: {
        ...(shown === undefined ? {} : { authorization: `Bearer ${shown}` }),
        ...(asking.body === undefined ? {} : { "content-type": "application/json" }),
        ...asking.headers,
      },
      ...(asking.body === undefined ? {} : { body: JSON.stringify(asking.body) }),
    });
  }

  return {
    get page() {
      return running.addresses.page;
    },
    get otlp() {
      return running.addresses.otlpHttp;
    },
    get grpc() {
      return running.addresses.otlpGrpc;
    },
    ask,
    async read<Result>(method: string, path: string, asking?: Asking) {
      const response = await ask(method, path, asking);
      if (response.ok) return (await response.json()) as Result;
      throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    },
    send: (path, body, shown) =>
      fetch(new URL(path, running.addresses.otlpHttp), {
        method: "POST",
        headers: {
          "content-type": "application/json",
          ...(shown === undefined ? {} : { authorization: `Bearer ${shown}` }),
        },
        body: JSON.stringify(body),
      }),
    async restart() {
      await running.stop();
      running = await startConsole(config, createLog("silent"));
    },
    async stop() {
      await running.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

type Values = Readonly<Record<string, string>>;

const toAttributes = (values: Values): object[] =>
  Object.entries(values).map(([key, value]) => ({ key, value: { stringValue: value } }));
const resource = { attributes: toAttributes({ "service.name": "shop" }) };
const nowNs = (): string => `${Date.now()}000000`;

/** One span as OTLP JSON. */
export function spanMessage(traceId: string, spanId: string, values: Values): object {
  const span = {
    traceId,
    spanId,
    name: "work",
    kind: 2,
    startTimeUnixNano: nowNs(),
    endTimeUnixNano: nowNs(),
    attributes: toAttributes(values),
  };
  return { resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] };
}

/** One log record as OTLP JSON. */
export function logMessage(body: string, values: Values, eventName?: string): object {
  const logRecord = {
    timeUnixNano: nowNs(),
    body: { stringValue: body },
    attributes: toAttributes(values),
    ...(eventName === undefined ? {} : { eventName }),
  };
  return { resourceLogs: [{ resource, scopeLogs: [{ logRecords: [logRecord] }] }] };
}

// The ingest of Sentry for tests: reads the envelopes that its SDK sends.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { onTestFinished } from "vitest";

interface SentrySpan {
  readonly name: string;
  readonly status: string;
  readonly attributes: Readonly<Record<string, { readonly value: unknown } | undefined>>;
}

/** An item of an envelope: an issue, or spans. */
interface SentryItem {
  readonly type?: string;
  readonly release?: string;
  readonly tags?: Readonly<Record<string, unknown>>;
  readonly exception?: { readonly values: readonly { readonly type: string; readonly value: string }[] };
  readonly items?: readonly SentrySpan[];
}

export interface Ingest {
  readonly variables: Readonly<Record<string, string>>;
  /** Each issue as `type: message`, with its tags. */
  readonly issues: () => readonly unknown[];
  /** Names, statuses and amounts of all spans, in their order. */
  readonly spans: () => readonly unknown[];
}

export async function startIngest(): Promise<Ingest> {
  const items: SentryItem[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const raw = Buffer.concat(parts);
      const body = request.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw;
      // a line for the envelope, then a header and a body for each item
      const [, ...lines] = body.toString().split("\n");
      for (let at = 0; at + 1 < lines.length; at += 2) {
        const { type } = JSON.parse(lines[at]!) as SentryItem;
        if (type === "event" || type === "span")
          items.push({ ...(JSON.parse(lines[at + 1]!) as SentryItem), type });
      }
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    variables: { SENTRY_DSN: `http://public@127.0.0.1:${(server.address() as AddressInfo).port}/1` },
    issues: () =>
      items
        .filter(({ type }) => type === "event")
        .map(({ exception, tags, release }) => ({
          errors: exception?.values.map((one) => `${one.type}: ${one.value}`),
          tags,
          release,
        })),
    spans: () =>
      items
        .filter(({ type }) => type === "span")
        .flatMap(({ items: spans = [] }) => spans)
        .map(({ name, status, attributes }) => ({
          name,
          status,
          message: attributes["sentry.status.message"]?.value,
          amount: attributes["order.amount"]?.value,
        })),
  };
}

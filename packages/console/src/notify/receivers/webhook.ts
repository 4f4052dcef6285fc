// A webhook of your own, signed as the Standard Webhooks specification says. https://www.standardwebhooks.com
import { createHmac } from "node:crypto";
import type { ChannelOf } from "../../config/alert-channels/channel.ts";
import { wordingOf } from "../document.ts";
import { oneLine } from "quoting/unicode";
import { toJson } from "./json-message.ts";
import { postJson } from "./post.ts";
import type { Attempt, Receiver } from "./receiver.ts";

export function createWebhook(channel: ChannelOf<"webhook">): Receiver {
  const wording = wordingOf(channel, oneLine);
  return {
    most: 100,
    joins: true,
    isStateful: false,
    async send(message, attempt) {
      const body = JSON.stringify(toJson(message, channel.name, wording));
      const headers = {
        ...(await readHeaders(channel.headers, attempt)),
        ...(await sign(channel, message.id, body, attempt)),
        "idempotency-key": message.id,
      };
      const url = await attempt.secrets.readUrl(channel.url);
      const { status } = await postJson({ url, body, headers, timeoutMs: channel.timeout }, attempt);
      return { status };
    },
  };
}

async function readHeaders(
  headers: ChannelOf<"webhook">["headers"],
  { secrets }: Attempt,
): Promise<Readonly<Record<string, string>>> {
  const read = Object.entries(headers).map(async ([name, value]) => [
    name,
    typeof value === "string" ? value : await secrets.read(value),
  ]);
  return Object.fromEntries(await Promise.all(read)) as Readonly<Record<string, string>>;
}

async function sign(
  { secret }: ChannelOf<"webhook">,
  id: string,
  body: string,
  { secrets, now }: Attempt,
): Promise<Readonly<Record<string, string>>> {
  const timestamp = String(Math.floor(now() / 1000));
  const named = { "webhook-id": id, "webhook-timestamp": timestamp };
  if (secret === undefined) return named;
  return { ...named, "webhook-signature": signatureOf(await secrets.read(secret), id, timestamp, body) };
}

/** `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`. The key is the base64 after `whsec_`, or else the bytes of the secret. */
function signatureOf(secret: string, id: string, timestamp: string, body: string): string {
  const key = secret.startsWith("whsec_") ? Buffer.from(secret.slice(6), "base64") : Buffer.from(secret);
  return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
}

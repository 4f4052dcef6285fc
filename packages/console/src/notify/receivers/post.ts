// Sends JSON to a receiver.
import { type Answer, type Outgoing, sendRequest } from "../request.ts";
import type { Attempt } from "./receiver.ts";

interface Post {
  readonly url: URL;
  readonly body: unknown;
  readonly timeoutMs: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** @throws {SendError} unless the receiver answers with success. */
export function postJson(post: Post, attempt: Attempt): Promise<Answer> {
  return sendJson({ method: "POST", ...post }, attempt);
}

/** @throws {SendError} unless the receiver answers with success. */
export function sendJson(
  { method, url, body, timeoutMs, headers = {} }: Post & Pick<Outgoing, "method">,
  attempt: Attempt,
): Promise<Answer> {
  return sendRequest(
    {
      method,
      url,
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
      timeoutMs,
    },
    attempt,
  );
}

// Requests with a body.
import type { HttpRequest } from "../harness/running.ts";

/** A request whose body is JSON, or text that only says so. */
export function json(
  method: string,
  path: string,
  body: object | string,
  headers: Readonly<Record<string, string>> = {},
): HttpRequest {
  return {
    method,
    path,
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  };
}

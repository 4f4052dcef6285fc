// One protocol: sends a span and reads it back.
import { setTimeout as sleep } from "node:timers/promises";
import { pathOf } from "contract";
import { noAnswer } from "./connection.ts";
import { fail, type Finding, ok, warn } from "./finding.ts";
import { send } from "./send.ts";
import type { Protocol } from "./protocols.ts";
import { createTestSpan } from "./test-span.ts";

export interface Receiver {
  /** URL of the pages, where spans are read. */
  readonly page: string;
  /** URL that receives the protocol. */
  readonly url: string;
  readonly token: string | undefined;
  readonly canRead: boolean;
}

/** Another console may have received the span: it is read until it is there. */
const readEveryMs = 200;
const readForMs = 15_000;

/** Never rejects. */
export async function checkProtocol(protocol: Protocol, receiver: Receiver): Promise<Finding> {
  const { name, path, contentType, encode } = protocol;
  const { url, token, canRead } = receiver;
  const span = createTestSpan(name, Date.now());
  try {
    const answered = await send({ url: url + path, contentType, body: encode(span), token });
    if (answered.status >= 300) return rejected(name, url, answered);
    if (!canRead)
      return warn(
        name,
        `${url} accepted a span, which this token may not read back.`,
        "Pass a token of the scope `admin`.",
      );
    const read = await readBack(span.traceId, receiver);
    return read === 200
      ? ok(name, `${url} stored a span, which was read back`)
      : fail(
          name,
          `${url} accepted a span, which the console does not show (status ${read}).`,
          "See *Settings* for rejected data, and the console's log.",
        );
  } catch (error) {
    return noAnswer(name, url, error);
  }
}

function rejected(
  name: string,
  url: string,
  { status, message }: { status: number; message: string },
): Finding {
  const reason = message === "" ? `status ${status}` : message;
  if (status === 401)
    return fail(
      name,
      `${url} rejected a span: ${reason}`,
      "Send the token: set TELLTALE_TOKEN, or pass `--token-file FILE`.",
    );
  if (status === 403)
    return fail(name, `${url} rejected a span: ${reason}`, "Use a token of the scope `ingest` or `admin`.");
  if (status === 429 || status === 503)
    return fail(
      name,
      `${url} rejected a span: ${reason}`,
      "The console is busy or not ready; try again, and see its log.",
    );
  return fail(
    name,
    `${url} rejected a span: ${reason}`,
    "Check that a console listens there, with the same version as this command.",
  );
}

/** The status of the last attempt. */
async function readBack(traceId: string, { page, token }: Receiver): Promise<number> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const url = new URL(pathOf("GET /api/traces/:id", { id: traceId }), page);
  for (const until = performance.now() + readForMs; ; await sleep(readEveryMs)) {
    const { status } = await fetch(url, { headers, signal: AbortSignal.timeout(readForMs) });
    if (status !== 404 || performance.now() > until) return status;
  }
}

// Whether an engine answers on its port: the one that was started there, and no other program.
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { http } from "../../node-http.ts";
import type { EngineSecrets } from "./config.ts";
import { isListenedToBy } from "./port-owner.ts";

/** Where an engine listens. */
export interface Address {
  readonly port: number;
  readonly secrets: EngineSecrets;
  /** Whose process is to listen there. */
  readonly uid: number;
}

/** Whether the engine at `address` answers within `timeoutMs`; at once when it is up. Gives up when `isStopping`. */
export async function answersWithin(
  address: Address,
  timeoutMs: number,
  isStopping: () => boolean,
): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  // Asked each time: the end of the process is noticed a moment later.
  while (!(await answers(address))) {
    if (isStopping() || Date.now() >= deadline) return false;
    await sleep(20);
  }
  return true;
}

/** Whether it is our engine that answers on the port. A program of another user that listens there is not asked. */
export async function answers(address: Address): Promise<boolean> {
  if (!isListenedToBy(address.uid, address.port)) return false;
  const answer = await ask(address, "SELECT 1", 2000);
  return answer?.status === 200 && answer.text.trim() === "1";
}

/** What its reader is answered; `undefined` when that is nothing. Without `fetch`, whose code a start would load for this alone. */
function ask(
  { port, secrets }: Address,
  query: string,
  timeoutMs: number,
): Promise<{ readonly status: number | undefined; readonly text: string } | undefined> {
  const authorization = `Basic ${Buffer.from(`reader:${secrets.readerPassword}`).toString("base64")}`;
  const signal = AbortSignal.timeout(timeoutMs);
  return new Promise((resolve) => {
    const none = (): void => resolve(undefined);
    const path = `/?query=${encodeURIComponent(query)}`;
    http
      .request(
        { host: "127.0.0.1", port, path, headers: { authorization }, agent: false, signal },
        (answer) => {
          text(answer).then((body) => resolve({ status: answer.statusCode, text: body }), none);
        },
      )
      .on("error", none)
      .end();
  });
}

// Firefox by WebDriver BiDi, for the few promises that depend on the browser: Playwright drives a Firefox of its own only.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";

import { createProfile } from "./browser-profiles.ts";

const places = [process.env["TELLTALE_FIREFOX"], "/usr/bin/firefox-esr", "/usr/bin/firefox"];

/** The installed Firefox, if there is one (Debian: `apt-get install firefox-esr`). */
export const firefoxPath: string | undefined = places.find(
  (place) => place !== undefined && existsSync(place),
);

export interface Firefox {
  /** Opens an address in a window of its own, and waits until it is loaded. */
  open(url: string): Promise<FirefoxWindow>;
  stop(): Promise<void>;
}

export interface FirefoxWindow {
  /** The value of an expression, or of its promise: a text, a number or a truth value. */
  evaluate(expression: string): Promise<unknown>;
  close(): Promise<void>;
}

type Command = (method: string, params: object) => Promise<Readonly<Record<string, unknown>>>;

/** Starts a headless Firefox with a profile of its own. */
export async function startFirefox(): Promise<Firefox> {
  if (firefoxPath === undefined)
    throw new Error("Cannot test in Firefox: install it, or name it in TELLTALE_FIREFOX.");
  const args = ["--headless", "--remote-debugging-port=0", "--profile", createProfile()];
  const child = spawn(firefoxPath, args, { stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const socket = new WebSocket(`${await addressOf(child)}/session`);
  const command = commandsOver(socket);
  await new Promise((resolve) => socket.addEventListener("open", resolve, { once: true }));
  await command("session.new", { capabilities: {} });
  return {
    async open(url) {
      const { context } = await command("browsingContext.create", { type: "window" });
      await command("browsingContext.navigate", { context, url, wait: "complete" });
      return {
        async evaluate(expression) {
          const answer = await command("script.evaluate", {
            expression,
            target: { context },
            awaitPromise: true,
          });
          if (answer["type"] !== "success") throw new Error(JSON.stringify(answer["exceptionDetails"]));
          return (answer["result"] as { readonly value?: unknown }).value;
        },
        close: async () => void (await command("browsingContext.close", { context })),
      };
    },
    async stop() {
      socket.close();
      child.kill();
      await ended;
    },
  };
}

/** Firefox prints where it listens. */
async function addressOf({ stderr }: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: stderr! })) {
    const [, address] = /WebDriver BiDi listening on (ws:\S+)/.exec(line) ?? [];
    if (address === undefined) continue;
    // Firefox must not wait until further lines are read.
    stderr!.resume();
    return address;
  }
  throw new Error("Firefox ended before it listened.");
}

function commandsOver(socket: WebSocket): Command {
  const waiting = new Map<number, PromiseWithResolvers<Readonly<Record<string, unknown>>>>();
  socket.addEventListener("message", ({ data }) => {
    const { id, type, result, message } = JSON.parse(String(data)) as {
      readonly id?: number;
      readonly type: string;
      readonly result: Readonly<Record<string, unknown>>;
      readonly message?: string;
    };
    if (id === undefined) return;
    if (type === "success") waiting.get(id)?.resolve(result);
    else waiting.get(id)?.reject(new Error(message));
    waiting.delete(id);
  });
  let last = 0;
  return (method, params) => {
    last += 1;
    const answer = Promise.withResolvers<Readonly<Record<string, unknown>>>();
    waiting.set(last, answer);
    socket.send(JSON.stringify({ id: last, method, params }));
    return answer.promise;
  };
}

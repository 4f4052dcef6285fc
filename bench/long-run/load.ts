// The two senders of a run as processes: a steady load, and the demo shop, which is instrumented with the library.
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Report as ShopReport } from "../../e2e/shop.ts";
import { root } from "../../tools/source-files.ts";
import { slowness } from "../../tools/testing/patience.ts";
import { endAtExit } from "../process.ts";
import type { Sent, SenderOptions } from "./sender.ts";

export interface Sender {
  /** Waits until all that is under way is acknowledged. */
  stop(): Promise<Sent>;
  kill(): void;
}

type Signal = keyof ShopReport["stats"];

/** With what the library dropped, by reason. */
export interface Report extends ShopReport {
  readonly stats: Readonly<
    Record<Signal, { readonly exported: number; readonly dropped: Readonly<Record<string, number>> }>
  >;
}

type Variables = Readonly<Record<string, string>>;

export function startSender(options: SenderOptions, variables: Variables): Sender {
  const script = path.join(import.meta.dirname, "sender.ts");
  const args = ["--conditions=telltale-source", script, JSON.stringify(options)];
  const child = spawn(process.execPath, args, {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, ...variables },
  });
  endAtExit(child);
  let last: Sent | undefined;
  createInterface({ input: child.stdout }).on("line", (line) => (last = JSON.parse(line) as Sent));
  const closed = once(child, "close");
  return {
    kill: () => void child.kill(),
    async stop() {
      child.stdin.end();
      const [code] = (await closed) as [number];
      if (code !== 0 || last === undefined) throw new Error(`The sender ended with ${code}.`);
      return last;
    },
  };
}

export interface Shop {
  readonly pid: number;
  /** Closes it; gives what each process counted itself, and the statistics of its library. */
  stop(): Promise<readonly Report[]>;
  kill(): void;
}

/** Starts the demo shop with its shoppers, until it is stopped. */
export function startShop(endpoint: string, variables: Variables): Shop {
  const reports = mkdtempSync(path.join(tmpdir(), "telltale-shop-"));
  const options = { endpoint, shoppers: 6, pace: 0.3, report: reports };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const script = path.join(root, "examples/shop/src/main.ts");
  const child = endAtExit(
    spawn(process.execPath, [script, ...args], {
      stdio: ["ignore", "ignore", "inherit"],
      // a busy machine makes no call fail
      env: { ...process.env, ...variables, SHOP_PATIENCE: String(20 * slowness()) },
    }),
  );
  const closed = once(child, "close");
  return {
    pid: child.pid ?? 0,
    kill: () => void child.kill(),
    async stop() {
      child.kill("SIGTERM");
      await closed;
      const found = readdirSync(reports).map(
        (file) => JSON.parse(readFileSync(path.join(reports, file), "utf8")) as Report,
      );
      rmSync(reports, { recursive: true, force: true });
      return found;
    },
  };
}

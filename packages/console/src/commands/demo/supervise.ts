// Runs a console and a shop beside it: the shop starts when the console is ready, and ends before it. `npm start` of a checkout uses it too.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/** The URLs of a console, as it prints them. */
interface Addresses {
  readonly page: string;
  readonly otlpHttp: string;
  readonly otlpGrpc: string;
}

export interface Supervised {
  /** Starts a console with `--print-addresses json`, by {@link startChild}. */
  readonly startConsole: () => ChildProcess;
  /** Starts the shop, by {@link startChild}; absent: there is none. */
  readonly startShop?: ((addresses: Addresses) => ChildProcess) | undefined;
  /** What the shop waits for. When it rejects, the console ends, and {@link supervise} rejects with the same. */
  readonly shopReady?: Promise<unknown>;
  /** What the user reads when the console is ready. */
  readonly describe: (addresses: Addresses) => string;
}

/**
 * Runs Node with `args`, in a process group of its own: Ctrl-C reaches only this process, which ends its children in order. When this process
 * is killed, they see their channel close, and end.
 */
export function startChild(
  args: readonly string[],
  stdout: "pipe" | "inherit",
  env: NodeJS.ProcessEnv = process.env,
  cwd: string = process.cwd(),
): ChildProcess {
  return spawn(process.execPath, args, {
    cwd,
    env,
    stdio: ["ignore", stdout, "inherit", "ipc"],
    detached: true,
  });
}

/** What a user or a service manager ends the demo with. */
export const endSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs both until a signal comes or the console ends. Resolves with the exit code when both have ended. A second signal kills what has not
 * ended yet.
 */
export function supervise({ startConsole, startShop, shopReady, describe }: Supervised): Promise<number> {
  let shop: ChildProcess | undefined;
  let stopping = false;
  const openShop = (addresses: Addresses): void => {
    if (stopping) return;
    shop = startShop?.(addresses);
    shop?.on("exit", (code) => {
      if (!stopping) console.error(`The shop ended with ${code}. The console keeps running.`);
    });
  };
  return new Promise((resolve, reject) => {
    // the shop first, so that the console stores what it sends at its end
    async function stop(isAsked: boolean, settle: () => void): Promise<void> {
      if (stopping) return;
      stopping = true;
      if (isAsked) console.log("\nstopping …");
      await end(shop);
      await end(consoleProcess);
      if (isAsked) console.log("stopped");
      settle();
    }
    // what they have started ends when their channels close
    const killBoth = (): void => void [shop, consoleProcess].map((child) => child?.kill("SIGKILL"));
    for (const signal of endSignals)
      process.on(signal, () => (stopping ? killBoth() : void stop(true, () => resolve(0))));
    // after that, so that a signal finds its handler
    const consoleProcess = startConsole();
    consoleProcess.on("exit", (code) => void stop(false, () => resolve(code ?? 1)));
    const ready = Promise.resolve(shopReady);
    ready.catch((error: Error) => void stop(false, () => reject(error)));
    onAddresses(consoleProcess, (addresses) => {
      if (stopping) return;
      console.log(`\n${describe(addresses)}\n`);
      ready.then(
        () => openShop(addresses),
        () => {},
      );
    });
  });
}

/** Calls `ready` with the addresses that the console prints when it is ready. Everything else that it prints goes to the terminal. */
function onAddresses(child: ChildProcess, ready: (addresses: Addresses) => void): void {
  let rest = "";
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line.startsWith('{"page"')) ready(JSON.parse(line) as Addresses);
      else console.log(line);
    }
  });
}

async function end(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  await gone;
}

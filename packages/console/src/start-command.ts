// `telltale-console start`: runs until a signal stops it. The first SIGINT or SIGTERM stops in order, the second at once. One that
// was started by a supervisor with a channel (IPC) also stops in order when the supervisor is gone, however it ended.
import { type Config, takesTokensInClear } from "./config.ts";
import type { Logger } from "./log.ts";
import { collectWhenIdle } from "./idle-memory.ts";
import { type Console, startConsole } from "./main.ts";
import type { Engine } from "./store/engine/engine.ts";

/**
 * Resolves when everything has started; the process then lives until a signal.
 *
 * @param engine one that runs or starts on the data directory; absent: the console starts one.
 */
export async function runStart(
  config: Config,
  log: Logger,
  printAddresses: boolean,
  engine?: Engine | Promise<Engine>,
): Promise<Console> {
  const starting = startConsole(config, log, engine);
  stopOnSignals(async () => (await starting).stop(), log);
  const started = await starting;
  collectWhenIdle();
  const { addresses } = started;
  if (takesTokensInClear(config))
    log.warn(
      { listen: config.listen },
      "tokens and telemetry travel unencrypted: pass --tls-cert and --tls-key, or put a proxy in front that speaks https and name its address with --public-url",
    );
  if (printAddresses) process.stdout.write(`${JSON.stringify(addresses)}\n`);
  log.info(
    { ...addresses, data: config.store.clickhouse === undefined ? config.dataDir : undefined },
    "listening",
  );
  return started;
}

function stopOnSignals(stop: () => Promise<void>, log: Logger): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals | "disconnect"): void => {
    if (stopping && signal === "disconnect") return;
    if (stopping) {
      log.warn({ signal }, "stopping at once");
      process.exit(130);
    }
    stopping = true;
    log.info({ signal }, "stopping");
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, "failed to stop");
        process.exit(1);
      },
    );
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  // The terminal was closed.
  process.on("SIGHUP", onSignal);
  process.on("disconnect", () => onSignal("disconnect"));
  // listening for that alone does not keep a process alive that failed to start
  process.channel?.unref();
}

// Dead man's switch, outward: a URL is called at intervals while alert rules are evaluated. When the calls stop, the service behind the URL
// raises the alarm that this console cannot raise.
import type { AlertChannels, HeartbeatTarget } from "../config/alert-channels/channel.ts";
import type { Logger } from "../log.ts";
import { type Fetch, sendRequest } from "./request.ts";
import { createRunning } from "./running.ts";
import { openSecrets, SendError } from "./secrets.ts";
import type { Clock } from "./worker.ts";

export interface HeartbeatOptions {
  readonly channels: AlertChannels;
  readonly clock: Clock;
  readonly fetch: Fetch;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Pick<Logger, "warn">;
}

export interface Heartbeats {
  /** Call each second while evaluation works; calls the URLs that are due, and returns at once. */
  beat(): void;
  settled(): Promise<void>;
  /** Aborts what is on its way. */
  stop(): Promise<void>;
}

export function createHeartbeats(options: HeartbeatOptions): Heartbeats {
  const { channels, clock, log } = options;
  const stopped = new AbortController();
  const running = createRunning();
  const lastMs = new Map<string, number>();

  async function call({ name, url, timeout }: HeartbeatTarget): Promise<void> {
    const secrets = openSecrets({ folder: channels.folder, env: options.env });
    const context = { fetch: options.fetch, secrets, signal: stopped.signal, now: () => clock.now() };
    try {
      await sendRequest(
        { method: "GET", url: await secrets.readUrl(url), headers: {}, timeoutMs: timeout },
        context,
      );
    } catch (error) {
      if (stopped.signal.aborted) return;
      // called again with the next beat
      lastMs.delete(name);
      log.warn(
        { heartbeat: name, error: error instanceof SendError ? error.message : "failed" },
        "cannot send a heartbeat",
      );
    }
  }

  return {
    beat() {
      const now = clock.monotonicMs();
      for (const target of channels.heartbeats) {
        const last = lastMs.get(target.name);
        if (stopped.signal.aborted || (last !== undefined && now - last < target.every)) continue;
        lastMs.set(target.name, now);
        running.track(call(target));
      }
    },
    settled: () => running.settled(),
    async stop() {
      stopped.abort();
      await running.settled();
    },
  };
}

// The running parts of the console: added in the order of their start, stopped in reverse, each within its own time.
import type { Logger } from "./log.ts";

export interface ConsolePart {
  readonly name: string;
  /** How long `stop` may take; then the next part is stopped. */
  readonly timeoutMs: number;
  readonly stop: () => Promise<unknown>;
}

export interface Parts {
  add(part: ConsolePart): void;
  /** Stops all parts. Never rejects; calling it again waits for the same end. */
  stop(): Promise<void>;
}

export function createParts(log: Logger): Parts {
  const running: ConsolePart[] = [];
  let stopping: Promise<void> | undefined;
  return {
    add: (part) => void running.push(part),
    stop: () => (stopping ??= stopAll(running, log)),
  };
}

async function stopAll(running: readonly ConsolePart[], log: Logger): Promise<void> {
  for (const part of running.toReversed()) {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<"late">((resolve) => {
      timer = setTimeout(resolve, part.timeoutMs, "late");
    });
    try {
      const result = await Promise.race([part.stop(), late]);
      if (result === "late") log.warn({ part: part.name, timeoutMs: part.timeoutMs }, "did not stop in time");
    } catch (error) {
      log.error({ err: error, part: part.name }, "failed to stop");
    } finally {
      clearTimeout(timer);
    }
  }
}

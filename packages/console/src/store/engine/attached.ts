// An engine that another process started, and keeps while consoles come and go: `npm run dev` starts the console anew after each change of
// its sources, and the engine not.
import { ProblemError } from "../../problem/problem.ts";
import { answersWithin } from "./answers.ts";
import type { Engine } from "./engine.ts";

/** What another process needs to use an engine. Holds its passwords: for processes of the same user only, and never on a command line. */
export interface EngineAccess extends Pick<Engine, "url" | "secrets" | "pid" | "walls"> {
  /** Whose process listens on the port. */
  readonly uid: number;
}

/** What a child process learns about `engine`, which this process started. */
export function accessTo(engine: Engine): EngineAccess {
  const { url, secrets, pid, walls } = engine;
  return { url, secrets, pid, walls, uid: walls.user?.uid ?? process.geteuid?.() ?? -1 };
}

/** The engine as the store uses it. Its end is the other process's: `stop` leaves it running. */
export function attachEngine(access: EngineAccess): Engine {
  const { url, secrets, pid, walls, uid } = access;
  const address = { port: Number(new URL(url).port), secrets, uid };
  return {
    url,
    secrets,
    pid,
    restarts: 0,
    walls,
    async ready(timeoutMs) {
      if (await answersWithin(address, timeoutMs, () => false)) return;
      throw new ProblemError(
        "ENGINE_NOT_STARTED",
        `The ClickHouse of the other process is down for more than ${timeoutMs} ms.`,
        "Start that process again.",
      );
    },
    stop: async () => undefined,
  };
}

// What the steps of a start share.
import type { Config } from "./config.ts";
import { closeServer } from "./http/close.ts";
import type { Addresses } from "./http/status.ts";
import type { Logger } from "./log.ts";
import type { ConsolePart, Parts } from "./parts.ts";
import type { Ports } from "./ports.ts";
import type { Engine } from "./store/engine/engine.ts";

/** Even when a part hangs, the console ends within about half a minute. */
export const stopMs = { http: 5_000, grpc: 5_000, background: 5_000, store: 15_000 } as const;

/** What the steps of a start share. */
export interface Start {
  readonly engine: Engine | Promise<Engine> | undefined;
  readonly config: Config;
  readonly log: Logger;
  readonly parts: Parts;
  readonly ports: Ports;
  readonly addresses: Mutable<Addresses>;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export function httpPart(name: string, app: Parameters<typeof closeServer>[0]): ConsolePart {
  return { name, timeoutMs: stopMs.http + 1_000, stop: () => closeServer(app, stopMs.http) };
}

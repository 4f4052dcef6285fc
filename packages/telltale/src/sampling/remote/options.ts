// Rules from the console: off by default, because the holder of the token then decides what this process sends.
import { resolve } from "../../settings/resolve.ts";
import { remoteSettings } from "../settings.ts";

export type { RemoteOptions } from "../settings.ts";

/** Options that were checked, with what was left out. */
export interface RemoteSettings {
  readonly url: URL;
  readonly token: string;
  readonly pollMs: number;
  readonly tail: boolean;
}

const pollPath = "/api/sampling/poll";

/** Resolves `options`. @throws {TelemetryError} `TT_RULE` */
export function resolveRemote(options: unknown, path: string): RemoteSettings {
  const { url, ...settings } = resolve(remoteSettings, options ?? null, path);
  return { ...settings, url: new URL(`${String(url).replace(/\/+$/, "")}${pollPath}`) };
}

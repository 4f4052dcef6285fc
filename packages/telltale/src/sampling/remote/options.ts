// Rules from the console: off unless asked for, because whoever holds the token then decides what this process sends.
import { isRecord, refusal, refuseUnknown } from "../../conditions/refusal.ts";

/** Where rules come from while the process runs. */
export interface RemoteOptions {
  /** Base URL of the console's pages. `http://localhost:4319` */
  readonly url?: string | undefined;
  /** The console's token, with which its answers are signed. It never travels. */
  readonly token: string;
  /** Milliseconds between two questions, from 100. 30000 */
  readonly pollMs?: number | undefined;
  /** `false` takes no tail rules and targets, so that no trace has to wait for its end in case some come. */
  readonly tail?: boolean | undefined;
}

/** Options that were checked, with what was left out. */
export interface RemoteSettings {
  readonly url: URL;
  readonly token: string;
  readonly pollMs: number;
  readonly tail: boolean;
}

const pollPath = "/api/sampling/poll";
const longestMs = 2_147_483_647;

/** Settles `options`. @throws {TelemetryError} `TT_RULE` */
export function settleRemote(options: unknown, path: string): RemoteSettings {
  if (!isRecord(options)) throw refusal(path, options, 'an object such as { "token": "…" }');
  refuseUnknown(options, ["url", "token", "pollMs", "tail"], path);
  const { url = "http://localhost:4319", token, pollMs = 30_000, tail = true } = options;
  if (typeof token !== "string" || token.length < 16)
    throw refusal(
      `${path}.token`,
      token === undefined ? undefined : "…",
      "the console's token, of at least 16 characters",
    );
  if (!Number.isSafeInteger(pollMs) || (pollMs as number) < 100 || (pollMs as number) > longestMs)
    throw refusal(`${path}.pollMs`, pollMs, `a whole number from 100 to ${longestMs}`);
  if (typeof tail !== "boolean") throw refusal(`${path}.tail`, tail, "true or false");
  return { url: toUrl(url, `${path}.url`), token, pollMs: pollMs as number, tail };
}

function toUrl(text: unknown, path: string): URL {
  try {
    const url = new URL(`${(text as string).replace(/\/+$/, "")}${pollPath}`);
    if (url.protocol === "http:" || url.protocol === "https:") return url;
  } catch {
    // told below
  }
  throw refusal(path, text, "an absolute http or https URL");
}

// Asks the console for rules again and again. What is believed and can be used is at work from the next trace on; all else is counted and
// ignored, and the last good rules stay.
import { report } from "../../engine/diagnostics/diagnose.ts";
import type { RemoteSettings } from "./options.ts";
import { askingWord, newNonce, readSigned } from "./signed.ts";

/** Who asks, and how. */
export interface PollSurroundings {
  readonly service: string;
  /** Sends `body` to `url`, and resolves to the answer. */
  send(
    url: URL,
    headers: Record<string, string>,
    body: Uint8Array,
  ): Promise<{ status: number; body: Uint8Array }>;
  /** Puts `rules` to work, undefined for those of the process itself. Throws where they cannot be used; then all is as it was. */
  apply(rules: unknown): void;
  nowMs(): number;
}

/** Asks once, at once, and then every `pollMs`; returns what ends it. */
export function startPolling(settings: RemoteSettings, surroundings: PollSurroundings): () => void {
  const { url, token, pollMs } = settings;
  const { service } = surroundings;
  const instance = newNonce();
  let version = 0;
  let refused: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function ask(): Promise<void> {
    const question = {
      nonce: newNonce(),
      version,
      service,
      instance,
      ...(refused === undefined ? {} : { refused }),
    };
    const headers = { authorization: `Bearer ${askingWord(token)}`, "content-type": "application/json" };
    const { status, body } = await surroundings.send(url, headers, Buffer.from(JSON.stringify(question)));
    const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8");
    if (status !== 200) throw new Error(`${url.host} answered ${status}: ${text.slice(0, 200)}`);
    const said = readSigned(text, token, question, surroundings.nowMs());
    if (said.version === version || stopped) return;
    try {
      surroundings.apply(said.rules);
      refused = undefined;
    } catch (error) {
      // longer ones the console does not take
      refused = messageOf(error).slice(0, 1000);
      report("sampling_rules_refused", `version ${said.version}: ${refused}`);
    }
    // one that cannot be used is not tried again, and nothing older is taken after it
    version = said.version;
  }

  async function turn(): Promise<void> {
    try {
      await ask();
    } catch (error) {
      report("sampling_poll_failed", messageOf(error));
    }
    if (!stopped) timer = setTimeout(() => void turn(), pollMs * (0.9 + Math.random() * 0.2)).unref();
  }

  void turn();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

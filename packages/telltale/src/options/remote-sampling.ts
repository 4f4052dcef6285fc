// Applies rules from the console: fetched over HTTP, merged with the process's own, and replaced as a whole.
import { suppressed } from "../engine/context/suppress.ts";
import { createPoster } from "../export/post.ts";
import { startPolling } from "../sampling/remote/poll.ts";
import type { RemoteSettings } from "../sampling/remote/options.ts";

const timeoutMs = 10_000;

/** Begins to ask where the settings say so; returns what ends it. */
export function followConsole(
  remote: RemoteSettings | undefined,
  service: string,
  swap: (rules: unknown) => void,
): () => void {
  if (remote === undefined) return () => {};
  const poster = createPoster();
  const end = new AbortController();
  const stop = suppressed(() =>
    startPolling(remote, {
      service,
      apply: swap,
      nowMs: Date.now,
      send: async (url, headers, body) => poster.post(url, headers, body, { signal: end.signal, timeoutMs }),
    }),
  );
  return () => {
    stop();
    end.abort();
    poster.close();
  };
}

// When a delivery is over whose callback has returned at once: callbacks that start something and acknowledge when it is done are common, and
// so are those that acknowledge many by the last.

/** What waits on one channel, by delivery tag; tags only grow. */
type Waiting = Map<number, () => void>;

const channels = new WeakMap<object, Waiting>();
const settled = new WeakSet<object>();
const longestMs = 60_000;

/** Notes that `message` of `channel` was acknowledged or rejected; with `upTo` also all that came before it. */
export function noteSettled(channel: object, message: object, tag: unknown, upTo: boolean): void {
  settled.add(message);
  const waiting = channels.get(channel);
  if (waiting === undefined) return;
  waiting.get(tag as number)?.();
  if (!upTo) return;
  for (const [known, done] of waiting) {
    if (known > (tag as number)) return;
    done();
  }
}

/** Notes that nothing of `channel` is open any more. */
export function noteAllSettled(channel: object): void {
  for (const done of channels.get(channel)?.values() ?? []) done();
}

/**
 * Replaces `result`, which the callback for `message` of `channel` returned at once: over when the message is settled, after a minute at
 * the latest.
 */
export function untilSettled(channel: object, message: object, tag: unknown, result: unknown): unknown {
  if (settled.has(message) || typeof tag !== "number") return result;
  const waiting = channels.get(channel) ?? new Map<number, () => void>();
  channels.set(channel, waiting);
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      waiting.delete(tag);
      resolve(result);
    };
    const timer = setTimeout(done, longestMs).unref();
    waiting.set(tag, done);
  });
}

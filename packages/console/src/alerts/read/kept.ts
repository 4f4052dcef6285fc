// Answers of the store that previews share for some minutes, so that another limit costs no query. Who asks while one is under way waits for it.
import { watchPartial } from "../../store/cluster/partial.ts";

interface Kept<Answer> {
  readonly at: number;
  readonly answer: Promise<Answer>;
  /** Of the caller whose queries they are. */
  readonly signal: AbortSignal | undefined;
}

/** Those of the last minutes, or new ones. */
export type Keep<Answer> = (
  key: string,
  signal: AbortSignal | undefined,
  ask: () => Promise<Answer>,
) => Promise<Answer>;

/** For how long. */
export const keptMs = 300_000;

/**
 * What failed, was cancelled or lacks a shard is not kept. A caller that waits for the queries of another, who cancels them, asks again.
 *
 * @param most answers that are kept.
 */
export function createKept<Answer>(most: number, nowMs: () => number): Keep<Answer> {
  const kept = new Map<string, Kept<Answer>>();
  return async function keep(key, signal, ask) {
    const now = nowMs();
    for (const [name, { at }] of kept) if (now - at >= keptMs || now < at) kept.delete(name);
    const known = kept.get(key);
    if (known !== undefined) {
      try {
        return await known.answer;
      } catch (error) {
        if (known.signal?.aborted !== true || signal?.aborted === true) throw error;
        if (kept.get(key) === known) kept.delete(key);
        return keep(key, signal, ask);
      }
    }
    const asked = watchPartial(ask);
    const answer = asked.then(({ result }) => result);
    kept.set(key, { at: now, answer, signal });
    asked.then(
      ({ isPartial }) => isPartial && kept.delete(key),
      () => kept.delete(key),
    );
    for (const name of kept.keys()) if (kept.size > most) kept.delete(name);
    return answer;
  };
}

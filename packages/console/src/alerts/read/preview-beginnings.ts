// When services began, for all evaluations of a preview: read once, and kept beside its readings.
import {
  type Beginnings,
  beginningSince,
  type Input,
  type Life,
  minuteOf,
  namedService,
  quietBefore,
} from "alerts/readings";
import { reasonOf } from "./ask.ts";
import type { Keep } from "./kept.ts";
import { readLives } from "./service-lives.ts";
import type { PreviewAsk } from "./source-reading.ts";

/** The lives of services, by name. */
export type Lives = ReadonlyMap<string, readonly Life[]>;

/** What a round at `at` would have known. */
export interface PreviewBeginnings {
  readonly of: (input: Input, at: number) => Beginnings | undefined;
  /** Why it is not known. */
  readonly errors: readonly string[];
}

interface LivesAsk extends Pick<PreviewAsk, "ask" | "options"> {
  readonly keepLives: Keep<Lives>;
  readonly onFault: ((error: unknown) => void) | undefined;
}

/** Without an answer windows are as if all services were old, as in a round. */
export async function previewBeginnings(
  inputs: readonly Input[],
  range: { readonly from: number; readonly to: number },
  { ask, options: { signal }, keepLives, onFault }: LivesAsk,
): Promise<PreviewBeginnings> {
  const own = inputs.filter(({ withBeginnings }) => withBeginnings === true);
  if (own.length === 0) return { of: () => undefined, errors: [] };
  const names = own.map(({ source }) => namedService(source));
  const services = names.every((name) => name !== undefined) ? [...new Set(names)].toSorted() : undefined;
  const first = range.from - Math.max(...own.map(({ agoMs, windowMs }) => agoMs + windowMs));
  const span = { from: first - Math.max(...own.map(quietBefore)), to: range.to };
  try {
    const lives = await keepLives(JSON.stringify([services, span]), signal, async () =>
      onlyYoung(await readLives(ask, span, services), first),
    );
    return {
      of(input, at) {
        if (input.withBeginnings !== true || lives.size === 0) return undefined;
        const looked = { from: at - input.agoMs - input.windowMs, quiet: quietBefore(input) };
        return { get: (service) => beginningSince(lives.get(service) ?? [], looked, at) };
      },
      errors: [],
    };
  } catch (error) {
    signal?.throwIfAborted();
    const reason = reasonOf(error, onFault);
    return { of: () => undefined, errors: [`When services began is not known: ${reason}`] };
  }
}

/** The others are old at each time. */
function onlyYoung(lives: Lives, first: number): Lives {
  return new Map([...lives].filter(([, own]) => own.some(([begun]) => begun >= minuteOf(first))));
}

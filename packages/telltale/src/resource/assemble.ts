// Layers become one resource: later layers win, also over what an earlier one finds out late.
import { mergeResource } from "../engine/resource/resource.ts";
import type { Found } from "./detector.ts";

/** One source of attributes: what it says now and what it says later. */
export interface ResourceLayer {
  /** Where it comes from: an option, a variable, a place in a file, `detectors` or `default`. */
  readonly source: string;
  readonly now: object;
  readonly later?: readonly Promise<Found>[];
}

/** A resource: as it is now, and as it is each time something came later. */
export interface AssembledResource {
  readonly resource: Record<string, unknown>;
  /** By attribute, the source that has won so far. */
  readonly sources: Readonly<Record<string, string>>;
  /** Each resolves to the whole resource as it is known then. */
  readonly later: readonly Promise<Record<string, unknown>>[];
}

/** Assembles `layers`, the weakest first. */
export function assembleResource(layers: readonly ResourceLayer[]): AssembledResource {
  const known: object[] = layers.map(({ now }) => now);
  const later = layers.flatMap((layer, index) =>
    (layer.later ?? []).map(async (promise) => {
      // awaited by itself: another one of the same layer may come in the meantime
      const found = await promise;
      known[index] = mergeResource(known[index] as object, found);
      return mergeResource(...known);
    }),
  );
  const sources = mergeResource(
    ...layers.map(({ now, source }) => {
      const given = Object.entries(now).filter(([, value]) => value !== undefined);
      return Object.fromEntries(given.map(([key]) => [key, source]));
    }),
  ) as Record<string, string>;
  return { resource: mergeResource(...known), sources, later };
}

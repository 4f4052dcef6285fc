// Layers become one resource: later layers win, also over what an earlier one finds out late.
import { mergeResource } from "../engine/resource.ts";
import type { Found } from "./detector.ts";

/** One source of attributes: what it says now and what it says later. */
export interface ResourceLayer {
  readonly now: object;
  readonly later?: readonly Promise<Found>[];
}

/** A resource: as it is now, and as it is each time something came later. */
export interface AssembledResource {
  readonly resource: Record<string, unknown>;
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
  return { resource: mergeResource(...known), later };
}

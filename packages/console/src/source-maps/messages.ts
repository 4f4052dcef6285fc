// Messages between the console and the thread that reads source maps.
import type { Original, Position } from "./original-positions.ts";

/** Asks for positions of one map. */
export interface MapQuestion {
  readonly id: number;
  /** Names the map in the thread's cache. */
  readonly key: string;
  readonly positions: readonly Position[];
  /** The gzipped map; absent: the thread may have it. */
  readonly content?: Uint8Array | undefined;
}

/** `missing`: ask again with the content. `unreadable`: not a source map, or too large. */
export interface MapAnswer {
  readonly id: number;
  readonly outcome: "found" | "missing" | "unreadable";
  readonly originals: readonly (Original | null)[];
  readonly reason?: string;
}

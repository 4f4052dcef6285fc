// How small a step is folded.
import type { JourneySearch } from "./search.ts";

/** Steps under this many per cent of all visits are folded: 0 to 10. */
export const foldedUnder = ({ hide = 1 }: JourneySearch): number => Math.min(10, Math.max(0, hide));

// Private keys in PEM and what looks like it. One whose end is cut off hides everything behind it.
import type { Finder } from "./finder.ts";

const beginning = /-{4,5} ?BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)? ?-{4,5}/y;
const ending = /-{4,5} ?END (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)? ?-{4,5}/g;

/** Finds keys from the line that begins them to the line that ends them; line feeds may be written as `\n`. */
export const privateKeys: Finder = {
  starts: ["---"],
  find(text, at) {
    if (text.charCodeAt(at + 1) !== 0x2d || text.charCodeAt(at - 1) === 0x2d) return undefined;
    beginning.lastIndex = at;
    if (!beginning.test(text)) return undefined;
    ending.lastIndex = beginning.lastIndex;
    return { start: at, end: ending.test(text) ? ending.lastIndex : text.length, kind: "private-key" };
  },
};

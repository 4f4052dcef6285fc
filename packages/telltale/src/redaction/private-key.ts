// Private keys in PEM and what looks like it. One whose end is cut off hides everything behind it.
import type { Finder } from "./finder.ts";

const beginning = /-{4,5}[ +]?BEGIN[ +](?:[A-Z0-9]{1,12}[ +]){0,3}PRIVATE[ +]KEY(?:[ +]BLOCK)?[ +]?-{4,5}/y;
const ending = /-{4,5}[ +]?END[ +](?:[A-Z0-9]{1,12}[ +]){0,3}PRIVATE[ +]KEY(?:[ +]BLOCK)?[ +]?-{4,5}/g;

const putty = /Private-Lines: \d{1,4}\r?\n/y;
const puttyEnd = /\nPrivate-MAC: [0-9a-f]{40,64}/g;

/** Finds the private lines of keys as PuTTY keeps them. */
export const puttyKeys: Finder = {
  starts: ["Pri"],
  find(text, at) {
    putty.lastIndex = at;
    if (!putty.test(text)) return undefined;
    const start = putty.lastIndex;
    puttyEnd.lastIndex = start - 1;
    return { start, end: puttyEnd.test(text) ? puttyEnd.lastIndex : text.length, kind: "private-key" };
  },
};

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

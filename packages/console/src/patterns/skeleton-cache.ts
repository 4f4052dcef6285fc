// Skeletons of texts that differ in values only, computed once: texts are the same here when they are but for letters and digits in words
// with a digit. That takes about a tenth of the time of a skeleton.
import { isDigit, isWordCharacter } from "./characters.ts";
import { skeletonOf } from "./skeleton.ts";

/** Longer texts end in skeletons where they are cut, which depends on their values. */
const longest = 256;

/** `skeletonOf` that remembers up to `most` skeletons. */
export function createSkeletonCache(most = 8_192): (text: string) => string {
  const known = new Map<number, string>();
  // Unknown to senders: no text can be made that gets the skeleton of another.
  const multiplier = Math.floor(Math.random() * 2 ** 31) * 2 + 1;
  return (text) => {
    const key = text.length > longest ? noKey : keyOf(text, multiplier);
    if (key === noKey) return skeletonOf(text);
    const before = known.get(key);
    if (before !== undefined) return before;
    const skeleton = skeletonOf(text);
    if (known.size >= most) known.clear();
    known.set(key, skeleton);
    return skeleton;
  };
}

const noKey = -1;
/** In place of words that begin with a digit, and of other words with one. */
const number = 0x9e3779b1;
const mixture = 0x85ebca6b;

/** 53 bits of a hash; -1 for texts beyond ASCII: their words may keep what is beside a digit. */
function keyOf(text: string, multiplier: number): number {
  let low = 0;
  let high = text.length === 0 ? 1 : 0;
  // two hashes of a word: of one alone, `Aa` and `BB` have the same
  let word = 0;
  let other = 0;
  let hasDigit = 0;
  let isStart = true;
  for (let at = 0; at <= text.length; at++) {
    const code = at === text.length ? 0 : text.charCodeAt(at);
    if (code > 127) return noKey;
    if (isWordCharacter(code)) {
      if (hasDigit === 0 && isDigit(code)) hasDigit = isStart ? number : mixture;
      word = (Math.imul(word, 31) + code) | 0;
      other = Math.imul(other ^ code, multiplier);
      isStart = false;
      continue;
    }
    if (!isStart) {
      low = Math.imul(low ^ (hasDigit === 0 ? word : hasDigit), 0x01000193);
      high = (Math.imul(high, 0x27d4eb2f) + (hasDigit === 0 ? other ^ (other >>> 15) : hasDigit)) | 0;
    }
    low = Math.imul(low ^ (code + 0x100), 0x01000193);
    high = (Math.imul(high, 0x27d4eb2f) + code) | 0;
    word = 0;
    other = 0;
    hasDigit = 0;
    isStart = true;
  }
  low ^= low >>> 15;
  return (low >>> 0) * 0x200000 + ((high ^ (high >>> 13)) & 0x1fffff);
}

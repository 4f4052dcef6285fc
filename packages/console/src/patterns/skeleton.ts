// The skeleton of a text: its words, with `*` for what looks like a value. One pass over the characters, no regular expressions: the
// skeleton of each log record is computed while it is stored.
import { skipBlank } from "./characters.ts";
import { jsonSkeleton, looksLikeJson } from "./json-skeleton.ts";
import { cut, lineSkeleton, maxLength, value } from "./line-skeleton.ts";

/**
 * The words of `text`, with `*` for numbers, ids, times, addresses, quoted texts and lists. JSON keeps its message, or its keys. Of
 * several lines the first one with a letter counts: the others are a stack or details.
 *
 * Texts that differ in values only have the same skeleton, unless a value is a plain word: `minePatterns` joins those.
 */
export function skeletonOf(text: string): string {
  const start = skipBlank(text, 0);
  if (start === text.length) return "";
  const skeleton = looksLikeJson(text, start)
    ? bounded(jsonSkeleton(text, start))
    : lineSkeleton(text, start);
  return skeleton === cut ? value : skeleton;
}

function bounded(skeleton: string): string {
  if (skeleton.length <= maxLength) return skeleton;
  const end = skeleton.lastIndexOf(" ", maxLength);
  return `${skeleton.slice(0, end === -1 ? 0 : end)} ${cut}`.trimStart();
}

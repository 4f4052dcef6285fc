// What most errors of a group say: the words that their messages share, and the values of the words that differ.
import type { ErrorText } from "contract";
import { gap } from "../../patterns/template.ts";

/** A message, and how many errors have it. */
export interface CountedMessage {
  readonly message: string;
  readonly weight: number;
}

interface Line {
  readonly words: readonly string[];
  readonly weight: number;
}

/** Messages of the same length are alike when at least so many of their words are the same. */
const minShare = 0.5;
const mostValues = 3;

/** Empty for a group without messages. @param messages the most frequent first. */
export function commonText(messages: readonly CountedMessage[]): ErrorText {
  const lines = messages.map(({ message, weight }): Line => ({
    words: firstLine(message).split(" "),
    weight,
  }));
  const clusters: Line[][] = [];
  for (const line of lines) {
    const cluster = clusters.find(([first]) => areAlike(first!.words, line.words));
    if (cluster === undefined) clusters.push([line]);
    else cluster.push(line);
  }
  const [largest = []] = clusters.toSorted((a, b) => weigh(b) - weigh(a));
  const words = largest[0]?.words ?? [];
  const parts = words.map((_, at) => valuesOf(largest, at));
  return {
    template: words.map((word, at) => (parts[at]!.length === 1 ? word : gap)).join(" "),
    share: largest.length === 0 ? 0 : weigh(largest) / weigh(lines),
    parts: parts.filter(({ length }) => length > 1).map((values) => values.slice(0, mostValues)),
  };
}

function firstLine(message: string): string {
  return message.trim().split("\n", 1)[0]!.trim().replaceAll(/\s+/g, " ");
}

function areAlike(one: readonly string[], other: readonly string[]): boolean {
  if (one.length !== other.length) return false;
  const same = one.filter((word, at) => word === other[at]).length;
  return same >= minShare * one.length;
}

const weigh = (lines: readonly Line[]): number => lines.reduce((sum, { weight }) => sum + weight, 0);

/** The words of a place, the most frequent first. */
function valuesOf(lines: readonly Line[], at: number): ErrorText["parts"][number] {
  const weights = new Map<string, number>();
  for (const { words, weight } of lines) weights.set(words[at]!, (weights.get(words[at]!) ?? 0) + weight);
  const total = weigh(lines);
  return [...weights]
    .map(([value, weight]) => ({ value, share: weight / total }))
    .toSorted((a, b) => b.share - a.share || (a.value < b.value ? -1 : 1));
}

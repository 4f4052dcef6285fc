// The common text of a group of errors as words. Without schemas: the pages bundle it.
import { percentText } from "catalog/percent-text";
import type { ErrorText } from "./error.ts";

/** Values of a place where words differ. */
export type ErrorPlace = ErrorText["parts"][number];

/** In place of a word that differs. */
const gap = "<_>";
/** Rarer words say nothing about a place: it has an id, a number, a time. */
const minShare = 0.1;

/** The text, cut at the places where words differ. */
export function errorWords({ template, parts }: ErrorText): readonly (string | ErrorPlace)[] {
  return template
    .split(gap)
    .flatMap((words, at): (string | ErrorPlace)[] => (at === 0 ? [words] : [parts[at - 1] ?? [], words]))
    .filter((words) => words !== "");
}

/** Whether the most frequent word of a place says something. */
export function isTelling([most]: ErrorPlace): boolean {
  return most !== undefined && most.share >= minShare;
}

/** `nordpay 78 %, harbourpay 22 %`. */
export function placeText(place: ErrorPlace): string {
  return place.map(({ value, share }) => `${value} ${percentText(share, 2)}`).join(", ");
}

/** `[nordpay 78 %, harbourpay 22 %] did not answer in …`. */
export function errorLine(text: ErrorText): string {
  return errorWords(text)
    .map((words) => (typeof words === "string" ? words : isTelling(words) ? `[${placeText(words)}]` : "…"))
    .join("");
}

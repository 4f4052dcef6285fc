// What most errors of a group say. Words that differ are marks with the most frequent one.
import { errorLine, type ErrorPlace, errorWords, type ErrorText, isTelling, placeText } from "contract";
import type { JSX } from "react";

import css from "./error-words.module.css";

export interface ErrorWordsProps {
  readonly text: ErrorText;
  /** Whether marks have all frequent words with their shares, and not only the first. */
  readonly hasShares?: true;
  readonly className?: string | undefined;
}

export function ErrorWords({ text, hasShares, className }: ErrorWordsProps): JSX.Element {
  return (
    <span className={className} title={errorLine(text)}>
      {errorWords(text).map((words, at) =>
        typeof words === "string" ? (
          words
        ) : (
          <i key={at} className={css["place"]}>
            {isTelling(words) ? markOf(words, hasShares) : "…"}
          </i>
        ),
      )}
    </span>
  );
}

function markOf(place: ErrorPlace, hasShares: true | undefined): string | undefined {
  return hasShares === true ? placeText(place) : place[0]?.value;
}

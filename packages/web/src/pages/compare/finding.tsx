// The sentence above the table: what the comparison comes to.
import type { CompareResult } from "contract";
import type { JSX } from "react";

import css from "./compare.module.css";
import { sentenceOf } from "./sentence.ts";

/** Nothing where nothing differs: the empty state of the table says why. */
export function Finding({ result }: { readonly result: CompareResult }): JSX.Element | null {
  if (result.changes.length === 0) return null;
  const { sides, worse, cost, nothing, rest } = sentenceOf(result);
  const tail = rest.length === 0 ? "" : ` ${capitalized(rest.join(", "))}.`;
  return (
    <p className={css["finding"]}>
      {worse.length === 0 ? (
        <b>
          {capitalized(sides)}: {nothing}.
        </b>
      ) : (
        <>
          <b>
            {capitalized(sides)}: {worse[0]}
          </b>
          {worse.slice(1).map((phrase) => `, ${phrase}`)}.
        </>
      )}
      {cost !== undefined && (
        <>
          {" "}
          <b>{capitalized(cost)}.</b>
        </>
      )}
      {tail}
    </p>
  );
}

const capitalized = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

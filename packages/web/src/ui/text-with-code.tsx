// A text whose parts in backticks are code.
import type { JSX } from "react";

import { ui } from "./styles.ts";

/** Renders `` `name` `` in code font. A backtick without its second stays as it is. */
export function TextWithCode({ text }: { readonly text: string }): JSX.Element {
  return (
    <>
      {text.split(/`([^`]+)`/).map((part, at) =>
        at % 2 === 0 ? (
          part
        ) : (
          <code key={at} className={ui.text["mono"]}>
            {part}
          </code>
        ),
      )}
    </>
  );
}

// Code to paste, lightly coloured, with its copy button.
import type { Written } from "quoting/written";
import { Fragment, type JSX } from "react";

import { CopyButton } from "./copy-button.tsx";
import { scrollable } from "./scrollable.ts";
import css from "./snippet.module.css";

/** Comments begin a line or follow a blank, which those of addresses do not; commands and their flags are not keywords. */
const tokens =
  /((?<![^\s])(?:\/\/|#)[^\n]*)|("(?:[^"\\\n]|\\.)*")|(^(?:import|export)\b|(?<![\w-])(?:from|const|await|async|new|return)\b)/gm;

/** Comments, strings and keywords of `code` as spans; the rest as it is. */
export function Highlighted({ code }: { readonly code: string }): JSX.Element {
  const parts: JSX.Element[] = [];
  let at = 0;
  for (const match of code.matchAll(tokens)) {
    parts.push(<Fragment key={at}>{code.slice(at, match.index)}</Fragment>);
    const kind = match[1] !== undefined ? "comment" : match[2] !== undefined ? "string" : "keyword";
    parts.push(
      <i key={`t${match.index}`} className={css[kind]}>
        {match[0]}
      </i>,
    );
    at = match.index + match[0].length;
  }
  parts.push(<Fragment key="end">{code.slice(at)}</Fragment>);
  return <code>{parts}</code>;
}

/** A block of code to paste: a constant, or what the functions of `quoting` wrote. */
export function Snippet<const Code extends string>({
  code,
  what = "the snippet",
}: {
  readonly code: string extends Code ? Written : Code;
  readonly what?: string;
}): JSX.Element {
  return (
    <figure className={css["box"]}>
      <pre {...scrollable}>
        <Highlighted code={code} />
      </pre>
      <CopyButton text={code} what={what} variant="word" />
    </figure>
  );
}

// Below the head of a page: which of its parts could not be loaded, why, and a way to try again.
import type { JSX } from "react";

import { useFailedParts } from "../data/failed-parts.ts";
import { Status } from "./status.tsx";
import { ui } from "./styles.ts";
import { TextWithCode } from "./text-with-code.tsx";

const list = new Intl.ListFormat("en");

/** Nothing while all parts are there. */
export function FailedParts(): JSX.Element | null {
  const { failed, retry } = useFailedParts();
  if (failed.length === 0) return null;
  return (
    <div className={ui.note["note"]} role="status">
      <Status kind="unknown">not loaded</Status>
      <span className={ui.note["text"]}>
        {failed.map(({ names, message }) => (
          <span key={message}>
            {capital(list.format(names))}: <TextWithCode text={message} />{" "}
          </span>
        ))}
      </span>
      <button type="button" className={ui.text["link"]} onClick={retry}>
        Try again
      </button>
    </div>
  );
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

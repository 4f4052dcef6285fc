// A gray line for each thing that is not known: above a list that would else say that there is nothing.
import type { JSX, ReactNode } from "react";

import type { NotKnown } from "../lib/unknown-words.ts";
import { Status } from "./status.tsx";
import { ui } from "./styles.ts";
import { TextWithCode } from "./text-with-code.tsx";

export function NotKnownNote({
  items,
  action,
}: {
  readonly items: readonly NotKnown[];
  readonly action?: ReactNode;
}): JSX.Element {
  return (
    <>
      {items.map(({ key, title, text }) => (
        <div key={key} className={ui.note["note"]} role="status">
          <Status kind="unknown">{title}</Status>
          <span className={ui.note["text"]}>
            <TextWithCode text={text} />
          </span>
          {action}
        </div>
      ))}
    </>
  );
}

// `j` and `k` move the focus through the links of the rows of a table; `↵` then opens the link.
import { useEffect, useRef, type RefObject } from "react";

import { isTyping } from "./is-typing.ts";
import { ui } from "./styles.ts";

/** Binds the keys to the row links of the table that takes the returned `ref`, while it is on the screen. */
export function useRowKeys<Element extends HTMLElement = HTMLTableElement>(): RefObject<Element | null> {
  const table = useRef<Element>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const step = event.key === "j" ? 1 : event.key === "k" ? -1 : 0;
      if (step === 0 || event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return;
      if (isTyping(event)) return;
      const links = [...(table.current?.querySelectorAll<HTMLElement>(`.${ui.table["rowLink"]}`) ?? [])];
      const at = links.indexOf(document.activeElement as HTMLElement);
      const next = links[at === -1 ? 0 : Math.min(links.length - 1, Math.max(0, at + step))];
      if (next === undefined) return;
      event.preventDefault();
      next.focus();
      next.scrollIntoView({ block: "nearest" });
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  return table;
}

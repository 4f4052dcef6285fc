// `j` and `k` walk the rows of a list by focusing their links; `↵` is then the link's own.
import { useEffect } from "react";

import { isTyping } from "./is-typing.ts";

/** Binds the keys to the `.row-link`s inside `container` (a selector) while the page is on the screen. */
export function useRowKeys(container: string): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const step = event.key === "j" ? 1 : event.key === "k" ? -1 : 0;
      if (step === 0 || event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return;
      if (isTyping(event)) return;
      const links = [...document.querySelectorAll<HTMLElement>(`${container} .row-link`)];
      const at = links.indexOf(document.activeElement as HTMLElement);
      const next = links[at === -1 ? 0 : Math.min(links.length - 1, Math.max(0, at + step))];
      if (next === undefined) return;
      event.preventDefault();
      next.focus();
      next.scrollIntoView({ block: "nearest" });
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [container]);
}

// `j` and `k` move the focus through the links of the rows of a page, from table to table; `↵` then opens the link.
import { useMatches } from "@tanstack/react-router";
import { useEffect, useEffectEvent } from "react";

import { isTyping } from "../is-typing.ts";
import { ui } from "../styles.ts";

/** Binds the keys on all pages but those that declare `bindsRowKeys`. */
export function useRowKeys(): void {
  const isLeftToPage = useMatches({ select: (matches) => matches.at(-1)?.staticData.bindsRowKeys === true });
  const onKey = useEffectEvent((event: KeyboardEvent): void => {
    const step = event.key === "j" ? 1 : event.key === "k" ? -1 : 0;
    if (step === 0 || isLeftToPage || event.defaultPrevented || isTyping(event)) return;
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    const links = [...document.querySelectorAll<HTMLElement>(`main .${ui.table["rowLink"]}`)];
    const at = links.indexOf(document.activeElement as HTMLElement);
    const next = links[at === -1 ? 0 : Math.min(links.length - 1, Math.max(0, at + step))];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  });
  useEffect(() => {
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}

// `/` focuses the search field of a page instead of the filter bar, on pages that the filter bar does not apply to.
import { useEffect, useRef, type RefObject } from "react";

import { isTyping } from "./is-typing.ts";

/** Binds the key to the first text field of the element that takes the returned `ref`, while it is on the screen. */
export function useSearchKey(): RefObject<HTMLDivElement | null> {
  const filters = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== "/" || event.metaKey || event.ctrlKey || event.altKey || isTyping(event)) return;
      const input = filters.current?.querySelector<HTMLInputElement>("label input");
      if (input === null || input === undefined) return;
      event.preventDefault();
      input.focus();
    };
    addEventListener("keydown", onKey, { capture: true });
    return () => removeEventListener("keydown", onKey, { capture: true });
  }, []);
  return filters;
}

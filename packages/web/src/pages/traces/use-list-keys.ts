// j k choose a row, ↵ opens it.
import { useEffect, useEffectEvent, useState } from "react";

import { isTyping } from "../../ui/shell/use-shell-keys.ts";

/** The chosen id, and how to forget it. `onEnd` is called when j comes to the last row. */
export function useListKeys(
  ids: readonly string[],
  onOpen: (id: string) => void,
  onEnd: () => void,
): string | undefined {
  const [chosen, setChosen] = useState<string | undefined>(undefined);
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || isTyping(event) || event.metaKey || event.ctrlKey || event.altKey) return;
    const at = chosen === undefined ? -1 : ids.indexOf(chosen);
    if (event.key === "j" || event.key === "k") {
      const next = event.key === "j" ? Math.min(at + 1, ids.length - 1) : Math.max(at - 1, 0);
      setChosen(ids[next]);
      if (next >= ids.length - 3) onEnd();
    } else if (
      event.key === "Enter" &&
      chosen !== undefined &&
      at >= 0 &&
      document.activeElement?.closest("a, button, input") === null
    ) {
      onOpen(chosen);
    } else if (event.key === "Escape" && chosen !== undefined) {
      setChosen(undefined);
    } else {
      return;
    }
    event.preventDefault();
  });
  useEffect(() => {
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  return chosen;
}

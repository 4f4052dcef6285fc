// Keys that work on every page. A key is not ours while someone types or holds a modifier.
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useEffectEvent, useRef } from "react";

import { shiftRange } from "../../lib/time-range.ts";
import { liveState, setPaused } from "../../state/live.ts";
import { useScope, useScopeChanges } from "../../state/scope.ts";
import { isTyping } from "../is-typing.ts";
import { places } from "./places.ts";
import { useThemeSwitch } from "./theme-switch.tsx";

export interface ShellKeys {
  openPalette(): void;
  openHelp(): void;
}

/** Binds `/`, `⌘K`, `?`, `g` + letter, `[`, `]`, `p` and `t` while the shell is on the screen. */
export function useShellKeys({ openPalette, openHelp }: ShellKeys): void {
  const navigate = useNavigate();
  const { range } = useScope();
  const { setRange } = useScopeChanges();
  const switchTheme = useThemeSwitch();
  const waitingForLetter = useRef(false);
  const act = (event: KeyboardEvent): boolean => {
    if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") return does(openPalette);
    if (isTyping(event) || event.metaKey || event.ctrlKey || event.altKey) return false;
    if (waitingForLetter.current) {
      waitingForLetter.current = false;
      const place = places.find(({ letter }) => letter === event.key);
      return place !== undefined && does(() => void navigate({ to: place.to }));
    }
    switch (event.key) {
      case "g":
        return does(() => {
          waitingForLetter.current = true;
        });
      case "/":
        return does(() => document.querySelector<HTMLInputElement>(".find input")?.focus());
      case "?":
        return does(openHelp);
      case "[":
        return does(() => setRange(shiftRange(range, -1)));
      case "]":
        return does(() => setRange(shiftRange(range, 1)));
      case "p":
        return does(() => setPaused(!liveState().paused));
      case "t":
        return does(switchTheme);
      default:
        return false;
    }
  };
  const onKey = useEffectEvent((event: KeyboardEvent): void => {
    if (!event.defaultPrevented && act(event)) event.preventDefault();
  });
  useEffect(() => {
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}

function does(action: () => void): true {
  action();
  return true;
}

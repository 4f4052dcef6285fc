// Keys that work on every page, except while the user types or holds a modifier.
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useEffectEvent, useRef } from "react";

import { shiftRange } from "../../lib/time-range.ts";
import { liveState, setPaused } from "../../state/live.ts";
import { useScope, useScopeChanges } from "../../state/scope.ts";
import { isTyping } from "../is-typing.ts";
import { filterInputId } from "./filter-input-id.ts";
import { navigation } from "./navigation.ts";
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
  const actions: Readonly<Record<string, () => void>> = {
    g: () => {
      waitingForLetter.current = true;
    },
    "/": () => document.getElementById(filterInputId)?.focus(),
    "?": openHelp,
    "[": () => setRange(shiftRange(range, -1)),
    "]": () => setRange(shiftRange(range, 1)),
    p: () => setPaused(!liveState().paused),
    t: switchTheme,
  };
  /** What the key does now; `undefined` for a key that is not the shell's. */
  const actionOf = (event: KeyboardEvent): (() => void) | undefined => {
    if (isPaletteKey(event)) return openPalette;
    if (isTyping(event) || event.metaKey || event.ctrlKey || event.altKey) return undefined;
    if (!waitingForLetter.current) return actions[event.key];
    waitingForLetter.current = false;
    const page = navigation.find(({ letter }) => letter === event.key);
    return page === undefined ? undefined : () => void navigate({ to: page.to });
  };
  const onKey = useEffectEvent((event: KeyboardEvent): void => {
    const action = event.defaultPrevented ? undefined : actionOf(event);
    if (action === undefined) return;
    action();
    event.preventDefault();
  });
  useEffect(() => {
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}

function isPaletteKey({ metaKey, ctrlKey, key }: KeyboardEvent): boolean {
  return (metaKey || ctrlKey) && key.toLowerCase() === "k";
}

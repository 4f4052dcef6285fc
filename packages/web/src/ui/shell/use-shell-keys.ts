// Keys that work on every page, except while the user types or holds a modifier.
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useEffectEvent, useRef } from "react";

import { shiftRange } from "../../lib/time-range.ts";
import { togglePaused } from "../../state/live.ts";
import { useScope, useScopeChanges } from "../../state/scope.ts";
import { isTyping } from "../is-typing.ts";
import { filterInputId } from "./filter-input-id.ts";
import { shellActionOf, type ShellAction } from "./keys.ts";
import { useNavigation } from "./navigation.ts";
import { pressButton } from "./press-button.ts";
import { useThemeSwitch } from "./theme-switch.tsx";

export interface ShellKeys {
  openPalette(): void;
  openHelp(): void;
}

/** Binds the palette and the shell's keys (`keys.ts`) while the shell is on the screen. */
export function useShellKeys({ openPalette, openHelp }: ShellKeys): void {
  const navigate = useNavigate();
  const navigation = useNavigation();
  const { range } = useScope();
  const { setRange } = useScopeChanges();
  const switchTheme = useThemeSwitch();
  const waitingForLetter = useRef(false);
  const actions: Readonly<Record<ShellAction, (key: string) => void>> = {
    awaitLetter: () => {
      waitingForLetter.current = true;
    },
    focusFilter: () => document.getElementById(filterInputId)?.focus(),
    openHelp,
    earlier: () => setRange(shiftRange(range, -1)),
    later: () => setRange(shiftRange(range, 1)),
    togglePause: togglePaused,
    switchTheme,
    press: pressButton,
  };
  /** What the key does now; `undefined` for a key that is not the shell's. */
  const actionOf = (event: KeyboardEvent): (() => void) | undefined => {
    if (isPaletteKey(event)) return openPalette;
    if (isTyping(event) || event.metaKey || event.ctrlKey || event.altKey) return undefined;
    const action = shellActionOf(event.key);
    if (!waitingForLetter.current) return action && (() => actions[action](event.key));
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

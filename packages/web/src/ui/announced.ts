// What is about to be shown and takes long: its outline is painted in a frame of its own, before the work that shows it begins. So a click has
// its answer at once on a busy machine, too. Only what reads `useAnnounced` is rendered for that frame.
import { useSyncExternalStore } from "react";

import { afterPaint } from "./after-paint.ts";

const listeners = new Set<() => void>();
let current: string | undefined;
let cancel: (() => void) | undefined;

/**
 * Announces `what` until a frame was painted, then calls `work`. What `work` renders replaces the announcement: no frame is between them.
 * Cancels the work that was announced before and has not begun. In a tab that is not visible nothing is painted: `work` is called at once.
 * `onWithdrawn` is called when the work is cancelled.
 */
export function announce(what: string, work: () => void, onWithdrawn?: () => void): void {
  withdraw();
  if (document.visibilityState === "hidden") {
    work();
    return;
  }
  const cancelPaint = afterPaint(() => {
    cancel = undefined;
    show(undefined);
    work();
  });
  cancel = () => {
    cancelPaint();
    onWithdrawn?.();
  };
  show(what);
}

/** Cancels the work that was announced and has not begun. */
export function withdraw(): void {
  cancel?.();
  cancel = undefined;
  show(undefined);
}

/** What is announced now. */
export function useAnnounced(): string | undefined {
  return useSyncExternalStore(subscribe, () => current);
}

function show(what: string | undefined): void {
  if (what === current) return;
  current = what;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

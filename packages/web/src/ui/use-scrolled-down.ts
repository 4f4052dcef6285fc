import { useSyncExternalStore } from "react";

/** True while the window is scrolled down by more than `px`. */
export function useScrolledDown(px: number): boolean {
  return useSyncExternalStore(onScroll, () => scrollY > px);
}

function onScroll(listener: () => void): () => void {
  addEventListener("scroll", listener, { passive: true });
  return () => removeEventListener("scroll", listener);
}

import { useCallback, useSyncExternalStore } from "react";

/** The width of a phone, where less important columns are hidden. */
const phone = 700;

/** The width from which all columns are shown. */
export const narrowScreen = 1180;

/** True while the window has at most so many px. */
export function useNarrow(px: number = phone): boolean {
  const query = `(max-width: ${px}px)`;
  const subscribe = useCallback(
    (listener: () => void) => {
      const media = matchMedia(query);
      media.addEventListener("change", listener);
      return () => media.removeEventListener("change", listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
}

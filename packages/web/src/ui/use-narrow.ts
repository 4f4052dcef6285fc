import { useSyncExternalStore } from "react";

const phone = "(max-width: 700px)";

/** True at the width of a phone, where less important columns are hidden. */
export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(phone).matches);
}

function subscribe(listener: () => void): () => void {
  const media = matchMedia(phone);
  media.addEventListener("change", listener);
  return () => media.removeEventListener("change", listener);
}

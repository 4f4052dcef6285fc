import { useSyncExternalStore } from "react";

const phone = "(max-width: 700px)";

/** True on a phone's width, where third-rate columns are gone. */
export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(phone).matches);
}

function subscribe(listener: () => void): () => void {
  const media = matchMedia(phone);
  media.addEventListener("change", listener);
  return () => media.removeEventListener("change", listener);
}

// Whether an element is on the screen, or nearly: what it shows is requested, and refetched, only then.
import { useEffect, useRef, useState, type RefObject } from "react";

/** How far below or above the screen counts. */
const margin = "300px 0px";

/** A reference for the element, and whether it is on the screen. */
export function useOnScreen<E extends Element>(): readonly [RefObject<E | null>, boolean] {
  const element = useRef<E>(null);
  const [isOnScreen, setOnScreen] = useState(false);
  useEffect(() => {
    if (element.current === null) return undefined;
    const observer = new IntersectionObserver(
      (entries) => setOnScreen(entries.at(-1)?.isIntersecting ?? false),
      { rootMargin: margin },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return [element, isOnScreen];
}

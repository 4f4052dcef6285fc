// Whether an element has been on the screen, or nearly: what it shows is requested then.
import { useEffect, useRef, useState, type RefObject } from "react";

/** How far below or above the screen counts. */
const margin = "300px 0px";

/** A reference for the element, and whether it has been seen. */
export function useSeen<E extends Element>(): readonly [RefObject<E | null>, boolean] {
  const element = useRef<E>(null);
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    if (isSeen || element.current === null) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true);
      },
      { rootMargin: margin },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [isSeen]);
  return [element, isSeen];
}

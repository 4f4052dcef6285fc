import { useLayoutEffect, useState, type RefObject } from "react";

/** Width of an element in px, followed as it changes; 0 before the first layout. */
export function useSize(place: RefObject<HTMLElement | null>): { readonly width: number } {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [place]);
  return { width };
}

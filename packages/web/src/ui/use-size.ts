import { useLayoutEffect, useState, type RefObject } from "react";

/** The width of an element in px, updated as it changes; 0 before the first layout. */
export function useSize(container: RefObject<HTMLElement | null>): { readonly width: number } {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = container.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [container]);
  return { width };
}

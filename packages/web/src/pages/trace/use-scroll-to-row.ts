// Keeps the selected row on the screen.
import { useLayoutEffect, type RefObject } from "react";

/** Scrolls to row `index` when it changes; `pageScrolls` says that the page scrolls and not the list. */
export function useScrollToRow(
  scroller: RefObject<HTMLElement | null>,
  tops: Float64Array,
  index: number | undefined,
  pageScrolls: boolean,
): void {
  useLayoutEffect(() => {
    if (scroller.current === null || index === undefined) return;
    const top = tops[index] ?? 0;
    if (pageScrolls) scrollPage(scroller.current, top);
    else scrollList(scroller.current, top, tops[index + 1] ?? 0);
  }, [scroller, tops, index, pageScrolls]);
}

/** To the upper part of the screen: a sheet may cover the lower part. */
function scrollPage(list: HTMLElement, top: number): void {
  const at = list.getBoundingClientRect().top + top;
  if (at < 60 || at > innerHeight * 0.4) scrollBy({ top: at - innerHeight * 0.25 });
}

/** As little as needed, and only when the row is not fully visible. */
function scrollList(list: HTMLElement, top: number, bottom: number): void {
  const { scrollTop, clientHeight } = list;
  if (top < scrollTop) list.scrollTop = Math.max(0, top - 56);
  else if (bottom > scrollTop + clientHeight) list.scrollTop = bottom - clientHeight + 56;
}

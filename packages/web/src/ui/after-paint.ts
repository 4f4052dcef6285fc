/**
 * Calls `work` in a task of its own, after the browser has painted what has changed until now, or as soon as the tab is hidden: then nothing
 * is painted. Returns a function that cancels it.
 */
export function afterPaint(work: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const cancel = (): void => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", workIfHidden);
  };
  const begin = (): void => {
    cancel();
    work();
  };
  const workIfHidden = (): void => {
    if (document.visibilityState === "hidden") begin();
  };
  const frame = requestAnimationFrame(() => {
    timer = setTimeout(begin);
  });
  document.addEventListener("visibilitychange", workIfHidden);
  return cancel;
}

// The menu and the table of contents are columns where there is room, and closed folds above the text where there is not.

const folds = [
  [".menu", "(max-width: 900px)"],
  [".contents", "(max-width: 1240px)"],
] as const;

/** Opens and closes them as the window changes, and brings the current page into view. */
export function startFolds(): void {
  for (const [selector, narrow] of folds) {
    const fold = document.querySelector<HTMLDetailsElement>(selector);
    if (fold === null) continue;
    const query = matchMedia(narrow);
    const follow = (): void => {
      fold.open = !query.matches;
    };
    follow();
    query.addEventListener("change", follow);
  }
  const menu = document.querySelector(".menu nav");
  const current = menu?.querySelector<HTMLElement>('[aria-current="page"]');
  if (menu && current) menu.scrollTop = Math.max(0, current.offsetTop - menu.clientHeight / 2);
}

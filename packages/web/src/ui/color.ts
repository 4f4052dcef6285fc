// Canvas and uPlot cannot read `light-dark()`: a token is resolved through a hidden element, again on every theme change.

let probe: HTMLElement | undefined;

/** The colour of `token` (`--cat-3`) or of any CSS colour in the current theme, as `rgb(…)`. */
export function resolveColor(token: string): string {
  if (probe === undefined) {
    probe = document.createElement("i");
    probe.hidden = true;
    document.body.append(probe);
  }
  probe.style.color = "";
  probe.style.color = token.startsWith("--") ? `var(${token})` : token;
  return getComputedStyle(probe).color;
}

/** Calls `listener` when the theme changes, by the switch or by the system. Returns a function that unsubscribes. */
export function onThemeChange(listener: () => void): () => void {
  const media = matchMedia("(prefers-color-scheme: dark)");
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, {
    attributes: true,
    attributeFilter: ["data-mantine-color-scheme", "data-theme"],
  });
  media.addEventListener("change", listener);
  return () => {
    observer.disconnect();
    media.removeEventListener("change", listener);
  };
}

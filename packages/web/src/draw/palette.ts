// The colours for a canvas, which supports neither `light-dark()` nor custom properties. Created for each theme; the colours of
// services are resolved on first use.

export interface Palette {
  readonly page: string;
  readonly ink1: string;
  readonly ink2: string;
  readonly ink3: string;
  readonly sunken: string;
  readonly grid: string;
  readonly accent: string;
  readonly accentText: string;
  readonly error: string;
  readonly errorPale: string;
  readonly errorSoft: string;
  readonly errorText: string;
  readonly warn: string;
  readonly warnText: string;
  readonly info: string;
  /** A service's colour mixed with the page's: 78 for bars, 30 for the background of boxes, 100 for the colour itself. */
  readonly service: (service: string, percent: 30 | 78 | 100) => string;
}

/** Reads the tokens through `resolve` (any CSS colour to `rgb(…)`, now); `colorOf` names a service's token. */
export function readPalette(
  resolve: (color: string) => string,
  colorOf: (service: string) => string,
): Palette {
  const found = new Map<string, string>();
  return {
    page: resolve("var(--surface-page)"),
    ink1: resolve("var(--ink-1)"),
    ink2: resolve("var(--ink-2)"),
    ink3: resolve("var(--ink-3)"),
    sunken: resolve("var(--surface-sunken)"),
    grid: resolve("var(--chart-grid)"),
    accent: resolve("var(--accent)"),
    accentText: resolve("var(--accent-text)"),
    error: resolve("var(--error-mark)"),
    errorPale: resolve("color-mix(in srgb, var(--error-mark) 72%, var(--surface-page))"),
    errorSoft: resolve("var(--error-soft)"),
    errorText: resolve("var(--error-text)"),
    warn: resolve("var(--warn-mark)"),
    warnText: resolve("var(--warn-text)"),
    info: resolve("var(--info-mark)"),
    service(service, percent) {
      const key = `${percent} ${service}`;
      let color = found.get(key);
      if (color === undefined) {
        color = resolve(`color-mix(in srgb, ${colorOf(service)} ${percent}%, var(--surface-page))`);
        found.set(key, color);
      }
      return color;
    },
  };
}

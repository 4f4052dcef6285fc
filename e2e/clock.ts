// A console whose clock is behind: what it receives is as old as that when it is started again with the right time.

/** Environment variables of a process of Node.js in which it is `ms` earlier. */
export function behindBy(ms: number): Readonly<Record<string, string>> {
  const script = `const Real = Date;
globalThis.Date = class extends Real {
  constructor(...given) {
    super(...(given.length === 0 ? [Real.now() - ${ms}] : given));
  }
  static now() {
    return Real.now() - ${ms};
  }
};`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(script)}` };
}

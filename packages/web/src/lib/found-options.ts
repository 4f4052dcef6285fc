/** So many options are in a list at once: the browser stops over many thousands. */
export const mostOptions = 300;

type Found = readonly [at: number, option: string];

/**
 * The options that have what was typed, with their places in `options`, and how many more there are.
 * The same name comes first, then names that begin so; `value`, the one that is chosen, is never left out.
 */
export function findOptions(
  options: readonly string[],
  typed: string,
  value: string | undefined,
): { readonly shown: readonly Found[]; readonly more: number } {
  const part = typed.trim().toLowerCase();
  const [same, begun, others]: [Found[], Found[], Found[]] = [[], [], []];
  for (const [at, option] of options.entries()) {
    const name = option.toLowerCase();
    if (name === part) same.push([at, option]);
    else if (name.startsWith(part)) begun.push([at, option]);
    else if (name.includes(part)) others.push([at, option]);
  }
  const found = [...same, ...begun, ...others];
  if (found.length <= mostOptions) return { shown: found, more: 0 };
  const chosen = found.slice(mostOptions).filter(([, option]) => option === value);
  const shown = [...found.slice(0, mostOptions - chosen.length), ...chosen];
  return { shown, more: found.length - mostOptions };
}

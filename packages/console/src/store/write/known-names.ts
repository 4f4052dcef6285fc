// Names that are known with the day (UTC) on which each was last seen. One is known until a whole day has passed without it, so names that
// come and go give way, and those of every day do not.

/** Unix day on which each name was last seen. */
export type KnownNames = Map<string, number>;

/** Characters of a name that is known; a longer one counts as over the budget, so that what is known stays small. */
const maxNameLength = 1_000;

/** Whether `name` is known, or becomes known because `known` of its kind are fewer than `budget`. It is seen on `day` then. */
export function isAdmitted(
  names: KnownNames,
  name: string,
  day: number,
  room: { readonly known: number; readonly budget: number },
): boolean {
  const isFull = room.known >= room.budget || name.length > maxNameLength;
  if (isFull && !names.has(name)) return false;
  names.set(name, day);
  return true;
}

/** `name` was seen on `day`, on another one perhaps later. */
export function learn(names: KnownNames, name: string, day: number): void {
  names.set(name, Math.max(names.get(name) ?? 0, day));
}

/** Forgets what was not seen since the day before `day`. */
export function forgetOld(names: KnownNames, day: number): void {
  for (const [name, seen] of names) if (seen < day - 1) names.delete(name);
}

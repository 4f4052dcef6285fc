// The colour of a service: by the hash of its name, the next free one on a collision, the same on every page.
// Assigned colours are stored in this browser, so that a collision is resolved the same way on the next visit.

const storageKey = "telltale.service-colors";
const colors = 12;
const given = new Map<string, number>(remembered());

/** `var(--cat-n)` for `service`. Same name, same colour. */
export function serviceColor(service: string): string {
  let at = given.get(service);
  if (at === undefined) {
    at = pickColor(service, new Set(given.values()));
    given.set(service, at);
    remember();
  }
  return `var(--cat-${at})`;
}

/** 1 to 12: the name's own colour, or the next that is not in `taken`; its own when all are. */
export function pickColor(name: string, taken: ReadonlySet<number>): number {
  const first = hash(name) % colors;
  for (let step = 0; step < colors; step++) {
    const candidate = ((first + step) % colors) + 1;
    if (!taken.has(candidate)) return candidate;
  }
  return first + 1;
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
}

function remembered(): [string, number][] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? "{}");
    return Object.entries(stored as Record<string, unknown>).filter(
      (entry): entry is [string, number] =>
        Number.isInteger(entry[1]) && Number(entry[1]) >= 1 && Number(entry[1]) <= colors,
    );
  } catch {
    return [];
  }
}

function remember(): void {
  try {
    localStorage.setItem(storageKey, JSON.stringify(Object.fromEntries([...given].slice(-200))));
  } catch {
    // Storage may be unavailable in private windows; the colour is then kept for this visit.
  }
}

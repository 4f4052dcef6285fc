// Where an error happened, short enough for a line.

const shown = 2;

/** `charge …/src/charge.ts`: the function, and the end of its path. */
export function shortPlace(place: string): string {
  const slash = place.indexOf("/");
  if (slash === -1) return place;
  // A file may lie at the root of a URL or path, after the name of a function or without one.
  const start = place.lastIndexOf(" ", slash) + 1;
  const parts = place.slice(start).split("/");
  const path = parts.length <= shown ? place.slice(start) : `…/${parts.slice(-shown).join("/")}`;
  return `${place.slice(0, start)}${path}`;
}

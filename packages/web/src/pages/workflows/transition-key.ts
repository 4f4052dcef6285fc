// A transition as one text: of the address, and as people read it. Apart from `search.ts`, which is loaded before the first data.
/** Between the two states of a transition; no name of a state has a line break. */
const arrow = "\n";

/** A transition as one text of the address. */
export function transitionKey({ from, to }: { readonly from: string; readonly to: string }): string {
  return `${from}${arrow}${to}`;
}

/** The reverse. A text without an arrow is a first event. */
export function readTransition(key: string): { readonly from: string; readonly to: string } {
  const at = key.indexOf(arrow);
  return at === -1 ? { from: "", to: key } : { from: key.slice(0, at), to: key.slice(at + 1) };
}

/** As people read it: `paid → packed`. */
export function transitionName({ from, to }: { readonly from: string; readonly to: string }): string {
  return `${from === "" ? "start" : from} → ${to}`;
}

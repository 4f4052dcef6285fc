// Drafts that are open: what was changed on the page and is not saved.

export interface OpenDraft {
  /** As a sentence names it: `the dashboard`. */
  readonly name: string;
  /** The search parameter with which the page shows it; empty: the whole page does. */
  readonly shownBy: string;
}

/** An address, as the router has it. */
interface Address {
  readonly pathname: string;
  readonly search: object;
}

/** The drafts that a navigation loses, the oldest first. One question names all of them, and the first one asks it. */
export function draftsLostBy(
  { current, next }: { readonly current: Address; readonly next: Address },
  drafts: Iterable<OpenDraft>,
): OpenDraft[] {
  return [...drafts].filter(
    ({ shownBy }) =>
      current.pathname !== next.pathname || valueOf(current, shownBy) !== valueOf(next, shownBy),
  );
}

function valueOf({ search }: Address, key: string): string | undefined {
  return JSON.stringify((search as Readonly<Record<string, unknown>>)[key]);
}

/** Whether two texts differ in more than line ends, which an editor writes its own way. */
export function differs(text: string, other: string): boolean {
  return unixLines(text) !== unixLines(other);
}

function unixLines(text: string): string {
  return text.replaceAll(/\r\n?/g, "\n");
}

const list = new Intl.ListFormat("en");

/** What is lost, each name once: two notes may be written at the same time. */
export function lostWords(drafts: readonly Pick<OpenDraft, "name">[]): string {
  return `What you changed was not saved: ${list.format(new Set(drafts.map(({ name }) => name)))}.`;
}

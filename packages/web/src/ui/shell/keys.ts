// All keys of the pages, in one table: the shell binds its actions by it, and the help lists it.
import { commandKey } from "./command-key.ts";
import type { NavigationItem } from "./navigation.ts";

/** What the shell does by a key. */
export type ShellAction =
  | "focusFilter"
  | "openHelp"
  | "earlier"
  | "later"
  | "togglePause"
  | "switchTheme"
  | "awaitLetter"
  /** Presses the button that names the key in `aria-keyshortcuts`, once it is there. */
  | "press";

interface KeyEntry {
  readonly does: string;
  /** As the help shows them. */
  readonly keys: readonly string[];
  /** What the shell does by each of `keys`; absent for keys that a page or a dialog binds. */
  readonly actions?: readonly ShellAction[];
}

export interface KeyGroup {
  readonly name: string;
  readonly entries: readonly KeyEntry[];
}

/** The keys that open pages. */
export function goToKeys(navigation: readonly NavigationItem[]): KeyGroup {
  return {
    name: "Go to",
    entries: navigation.map(({ label, letter }) => ({ does: label, keys: ["g", letter] })),
  };
}

/** The other groups of the help. */
export const keyGroups: readonly KeyGroup[] = [
  {
    name: "Anywhere",
    entries: [
      { does: "Filter bar", keys: ["/"], actions: ["focusFilter"] },
      { does: "Command palette", keys: [commandKey, "K"] },
      { does: "Time range", keys: ["r"], actions: ["press"] },
      { does: "Earlier, later", keys: ["[", "]"], actions: ["earlier", "later"] },
      { does: "Pause live", keys: ["p"], actions: ["togglePause"] },
      { does: "Saved views", keys: ["v"], actions: ["press"] },
      { does: "Add note", keys: ["a"], actions: ["press"] },
      { does: "Copy link", keys: ["y"], actions: ["press"] },
      { does: "Switch theme", keys: ["t"], actions: ["switchTheme"] },
      { does: "Close dialog or panel", keys: ["esc"] },
      { does: "Keyboard shortcuts", keys: ["?"], actions: ["openHelp"] },
    ],
  },
  {
    name: "Lists",
    entries: [
      { does: "Next, previous row", keys: ["j", "k"] },
      { does: "Open row", keys: ["↵"] },
    ],
  },
  {
    name: "Filters",
    entries: [
      { does: "Complete", keys: ["tab"] },
      { does: "Add conditions", keys: ["↵"] },
      { does: "Remove the last one", keys: ["⌫"] },
    ],
  },
  {
    name: "Heatmap",
    entries: [
      { does: "Move over cells", keys: ["←", "↑", "↓", "→"] },
      { does: "Select cells", keys: ["⇧", "←", "→"] },
      { does: "Zoom in", keys: ["↵"] },
    ],
  },
  {
    name: "One trace",
    entries: [
      { does: "Next, previous span", keys: ["j", "k"] },
      { does: "Collapse, expand", keys: ["←", "→"] },
      { does: "Next error", keys: ["e"] },
      { does: "Find", keys: ["f"] },
      { does: "Next, previous hit", keys: ["n", "N"] },
      { does: "Compare traces", keys: ["c"] },
      { does: "Show the whole time", keys: ["0"] },
    ],
  },
];

const actionsByKey: ReadonlyMap<string, ShellAction> = new Map([
  ...keyGroups.flatMap(({ entries }) =>
    entries.flatMap(({ keys, actions = [] }) =>
      actions.map((action, at) => [keys[at] ?? "", action] as const),
    ),
  ),
  // Begins `g` + letter (`goToKeys`).
  ["g", "awaitLetter"] as const,
]);

/** What the shell does by the key of an event. */
export function shellActionOf(key: string): ShellAction | undefined {
  return actionsByKey.get(key);
}

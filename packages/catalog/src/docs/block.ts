// The reference of a catalog as blocks of text, from which Markdown and HTML are written. Texts are plain: the writers escape them.
import type { Kind } from "../catalog.ts";

export type Inline =
  | string
  | { readonly code: string }
  | { readonly strong: string }
  /** An http or https URL; anything else is shown as text. */
  | { readonly href: string; readonly text: string }
  /** A thing of the catalog. */
  | { readonly kind: Kind; readonly name: string };

export type Text = readonly Inline[];

export type Block =
  | { readonly type: "paragraph"; readonly text: Text }
  | { readonly type: "notice"; readonly level: "warn" | "error"; readonly text: Text }
  | { readonly type: "list"; readonly ordered: boolean; readonly items: readonly Text[] }
  | { readonly type: "facts"; readonly rows: readonly (readonly [label: string, value: Text])[] }
  | { readonly type: "heading"; readonly text: string }
  | {
      readonly type: "table";
      readonly label: string;
      readonly head: readonly string[];
      readonly rows: readonly (readonly Text[])[];
    };

/** One thing of the catalog. */
export interface Entry {
  readonly kind: Kind;
  readonly name: string;
  readonly id: string;
  /** Short words beside the name: `page`, `deprecated`, `counter`. */
  readonly badges: readonly { readonly text: string; readonly tone: "plain" | "warn" | "error" | "info" }[];
  readonly owner: string | undefined;
  /** One line for search and overviews. */
  readonly summary: string;
  readonly blocks: readonly Block[];
}

export interface Section {
  readonly kind: Kind;
  readonly title: string;
  readonly intro: string;
  readonly entries: readonly Entry[];
}

/** Whether a link is safe to follow: http or https. */
export function isWebUrl(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

/** A list of texts with something between. */
export function join(items: readonly Text[], between = ", "): Text {
  return items.flatMap((item, index) => (index === 0 ? [...item] : [between, ...item]));
}

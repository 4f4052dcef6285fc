// Copies a finding as Markdown, with its figures and its address.
import type { JSX } from "react";

import { toMarkdown, type MarkdownFinding } from "../lib/markdown.ts";
import { CopyButton } from "./copy-button.tsx";

export interface CopyMarkdownProps {
  readonly finding: MarkdownFinding;
  /** Path and search of the finding's page; default: the open page as it is when the button is pressed. */
  readonly to?: string;
  /** `icon`: in a table. */
  readonly variant?: "icon" | "button";
}

export function CopyMarkdown({ finding, to, variant = "button" }: CopyMarkdownProps): JSX.Element {
  const text = (): string => toMarkdown(finding, to === undefined ? location.href : location.origin + to);
  const look = {
    icon: { variant: "icon" },
    button: { variant: "button", word: "Copy as Markdown" },
  } as const;
  return <CopyButton text={text} what="as Markdown" {...look[variant]} />;
}

// A link to the source code in the repository. The tooltip names the host: senders may choose the repository.
import type { JSX } from "react";

import { ui } from "../../ui/styles.ts";

export function SourceLink({
  url,
  label,
  children,
}: {
  readonly url: string;
  readonly label?: string;
  readonly children: string;
}): JSX.Element {
  return (
    <a
      className={ui.text["link"]}
      href={url}
      aria-label={label}
      target="_blank"
      rel="noreferrer"
      title={`Source code on ${new URL(url).host}`}
    >
      {children}
    </a>
  );
}

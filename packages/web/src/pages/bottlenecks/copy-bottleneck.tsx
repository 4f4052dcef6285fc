// Copies a bottleneck as Markdown, with the addresses of its page and of its example.
import { useRouter } from "@tanstack/react-router";
import type { Bottleneck } from "contract";
import type { JSX } from "react";

import { bottleneckFinding } from "../../lib/bottleneck-words.ts";
import { CopyMarkdown } from "../../ui/copy-markdown.tsx";
import { marksOf } from "./evidence-link.tsx";

export function CopyBottleneck({
  bottleneck,
  variant,
}: {
  readonly bottleneck: Bottleneck;
  readonly variant: "icon" | "button";
}): JSX.Element {
  const router = useRouter();
  const { fingerprint, example } = bottleneck;
  const here = router.buildLocation({ to: "/bottlenecks/$fingerprint", params: { fingerprint } }).href;
  const trace = router.buildLocation({
    to: "/traces/$id",
    params: { id: example.traceId },
    search: marksOf(example),
  }).href;
  return (
    <CopyMarkdown
      finding={bottleneckFinding(bottleneck, `${location.origin}${trace}`)}
      to={here}
      variant={variant}
    />
  );
}

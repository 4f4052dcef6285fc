// The verdict of a page's subject, above its figures.
import type { JSX } from "react";

import type { Verdict } from "../lib/verdict.ts";
import { Status } from "./status.tsx";

export function VerdictLine({ verdict: { kind, word } }: { readonly verdict: Verdict }): JSX.Element {
  return (
    <p>
      <Status kind={kind}>{word}</Status>
    </p>
  );
}

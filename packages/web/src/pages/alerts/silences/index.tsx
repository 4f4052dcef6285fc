import type { JSX } from "react";

export function SilencesPage(): JSX.Element {
  return <h1>soon</h1>;
}

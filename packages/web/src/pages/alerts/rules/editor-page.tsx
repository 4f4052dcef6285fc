import type { JSX } from "react";

export function AlertEditorPage(): JSX.Element {
  return <h1>soon</h1>;
}

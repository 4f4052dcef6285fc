import type { JSX } from "react";

export function AlertRulesPage(): JSX.Element {
  return <h1>soon</h1>;
}

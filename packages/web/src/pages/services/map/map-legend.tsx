// What the signs and lines of the map mean.
import { graphNodeKinds } from "contract";
import type { JSX } from "react";

import { StatusMark } from "../../../ui/status.tsx";
import css from "./map-legend.module.css";
import { NodeIcon } from "./node-icon.tsx";
import { kindWords } from "./node-words.ts";

export function MapLegend({ truncated }: { readonly truncated: boolean }): JSX.Element {
  return (
    <ul className={css["legend"]} aria-label="Legend">
      {graphNodeKinds.map((kind) => (
        <li key={kind}>
          <NodeIcon kind={kind} name="" /> {kindWords[kind]}
        </li>
      ))}
      <li>
        <StatusMark kind="error" size={11} /> failing: more than usual, or 5 % or more
      </li>
      <li>
        <StatusMark kind="warn" size={11} /> slower than before
      </li>
      {truncated && <li>rare calls and services are left out</li>}
    </ul>
  );
}

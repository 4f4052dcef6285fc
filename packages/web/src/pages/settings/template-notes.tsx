// What a template may contain, and what is wrong with it.
import type { JSX } from "react";

import { classes } from "../../ui/classes.ts";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./links.module.css";

export function Placeholders({ names }: { readonly names: readonly string[] }): JSX.Element {
  return (
    <span className={classes(ui.text["mono"], css["placeholders"])}>
      {names.map((name) => `{${name}}`).join(" ")}
    </span>
  );
}

export function TemplateMistake({ text }: { readonly text: string | undefined }): JSX.Element | null {
  if (text === undefined) return null;
  return (
    <Status kind="error" className={css["mistake"]}>
      {`${text.slice(0, 1).toUpperCase()}${text.slice(1)}`}
    </Status>
  );
}

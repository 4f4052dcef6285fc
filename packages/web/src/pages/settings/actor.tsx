// A caller: the name, and below it the identity, which names alone do not tell apart.
import type { JSX } from "react";

import { classes } from "../../ui/classes.ts";
import { ui } from "../../ui/styles.ts";
import css from "./access.module.css";

export function Actor({ name, identity }: { readonly name: string; readonly identity: string }): JSX.Element {
  return (
    <>
      <span className={css["name"]}>{name}</span>
      {identity.includes(":") && (
        <span className={classes(ui.text["mono"], ui.text["dim"], css["identity"])} title={identity}>
          {identity}
        </span>
      )}
    </>
  );
}

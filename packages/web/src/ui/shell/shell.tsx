// The frame around every page: header, rail, main. Binds the keys that work on every page.
import { Outlet } from "@tanstack/react-router";
import { useState, type JSX } from "react";

import { Header } from "./header.tsx";
import { KeysHelp } from "./keys-help.tsx";
import { Opening } from "./opening.tsx";
import { Palette } from "./palette.tsx";
import { Rail } from "./rail.tsx";
import css from "./shell.module.css";
import { useRowKeys } from "./use-row-keys.ts";
import { useShellKeys } from "./use-shell-keys.ts";

/** The shell; `main` contains the current page. */
export function Shell(): JSX.Element {
  const [open, setOpen] = useState<"palette" | "help" | "none">("none");
  // Each opening starts with an empty palette, even while the previous one fades out.
  const [opening, setOpening] = useState(0);
  const openPalette = (): void => {
    setOpening((count) => count + 1);
    setOpen("palette");
  };
  useShellKeys({ openPalette, openHelp: () => setOpen("help") });
  // After them: `g` and `j` open the journeys.
  useRowKeys();
  const close = (): void => setOpen("none");
  return (
    <div className={css["app"]}>
      <a className={css["skip"]} href="#main">
        Skip to the page
      </a>
      <Header onPalette={openPalette} />
      <Rail />
      <main className={css["main"]} id="main" tabIndex={-1}>
        <Opening />
        <Outlet />
      </main>
      <Palette opening={opening} opened={open === "palette"} onClose={close} onHelp={() => setOpen("help")} />
      <KeysHelp opened={open === "help"} onClose={close} />
    </div>
  );
}

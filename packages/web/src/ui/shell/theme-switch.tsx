import { useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import type { JSX } from "react";

import { classes } from "../classes.ts";
import { Icon } from "../icons.tsx";
import { ui } from "../styles.ts";

/** Switches between light and dark; follows the system until it is pressed. */
export function ThemeSwitch(): JSX.Element {
  const switchTheme = useThemeSwitch();
  return (
    <button
      type="button"
      className={classes(ui.button["icon"], ui.screen["hidePhone"])}
      aria-label="Switch theme"
      title="Theme"
      onClick={switchTheme}
    >
      <Icon name="theme" />
    </button>
  );
}

/** Switches to the other theme and remembers it. */
export function useThemeSwitch(): () => void {
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme("light");
  return () => setColorScheme(scheme === "dark" ? "light" : "dark");
}

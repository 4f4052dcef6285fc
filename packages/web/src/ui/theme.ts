// Mantine takes its colours and sizes from the tokens. Components with our own look are unstyled and take their classes from
// the modules beside this file.
import {
  createTheme,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type MantineTheme,
} from "@mantine/core";

import dialog from "./dialog.module.css";
import segments from "./segments.module.css";
import tabs from "./tabs.module.css";

const sea = Array.from({ length: 10 }, (_, step) => `var(--sea-${step})`) as unknown as MantineColorsTuple;

export const theme: Partial<MantineTheme> = createTheme({
  primaryColor: "sea",
  primaryShade: 6,
  colors: { sea },
  fontFamily: "var(--font-sans)",
  fontFamilyMonospace: "var(--font-mono)",
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "16px", xl: "20px" },
  spacing: { xs: "4px", sm: "8px", md: "12px", lg: "16px", xl: "24px" },
  radius: { xs: "2px", sm: "4px", md: "6px", lg: "10px" },
  defaultRadius: "md",
  cursorType: "pointer",
  components: {
    Modal: { classNames: { content: dialog["content"], overlay: dialog["overlay"] } },
    // one that hides when late data pushes its button out of the window loses the focus, and what was typed into it cannot be seen
    Popover: { defaultProps: { hideDetached: false } },
    SegmentedControl: { defaultProps: { unstyled: true }, classNames: segments },
    Table: { defaultProps: { unstyled: true } },
    Tabs: {
      defaultProps: { unstyled: true, keepMounted: false },
      classNames: { list: tabs["list"], tab: tabs["tab"], tabSection: tabs["count"] },
    },
  },
}) as Partial<MantineTheme>;

/** The tokens behind Mantine's variables, the same in both schemes: a token already holds both values. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: schemeVariables,
  dark: schemeVariables,
});

const schemeVariables: Record<string, string> = {
  "--mantine-color-body": "var(--surface-page)",
  "--mantine-color-text": "var(--ink-1)",
  "--mantine-color-dimmed": "var(--ink-3)",
  "--mantine-color-placeholder": "var(--ink-3)",
  "--mantine-color-default": "var(--surface-page)",
  "--mantine-color-default-hover": "var(--surface-hover)",
  "--mantine-color-default-border": "var(--line-2)",
  "--mantine-color-anchor": "var(--accent-text)",
  "--mantine-primary-color-filled": "var(--accent-fill)",
  "--mantine-color-error": "var(--error-text)",
};

// The button that switches between light and dark, for these pages and the console's.

const key = "mantine-color-scheme-value";

/** Shows the button and makes it work. */
export function startThemeButton(button: HTMLButtonElement): void {
  const name = (): void => {
    const other = isDark() ? "Light" : "Dark";
    button.textContent = other;
    button.setAttribute("aria-label", `Switch to the ${other.toLowerCase()} theme`);
  };
  name();
  button.hidden = false;
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", name);
  button.addEventListener("click", () => {
    const theme = isDark() ? "light" : "dark";
    document.documentElement.dataset["theme"] = theme;
    name();
    try {
      localStorage.setItem(key, theme);
    } catch {
      // the choice lasts for this page
    }
  });
}

function isDark(): boolean {
  const { theme } = document.documentElement.dataset;
  return theme === undefined ? matchMedia("(prefers-color-scheme: dark)").matches : theme === "dark";
}

// Sets the theme before anything is drawn: the one that was chosen on the console's pages or here, else the system's. A script of its own,
// which blocks, since a module runs later.
try {
  // The key of the console's pages.
  const theme = localStorage.getItem("mantine-color-scheme-value");
  if (theme === "light" || theme === "dark") document.documentElement.dataset["theme"] = theme;
} catch {
  // storage is blocked: the system's theme
}

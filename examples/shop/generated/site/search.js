// Search and theme.
"use strict";
const index = globalThis.catalogIndex ?? [];
const box = document.querySelector(".search");
const query = document.getElementById("query");
const results = document.getElementById("results");
const status = document.getElementById("status");
const most = 12;

function rank(item, words) {
  const name = item.name.toLowerCase();
  const all = name + " " + item.text.toLowerCase() + " " + item.owner.toLowerCase() + " " + item.kind;
  if (!words.every((word) => all.includes(word))) return -1;
  if (words.some((word) => name === word)) return 3;
  if (words.some((word) => name.startsWith(word))) return 2;
  return words.some((word) => name.includes(word)) ? 1 : 0;
}

function element(tag, text, className) {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

function search() {
  const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
  results.replaceChildren();
  results.hidden = words.length === 0;
  status.textContent = "";
  if (words.length === 0) return;
  const found = index
    .map((item) => [rank(item, words), item])
    .filter(([score]) => score >= 0)
    .sort(([a], [b]) => b - a);
  for (const [, item] of found.slice(0, most)) {
    const link = document.createElement("a");
    link.href = item.href;
    link.append(element("strong", item.name), element("span", item.kind, "kind"), element("small", item.text));
    results.append(link);
  }
  const text = found.length === 0 ? "No results" : found.length > most ? most + " of " + found.length + " results" : found.length + (found.length === 1 ? " result" : " results");
  results.append(element("p", text, "faint"));
  status.textContent = text;
}

if (box) {
  box.hidden = false;
  query.addEventListener("input", search);
  box.addEventListener("keydown", (event) => {
    const links = [...results.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    if (event.key === "Escape") {
      query.value = "";
      search();
      query.focus();
    } else if (event.key === "ArrowDown") (links[at + 1] ?? links[0])?.focus();
    else if (event.key === "ArrowUp") (at <= 0 ? query : links[at - 1]).focus();
    else if (event.key === "Enter" && at === -1) links[0]?.click();
    else return;
    event.preventDefault();
  });
  results.addEventListener("click", () => {
    query.value = "";
    search();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || document.activeElement === query) return;
    event.preventDefault();
    query.focus();
  });
}

const button = document.querySelector(".theme");
const key = "telltale-catalog-theme";
function stored() {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
function show(theme) {
  document.documentElement.dataset.theme = theme;
  button.textContent = theme === "dark" ? "Light" : "Dark";
  button.setAttribute("aria-label", "Switch to the " + (theme === "dark" ? "light" : "dark") + " theme");
}
if (button) {
  show(stored() ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
  button.hidden = false;
  button.addEventListener("click", () => {
    const theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    show(theme);
    try {
      localStorage.setItem(key, theme);
    } catch {
      // the choice lasts for this page
    }
  });
}

// The style of the site, after the tokens of the console's pages.

export const siteStyle = `:root {
  color-scheme: light dark;
  --page: light-dark(#ffffff, #0f1416);
  --chrome: light-dark(#f6f8f8, #0b0f11);
  --sunken: light-dark(#eff2f3, #171d20);
  --hover: light-dark(#f3f6f7, #161c1f);
  --selected: light-dark(#e6f2f5, #10282f);
  --raised: light-dark(#ffffff, #1b2225);
  --ink-1: light-dark(#10191d, #e9eef0);
  --ink-2: light-dark(#43515a, #b0bcc1);
  --ink-3: light-dark(#5f6d75, #8b989e);
  --line-1: light-dark(#e4e9eb, #1f272b);
  --line-2: light-dark(#cdd5d9, #323d42);
  --accent: light-dark(#0b718b, #55b5ca);
  --accent-text: light-dark(#075d74, #74c6d8);
  --warn-text: light-dark(#8a5700, #e2b25a);
  --warn-soft: light-dark(#fbf2df, #2a2213);
  --error-text: light-dark(#b4282a, #f5867e);
  --error-soft: light-dark(#fcecea, #301a19);
  --info-text: light-dark(#3656b8, #97b0f7);
  --info-soft: light-dark(#ebeffb, #192138);
  --focus: light-dark(#20879f, #55b5ca);
}
:root[data-theme="light"] { color-scheme: light; }
:root[data-theme="dark"] { color-scheme: dark; }
* { box-sizing: border-box; }
html { scroll-padding-top: 64px; }
body {
  margin: 0;
  background: var(--page);
  color: var(--ink-1);
  font: 14px/1.55 Inter, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  font-variant-numeric: tabular-nums;
  overflow-wrap: anywhere;
}
a { color: var(--accent-text); text-decoration-color: color-mix(in srgb, currentcolor 35%, transparent); text-underline-offset: 2px; }
a:hover { text-decoration-color: currentcolor; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 2px; }
code { font: 0.93em/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
dd > code, li > code, p > code, td > code { padding: 1px 4px; border-radius: 4px; background: var(--sunken); }
[hidden] { display: none !important; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 12px; top: 8px; z-index: 3; padding: 8px 12px; background: var(--raised); }
header {
  position: sticky;
  top: 0;
  z-index: 2;
  display: flex;
  align-items: center;
  gap: 12px;
  min-height: 48px;
  padding: 8px 24px;
  border-bottom: 1px solid var(--line-1);
  background: var(--chrome);
}
.brand { color: var(--ink-1); font-size: 16px; font-weight: 600; text-decoration: none; }
.version { color: var(--ink-3); font-size: 12px; }
.search { position: relative; flex: 1; max-width: 480px; margin-left: auto; }
.search input {
  width: 100%;
  height: 32px;
  padding: 0 10px;
  border: 1px solid var(--line-2);
  border-radius: 6px;
  background: var(--page);
  color: inherit;
  font: inherit;
}
#results {
  position: absolute;
  right: 0;
  left: 0;
  margin-top: 4px;
  max-height: 70vh;
  overflow: auto;
  padding: 4px;
  border: 1px solid var(--line-2);
  border-radius: 10px;
  background: var(--raised);
  box-shadow: 0 8px 28px #0b141830;
}
#results a { display: grid; grid-template-columns: 1fr auto; gap: 0 12px; padding: 6px 8px; border-radius: 6px; color: inherit; text-decoration: none; }
#results a:hover, #results a:focus { background: var(--selected); }
#results .kind { color: var(--ink-3); font-size: 12px; }
#results small { grid-column: 1 / -1; overflow: hidden; color: var(--ink-2); text-overflow: ellipsis; white-space: nowrap; }
#results p { margin: 4px 8px; font-size: 12px; }
.theme { height: 32px; padding: 0 12px; border: 1px solid var(--line-2); border-radius: 6px; background: var(--page); color: inherit; font: inherit; cursor: pointer; }
.theme:hover { background: var(--hover); }
.frame { display: grid; grid-template-columns: 216px minmax(0, 1fr); }
nav { position: sticky; top: 48px; align-self: start; max-height: calc(100vh - 48px); overflow: auto; padding: 16px 12px 32px; }
nav ul { margin: 0; padding: 0; list-style: none; }
nav a { display: flex; justify-content: space-between; gap: 8px; padding: 4px 12px; border-radius: 6px; color: var(--ink-2); text-decoration: none; }
nav a:hover { background: var(--hover); }
nav a[aria-current] { background: var(--selected); color: var(--ink-1); font-weight: 600; }
.count, .faint { color: var(--ink-3); font-weight: 400; }
.group { margin: 16px 12px 4px; color: var(--ink-3); font-size: 12px; }
main { max-width: 1040px; padding: 24px 32px 64px; border-left: 1px solid var(--line-1); min-height: calc(100vh - 48px); }
h1, .title { margin: 0 0 4px; font-size: 20px; font-weight: 600; line-height: 1.3; }
h2 { margin: 32px 0 8px; font-size: 16px; line-height: 1.4; }
h3 { margin: 16px 0 4px; color: var(--ink-2); font-size: 13px; }
p { margin: 6px 0; max-width: 76ch; }
ul, ol { margin: 6px 0; padding-left: 22px; }
.intro { color: var(--ink-2); }
.facts { color: var(--ink-3); font-size: 13px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(148px, 1fr)); gap: 8px; margin: 20px 0 8px; padding: 0; list-style: none; }
.tile { display: block; padding: 10px 12px; border: 1px solid var(--line-1); border-radius: 6px; color: var(--ink-2); text-decoration: none; }
.tile:hover { border-color: var(--line-2); background: var(--hover); }
.tile strong { display: block; color: var(--ink-1); font-size: 20px; line-height: 1.3; }
.entry { padding: 20px 0; border-top: 1px solid var(--line-1); }
.entry:target { background: linear-gradient(90deg, var(--selected), transparent); box-shadow: -16px 0 0 var(--selected); }
.entry h2 { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; margin: 0 0 6px; }
.anchor { color: inherit; text-decoration: none; }
.anchor:hover { text-decoration: underline; }
.badge { display: inline-block; padding: 0 7px; border-radius: 999px; background: var(--sunken); color: var(--ink-2); font-size: 12px; font-weight: 500; line-height: 20px; white-space: nowrap; }
.badge.warn { background: var(--warn-soft); color: var(--warn-text); }
.badge.error { background: var(--error-soft); color: var(--error-text); }
.badge.info { background: var(--info-soft); color: var(--info-text); }
.notice { padding: 6px 12px; border-left: 3px solid var(--warn-text); background: var(--warn-soft); }
dl { display: flex; flex-wrap: wrap; gap: 8px 28px; margin: 10px 0; }
dt { color: var(--ink-3); font-size: 12px; }
dd { margin: 0; }
.table { margin: 8px 0; overflow-x: auto; }
table { width: 100%; border-collapse: collapse; overflow-wrap: normal; }
th { padding: 6px 16px 6px 0; border-bottom: 1px solid var(--line-2); color: var(--ink-3); font-size: 12px; font-weight: 500; text-align: left; white-space: nowrap; }
td { padding: 7px 16px 7px 0; border-bottom: 1px solid var(--line-1); vertical-align: top; }
td a code { white-space: nowrap; }
.short { white-space: nowrap; }
.out::after { content: "\\00a0↗"; color: var(--ink-3); }
@media (max-width: 760px) {
  header { flex-wrap: wrap; padding: 8px 16px; }
  .search { order: 3; flex-basis: 100%; max-width: none; }
  .theme { margin-left: auto; }
  html { scroll-padding-top: 104px; }
  .frame { display: block; }
  nav { position: static; display: flex; max-height: none; gap: 0 4px; overflow-x: auto; padding: 8px 12px; border-bottom: 1px solid var(--line-1); white-space: nowrap; }
  nav ul { display: flex; }
  nav .group { display: none; }
  nav a { padding: 6px 10px; }
  main { padding: 16px 16px 48px; border: 0; }
  .tiles { grid-template-columns: repeat(auto-fill, minmax(130px, 1fr)); }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, tbody, tr, td { display: block; }
  tr { padding: 8px 0; border-bottom: 1px solid var(--line-1); }
  td { position: relative; min-height: 26px; padding: 2px 0 2px 104px; border: 0; }
  td::before { content: attr(data-label); position: absolute; left: 0; width: 96px; color: var(--ink-3); font-size: 12px; line-height: 1.8; }
  td:empty { display: none; }
  .short, td a code { white-space: normal; }
}
@media print {
  :root { color-scheme: light; }
  header, nav, .skip { display: none; }
  .frame { display: block; }
  main { max-width: none; padding: 0; border: 0; }
  body { font-size: 10.5pt; }
  .entry { break-inside: avoid; }
  .entry:target { background: none; box-shadow: none; }
  h2, h3 { break-after: avoid; }
  .table { overflow: visible; }
  a { color: inherit; }
  .out[href]::after { content: " (" attr(href) ")"; font-size: 9pt; }
}
`;

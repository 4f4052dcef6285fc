// Small pages of the server itself, without scripts: the login, the start. Their only style is named in their content security policy.
import { createHash } from "node:crypto";
import { type Html, html, rawText, text } from "quoting/html";

const style = `
:root { color-scheme: light dark; font: 14px/1.5 system-ui, sans-serif; --line: light-dark(#cdd5d9, #323d42); --ink: light-dark(#10191d, #e9eef0); --accent: light-dark(#0b718b, #127c97); }
body { display: grid; place-items: center; min-height: 90vh; margin: 0; color: var(--ink); background: light-dark(#ffffff, #0f1416); }
main { display: grid; gap: 16px; width: min(320px, 88vw); }
h1 { font-size: 18px; margin: 0; }
form { display: grid; gap: 8px; }
p { margin: 0; }
dl { display: grid; grid-template-columns: auto 1fr; gap: 4px 16px; margin: 0; padding: 8px 0; border-block: 1px solid var(--line); }
dd { margin: 0; overflow-wrap: anywhere; }
label, dt { color: light-dark(#43515a, #b0bcc1); }
input, button, a.provider { font: inherit; padding: 7px 10px; border-radius: 5px; border: 1px solid var(--line); background: none; color: inherit; }
button, a.provider { cursor: pointer; text-align: center; text-decoration: none; }
button { background: var(--accent); border-color: var(--accent); color: #fff; font-weight: 600; }
:focus-visible { outline: 2px solid light-dark(#20879f, #55b5ca); outline-offset: 1px; }
[role=alert] { color: light-dark(#b4282a, #f5867e); min-height: 1.5em; margin: 0; }
`;

/** The policy of these pages: nothing but their style, and forms that stay here. */
export const plainPolicy: string = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** @param head more of the head. */
export function plainPage(title: string, content: Html, head: Html = html``): Html {
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Telltale · ${text(title)}</title>${head}
<style>${rawText(style)}</style></head>
<body><main>${content}</main></body></html>
`;
}

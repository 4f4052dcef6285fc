// The login form: one page without scripts, whose only style is named in its content security policy.
import { createHash } from "node:crypto";

const style = `
:root { color-scheme: light dark; font: 14px/1.5 system-ui, sans-serif; --line: light-dark(#cdd5d9, #323d42); --ink: light-dark(#10191d, #e9eef0); --accent: light-dark(#0b718b, #127c97); }
body { display: grid; place-items: center; min-height: 90vh; margin: 0; color: var(--ink); background: light-dark(#ffffff, #0f1416); }
main { display: grid; gap: 16px; width: min(320px, 88vw); }
h1 { font-size: 18px; margin: 0; }
form { display: grid; gap: 8px; }
label { color: light-dark(#43515a, #b0bcc1); }
input, button, a.provider { font: inherit; padding: 7px 10px; border-radius: 5px; border: 1px solid var(--line); background: none; color: inherit; }
button, a.provider { cursor: pointer; text-align: center; text-decoration: none; }
button { background: var(--accent); border-color: var(--accent); color: #fff; font-weight: 600; }
:focus-visible { outline: 2px solid light-dark(#20879f, #55b5ca); outline-offset: 1px; }
[role=alert] { color: light-dark(#b4282a, #f5867e); min-height: 1.5em; margin: 0; }
`;

/** The policy of this page: nothing but its style, and forms that stay here. */
export const loginPolicy: string = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

export interface LoginPage {
  readonly error: string;
  /** Where to go afterwards. */
  readonly next: string;
  readonly hasProvider: boolean;
}

export function loginPage({ error, next, hasProvider }: LoginPage): string {
  const provider = hasProvider
    ? `<a class="provider" href="/login/oidc?next=${html(encodeURIComponent(next))}">Log in with your organisation</a>`
    : "";
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Telltale · log in</title>
<style>${style}</style></head>
<body><main><h1>Telltale</h1>${provider}
<form method="post" action="/login">
<label for="token">Token of this console</label>
<input id="token" name="token" type="password" autocomplete="current-password" required${hasProvider ? "" : " autofocus"}>
<input name="next" type="hidden" value="${html(next)}">
<button>Log in</button><p role="alert">${html(error)}</p>
</form></main></body></html>
`;
}

function html(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

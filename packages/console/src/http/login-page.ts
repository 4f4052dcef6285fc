// The login form, and the question of a link with a token: pages without scripts, whose only style is named in its content security policy.
import { createHash } from "node:crypto";
import { type Html, html, rawText, text } from "quoting/html";
import { urlPart } from "quoting/unicode";

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

export function loginPage({ error, next, hasProvider }: LoginPage): Html {
  const provider = hasProvider
    ? html`<a class="provider" href="/login/oidc?next=${text(urlPart(next))}">Log in with your organisation</a>`
    : html``;
  return pageOf(html`<h1>Telltale</h1>${provider}
<form method="post" action="/login">
<label for="token">Token of this console</label>
<input id="token" name="token" type="password" autocomplete="current-password" required${hasProvider ? html`` : html` autofocus`}>
<input name="next" type="hidden" value="${text(next)}">
<button>Log in</button><p role="alert">${text(error)}</p>
</form>`);
}

/** A link that has a token. */
export interface LoginLink {
  readonly secret: string;
  /** Name of who is logged in now; undefined: nobody. */
  readonly current: string | undefined;
  /** The address of the link, without the token. */
  readonly next: string;
}

/** Asks whether to log in as the owner of the token of a link: whoever made the link may want it more than the reader. */
export function linkPage({
  name,
  scope,
  tenant,
  secret,
  current,
  next,
}: LoginLink & { readonly name: string; readonly scope: string; readonly tenant: string }): Html {
  const facts = [
    ["Name", name],
    ["Scope", scope],
    ...(tenant === "" ? [] : [["Tenant", tenant]]),
    ...(current === undefined ? [] : [["Logged in now", current]]),
  ].map(([label, value]) => html`<dt>${text(label!)}</dt><dd>${text(value!)}</dd>`);
  const ends = current === undefined ? "" : ", and ends your session";
  return pageOf(html`<h1>Log in with this link?</h1>
<dl>${facts}</dl>
<p>The link contains a token. It logs this browser in as the owner of the token${text(ends)}. What you do is then done in that name. Continue only if you know who sent you the link.</p>
<form method="post" action="/login">
<input name="token" type="hidden" value="${text(secret)}">
<input name="next" type="hidden" value="${text(next)}">
<button>Log in</button><a class="provider" href="${text(next)}" autofocus>Cancel</a>
</form>`);
}

function pageOf(content: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Telltale · log in</title>
<style>${rawText(style)}</style></head>
<body><main>${content}</main></body></html>
`;
}

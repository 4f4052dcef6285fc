// The login form, and the question of a link with a token.
import { type Html, html, text } from "quoting/html";
import { urlPart } from "quoting/unicode";
import { plainPage } from "./plain-page.ts";

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
  return plainPage(
    "log in",
    html`<h1>Telltale</h1>${provider}
<form method="post" action="/login">
<label for="token">Token of this console</label>
<input id="token" name="token" type="password" autocomplete="current-password" required${hasProvider ? html`` : html` autofocus`}>
<input name="next" type="hidden" value="${text(next)}">
<button>Log in</button><p role="alert">${text(error)}</p>
</form>`,
  );
}

/** A link that has a token. */
export interface LoginLink {
  readonly secret: string;
  /** Name of the logged-in user; undefined without one. */
  readonly current: string | undefined;
  /** The address of the link, without the token. */
  readonly next: string;
}

/** Asks whether to log in as the owner of the token of a link: the author of the link may want it more than the reader. */
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
  return plainPage(
    "log in",
    html`<h1>Log in with this link?</h1>
<dl>${facts}</dl>
<p>The link contains a token. It logs this browser in as the owner of the token${text(ends)}. What you do is then done in that name. Continue only if you know who sent you the link.</p>
<form method="post" action="/login">
<input name="token" type="hidden" value="${text(secret)}">
<input name="next" type="hidden" value="${text(next)}">
<button>Log in</button><a class="provider" href="${text(next)}" autofocus>Cancel</a>
</form>`,
  );
}

// Credentials that are a part of a path: `/password/reset/…`, `/magic-link/…`, `/verify-email/…`. The part before says what it is, and
// only what looks made by a machine is hidden: `/reset/now` and `/invitations/42` stay.
import { isSecretValue } from "../engine/sensitive-name.ts";
import { each, type Finder } from "./finder.ts";

const segment =
  /\/(?:[a-z]{2,12}[-_])?(?:resets?|token|magic(?:link)?|verif(?:y|ication)|activat(?:e|ion)|invit(?:es?|ations?)|confirm(?:ation)?|unlock|recovery?|unsubscribe)(?:[-_](?:password|email|link|login|account|token))?\/(?:[\w-]{1,15}\/)?([\w~.=-]{16,512})(?![\w~.=%-])/iy;
const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;
const timed = /^[\da-z]{2,8}-[\da-f]{20,64}$/i;

/** Finds them at the slash of the part before. */
export const pathSecrets: Finder = {
  starts: [...each(["/"], "rtmvaicu").flatMap((start) => each([start], "eoacn")), "/pa", "/em", "/ac"],
  find(text, at) {
    segment.lastIndex = at;
    const value = segment.exec(text)?.[1];
    if (value === undefined) return undefined;
    const isSecret =
      isSecretValue("certain", value.replaceAll(".", "-")) ||
      timed.test(value) ||
      (uuid.test(value) &&
        /reset|magic|token|unlock|recover/i.test(text.slice(at, segment.lastIndex - value.length)));
    return isSecret
      ? { start: segment.lastIndex - value.length, end: segment.lastIndex, kind: "query-secret" }
      : undefined;
  },
};

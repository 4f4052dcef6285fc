// Which names say that their value is a secret, and of which kind: `password`, `DB_PASSWORD`, `clientSecret`, `x-api-key`. Case and
// separators do not count. A name is judged by its last words, so that `password.strength` and `token_count` are none.

/** Last words, put together, and the kind of the value. */
const kinds: Readonly<Record<string, string>> = {
  password:
    "password passwd passwort pwd passphrase passcode passwordhash passwordsalt passworddigest clientsecret dbpass userpass authpass smtppass mysqlpass redispass rootpass adminpass ftppass mailpass",
  secret:
    "secret appsecret consumersecret sharedsecret secretkey privatekey signingkey signingsecret webhooksecret encryptionkey masterkey " +
    "hmackey jwtsecret sessionsecret cookiesecret secretvalue totpsecret otpsecret mfasecret seedphrase mnemonic secretkeybase " +
    "privatekeypem securityanswer secretanswer otp cardpin accountpin atmpin sshkey cryptokey symmetrickey serviceaccountkey onetimepassword onetimecode otpcode totpcode mfacode verificationcode recoverycode backupcode",
  token:
    "token jwt accesstoken refreshtoken idtoken authtoken sessiontoken securitytoken apitoken bearertoken oauthtoken personaltoken " +
    "bearer privatetoken deploytoken resettoken csrftoken xsrftoken bottoken",
  "api-key":
    "apikey accesskey apisecret subscriptionkey authkey accountkey sharedaccesskey licensekey servicekey integrationkey writekey storagekey",
  authorization: "authorization proxyauthorization credential credentials basicauth",
  cookie: "cookie setcookie phpsessid jsessionid connectsid sessid",
  "credit-card":
    "cardnumber cardno creditcard creditcardnumber ccnumber ccnum pan cardpan debitcard debitcardnumber",
  "card-security-code": "cvv cvc cvv2 cvc2 csc cardsecuritycode securitycode",
  ssn: "ssn socialsecuritynumber socialsecurity",
  iban: "iban",
  "aws-secret-key": "awssecretaccesskey secretaccesskey awssecretkey",
};

/** All words that say so, put together. */
export const secretWords: readonly string[] = Object.values(kinds).flatMap((words) =>
  words.toLowerCase().split(" "),
);
const kindOf = new Map(
  Object.entries(kinds).flatMap(([kind, words]) =>
    words.split(" ").map((word) => [word.toLowerCase(), kind]),
  ),
);
/** Words long enough to be known also where nothing separates them from what stands before: `dbpassword`. */
const attached =
  /(?:password|passwd|passphrase|clientsecret|apikey|privatekey|secretkey|accesstoken|authtoken|cardnumber)$/;
/** Words that make a token no secret: pages of a list, what language models count, keys that are public. */
const harmless = new Set(
  "page next prev previous continuation continue sync cursor cancellation cancel max min num total input output prompt completion public publishable pagination".split(
    " ",
  ),
);
/** Names that end like a secret's and are none. */
const identities = new Set(["session_id"]);
const longest = 200;
const mostWords = 4;

/** `userPassword`, `user-password`, `USER_PASSWORD`: the words in lower case with `_` between. */
export function normalName(name: string): string {
  return name
    .slice(-longest)
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .toLowerCase();
}

/** The kind of secret that stands under `name`; undefined for any other name. */
export function kindOfName(name: string): string | undefined {
  const words = normalName(name)
    .split("_")
    .filter((word) => word !== "");
  // places in a list, and what is said about which value it is
  while (
    words.length > 1 &&
    /^(?:\d+|value|raw|plain|plaintext|old|new|current|confirm|confirmation|again|repeat)$/.test(
      words.at(-1) ?? "",
    )
  )
    words.pop();
  return (
    kindOfWords(words) ??
    // `tokens`, `password2`
    kindOfWords(words.map((word) => word.replace(/s$/, ""))) ??
    kindOfWords(words.map((word) => word.replace(/(?<=[a-z]{3})\d{1,2}$/, "")))
  );
}

function kindOfWords(words: readonly string[]): string | undefined {
  if (identities.has(words.slice(-2).join("_"))) return undefined;
  for (let count = Math.min(mostWords, words.length); count > 0; count--) {
    const kind = kindOf.get(words.slice(-count).join(""));
    if (kind === undefined) continue;
    return harmless.has(words.at(-count - 1) ?? "") ? undefined : kind;
  }
  const last = attached.exec(words.at(-1) ?? "")?.[0];
  return last === undefined ? undefined : kindOf.get(last);
}

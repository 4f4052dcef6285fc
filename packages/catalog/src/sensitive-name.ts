// The one list of names whose values are secrets, and the one judgement of a name: for attributes, fields, headers, parameters of URLs
// and forms, logs and free text. Case and separators do not count: a name is cut into words and judged by its last ones, so that
// `resetToken`, `password_reset_token` and `X-API-TOKEN` are secrets while `token_count`, `keyword` and `zip_code` are not.

/** Last words, put together, and the kind of the value. */
const kinds: Readonly<Record<string, string>> = {
  password:
    "password passwd passwort pwd passphrase passcode passwordhash passwordsalt passworddigest clientsecret dbpass userpass authpass smtppass mysqlpass redispass rootpass adminpass ftppass mailpass requirepass masterauth primaryauth sentinelpass keyfilepass initialpassword storepass keypass",
  secret:
    "secret appsecret consumersecret sharedsecret secretkey privatekey signingkey signingsecret webhooksecret encryptionkey masterkey " +
    "hmackey jwtsecret sessionsecret cookiesecret secretvalue totpsecret otpsecret mfasecret seedphrase mnemonic secretkeybase " +
    "privatekeypem securityanswer secretanswer otp totp cardpin accountpin atmpin sshkey cryptokey symmetrickey serviceaccountkey onetimepassword onetimecode otpcode totpcode mfacode verificationcode recoverycode backupcode",
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
/** Last words that make a parameter a secret. Elsewhere they name other things: the signature of a function, a boarding pass. */
const ofParameters =
  "sig signature hmac samlresponse samlrequest assertion codeverifier oauthverifier idtokenhint accesskeyid awsaccesskeyid ossaccesskeyid " +
  "authcode authorizationcode oauthcode invitecode invitationcode activationcode accesscode resetcode logincode signincode signupcode " +
  "confirmationcode confirmcode verifycode devicecode usercode magiccode secretcode emailcode smscode twofactorcode appkey sharedkey " +
  "tokenhash appsecretproof signedrequest sesskey sessionkey wpnonce rlkey";
/** Parameters that are secrets when no word precedes them. */
const alone = new Set(["pass", "pw", "pswd", "pin"]);
/** Parameters that hold credentials, unless the value is an ordinary word: `session=morning`. */
const sessions = new Set(["session", "sessionid", "creds"]);
/** Last words of parameters whose values are secrets where they look like credentials. */
const perhaps = new Set([
  "code",
  "key",
  "auth",
  "ticket",
  "sid",
  "sign",
  "otc",
  "tk",
  "invitation",
  "invite",
]);
/** Words before them that say what they are instead. */
const ordinary = new Set(
  (
    "area airport bar batch business cache candidate category city class color colour composite config cost country coupon course currency " +
    "data dedup dedupe department dial dict discount dispatch entry err error event exit facet feature field filter foreign gift grant grpc " +
    "group hash hot hs html http icd idempotency index issue item jira json label lang language link locale location log lookup map message " +
    "metric natural object order partition phone plan post postal postcode primary product project promo promotion property pub public qr range " +
    "reason referral region response result return route routing row search sequence series set setting shard shop short sku sort source span " +
    "state stations status store storage surrogate swift tax trace track tracking translation type unique voucher xml zip i18n s3"
  ).split(" "),
);

/** All words, put together, that make the value of any name a secret. */
export const secretWords: readonly string[] = Object.values(kinds).flatMap((words) => words.split(" "));
/** The words that do so in parameters only. */
export const parameterWords: readonly string[] = [
  ...ofParameters.split(" "),
  ...alone,
  ...sessions,
  ...perhaps,
];

const kindOf = new Map(
  Object.entries(kinds).flatMap(([kind, words]) => words.split(" ").map((word) => [word, kind])),
);
const parameterEndings = new Set(ofParameters.split(" "));
/** Words long enough to be recognized without a separator before them: `dbpassword`. */
const attached =
  /(?:password|passwd|passphrase|clientsecret|apikey|privatekey|secretkey|accesstoken|authtoken|cardnumber)$/;
/** Such words of parameters: `hapikey`, `invitetoken`. */
const attachedToParameters = /(?:token|secret|signature|accesskeyid|apikey)$/;
/** Words that make a token no secret: pages of a list, what language models count, keys that are public. */
const harmless = new Set(
  "page next prev previous continuation continue sync cursor cancellation cancel max min num total input output prompt completion public publishable pagination".split(
    " ",
  ),
);
/** Names that end like a secret's but are harmless. */
const identities = new Set(["session_id"]);
/** The kinds that are detected by the form of the value, or only when the value is not an ordinary word. */
const byForm: ReadonlySet<string> = new Set(["credit-card", "iban", "ssn", "card-security-code"]);
const byLook: ReadonlySet<string> = new Set(["authorization", "cookie"]);
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

/** The kind of secret that `name` denotes; undefined for any other name. */
export function kindOfName(name: string): string | undefined {
  return kindOfWords(wordsOf(name));
}

/**
 * Which values of a parameter are secrets: all of them, all but ordinary words, those that look like a credential, or those that
 * certainly do.
 */
export type ParameterVerdict = "all" | "most" | "like" | "certain" | undefined;

/** Which values are secrets by the name of a parameter of a URL or a form, which may be encoded. */
export function judgeParameter(name: string): ParameterVerdict {
  const words = wordsOf(decoded(name));
  const last = words.at(-1);
  if (last === undefined) return undefined;
  const kind = kindOfWords(words);
  if (kind !== undefined) return judgeKind(kind);
  if (hasParameterEnding(words)) return "all";
  return judgeLastWord(last, words.at(-2));
}

function judgeKind(kind: string): ParameterVerdict {
  if (byForm.has(kind)) return undefined;
  return byLook.has(kind) ? "most" : "all";
}

function hasParameterEnding(words: readonly string[]): boolean {
  for (let count = Math.min(mostWords, words.length); count > 0; count--)
    if (parameterEndings.has(words.slice(-count).join(""))) return true;
  return false;
}

function judgeLastWord(last: string, before: string | undefined): ParameterVerdict {
  const end = attachedToParameters.exec(last)?.[0];
  if (end !== undefined && end !== last)
    return endsHarmless(last.slice(0, -end.length)) || harmless.has(before ?? "") ? undefined : "all";
  if (alone.has(last)) return before === undefined ? "all" : undefined;
  const isSession = sessions.has(last);
  if ((!isSession && !perhaps.has(last)) || ordinary.has(before ?? "")) return undefined;
  if (before !== undefined) return "certain";
  return isSession ? "most" : "like";
}

/** Whether the `value` of a parameter, which may be encoded, is a secret by the verdict of {@link judgeParameter}. */
export function isSecretValue(verdict: ParameterVerdict, value: string): boolean {
  if (verdict === undefined || value === "") return false;
  // `pass=3`, `tokens=512`, `otp=1` count something or say whether there is one
  if (verdict === "all") return !/^\d{1,3}$/.test(value);
  const text = decoded(value.slice(0, longest));
  if (verdict === "most") return !isOrdinaryWord(text) && !shortNumberOrDate.test(text);
  if (text.length < shortestCredential) return false;
  if (verdict === "like") return !ordinaryText.test(text);
  return (
    /^[\w~+/=-]+$/.test(text) &&
    ((/[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text)) || /^[\da-f]{32,}$/i.test(text))
  );
}

/**
 * Whether `value` is made of harmless words that are common where credentials are expected, and of short numbers: `include`,
 * `same-origin`, `morning`, `summer-2026`, `google`, `INVALID_GRANT`.
 */
export function isOrdinaryWord(value: string): boolean {
  if (value.length > longestOrdinary) return false;
  if (/^[A-Z]{2,}(?:_[A-Z]{2,})+$/.test(value)) return true;
  const parts = value
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((part) => part !== "");
  return (
    parts.some((part) => !/^\d/.test(part)) &&
    parts.every((part) => /^\d{1,4}$/.test(part) || ordinaryWords.has(part.replace(/(?<=[a-z])\d{1,2}$/, "")))
  );
}

const longestOrdinary = 64;
const shortNumberOrDate = /^(?:\d{1,4}|(?:19|20)\d\d[-/.](?:\d{1,2}|(?:19|20)\d\d)(?:[-/.]\d{1,2})?)$/;
const ordinaryWords = new Set(
  // options, answers, states
  (
    "true false yes no on off none null all any both auto default custom new old current next previous prev first second third last enabled disabled " +
    "active inactive open opened closed expired revoked started ended ongoing pending paid shipped delivered cancelled canceled completed done draft " +
    "approved rejected archived queued running failed failure success successful ok okay error denied granted invalid valid missing required optional " +
    "unknown unauthorized forbidden access login logout signin signup register grant redirect include omit same origin cors necessary essential " +
    "accept accepted accepts allow allowed deny decline declined consent dismissed reject set unset session persistent strict lax secure test demo guest anonymous live recorded " +
    "online offline created updated deleted changed refresh renew " +
    // schemes and providers
    "basic bearer digest negotiate ntlm oauth oauth2 oidc saml ldap sso jwt token apikey password local email sms phone google github gitlab bitbucket facebook " +
    "apple microsoft azure okta auth0 twitter linkedin slack discord " +
    // fields
    "id ids name title label color colour size type kind status date time count price amount order user users customer product item page path url key value index sort desc asc " +
    "country language lang locale currency region city code number text file image " +
    // times and sessions with a timetable
    "am pm morning noon midday afternoon evening night day week weekend weekly daily monthly month year today tomorrow yesterday spring summer autumn fall winter " +
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december " +
    "keynote workshop talk panel plenary opening closing break lunch poster tutorial lecture seminar lab class course exam training practice fp qualifying race sprint " +
    "match game regular pre post asian european london tokyo upcoming past q"
  ).split(" "),
);

/** One word, or words and short numbers with something between, as in paths and times: `uploads/2026/photo.jpg`. */
const ordinaryText =
  /^(?:[A-Z]?[a-z]+|[A-Z]+|(?:[A-Z]?[a-z]{1,14}|[A-Z]{1,14}|\d{1,4})(?:[-_./: ](?:[A-Z]?[a-z]{1,14}|[A-Z]{1,14}|\d{1,4}))*)$/;
/** Shorter texts are not treated as credentials. */
const shortestCredential = 16;

/** `name` without percent-encoding, however often it is encoded, within bounds. */
function decoded(name: string): string {
  let text = name.slice(-longest * 2);
  for (let times = 0; times < 3 && text.includes("%"); times++)
    text = text.replace(/%([0-7][\da-f])/gi, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    );
  return text;
}

function wordsOf(name: string): string[] {
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
  return words;
}

function kindOfWords(words: readonly string[]): string | undefined {
  return (
    kindOfLast(words) ??
    // `tokens`, `password2`
    kindOfLast(words.map((word) => word.replace(/s$/, ""))) ??
    kindOfLast(words.map((word) => word.replace(/(?<=[a-z]{3})\d{1,2}$/, "")))
  );
}

function kindOfLast(words: readonly string[]): string | undefined {
  if (identities.has(words.slice(-2).join("_"))) return undefined;
  for (let count = Math.min(mostWords, words.length); count > 0; count--) {
    const kind = kindOf.get(words.slice(-count).join(""));
    if (kind === undefined) continue;
    return harmless.has(words.at(-count - 1) ?? "") ? undefined : kind;
  }
  const last = attached.exec(words.at(-1) ?? "")?.[0];
  return last === undefined ? undefined : kindOf.get(last);
}

function endsHarmless(start: string): boolean {
  for (const word of harmless) if (start.endsWith(word)) return true;
  return false;
}

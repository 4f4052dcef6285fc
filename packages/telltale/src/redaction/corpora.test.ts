// Numbers and addresses of all countries and systems in their usual forms.
import { expect, test } from "vitest";
import { createRedactor } from "./index.ts";

const { text } = createRedactor();
const words = (value: string): string[] => value.trim().split(/\s+/);

/** A text after redaction. Checks that redaction is idempotent. */
function left(given: string): string {
  const once = text(given);
  expect(text(once)).toBe(once);
  return once;
}

// the examples of the IBAN registry
test.each(
  words(`
  AD1200012030200359100100 AE070331234567890123456 AL47212110090000000235698741 AT611904300234573201 AZ21NABZ00000000137010001944
  BA391290079401028494 BE68539007547034 BG80BNBG96611020345678 BH67BMAG00001299123456 BR9700360305000010009795493P1
  BY13NBRB3600900000002Z00AB00 CH9300762011623852957 CR05015202001026284066 CY17002001280000001200527600 CZ6508000000192000145399
  DE89370400440532013000 DK5000400440116243 DO28BAGR00000001212453611324 EE382200221020145685 EG380019000500000000263180002
  ES9121000418450200051332 FI2112345600000785 FO6264600001631634 FR1420041010050500013M02606 GB29NWBK60161331926819
  GE29NB0000000101904917 GI75NWBK000000007099453 GL8964710001000206 GR1601101250000000012300695 GT82TRAJ01020000001210029690
  HR1210010051863000160 HU42117730161111101800000000 IE29AIBK93115212345678 IL620108000000099999999 IQ98NBIQ850123456789012
  IS140159260076545510730339 IT60X0542811101000000123456 JO94CBJO0010000000000131000302 KW81CBKU0000000000001234560101 KZ86125KZT5004100100
  LB62099900000001001901229114 LC55HEMM000100010012001200023015 LI21088100002324013AA LT121000011101001000 LU280019400644750000
  LV80BANK0000435195001 MC5811222000010123456789030 MD24AG000225100013104168 ME25505000012345678951 MK07250120000058984
  MR1300020001010000123456753 MT84MALT011000012345MTLCAST001S MU17BOMM0101101030300200000MUR NL91ABNA0417164300 NO9386011117947
  PK36SCBL0000001123456702 PL61109010140000071219812874 PS92PALS000000000400123456702 PT50000201231234567890154 QA58DOHB00001234567890ABCDEFG
  RO49AAAA1B31007593840000 RS35260005601001611379 SA0380000000608010167519 SC18SSCB11010000000000001497USD SE4550000000058398257466
  SI56263300012039086 SK3112000000198742637541 SM86U0322509800000000270100 ST68000100010051845310112 SV62CENR00000000000000700025
  TL380080012345678910157 TN5910006035183598478831 TR330006100519786457841326 UA213223130000026007233566001 VA59001123000012345678
  VG96VPVG0000012345678901 XK051212012345678906
`),
)("account number %s", (account) => {
  expect(left(`paid from ${account}.`)).not.toContain(account);
  expect(left(account.toLowerCase())).not.toContain(account.toLowerCase());
  for (const blank of [" ", "-"]) {
    const grouped = account.replaceAll(/(.{4})(?=.)/g, `$1${blank}`);
    expect(left(`to ${grouped}`)).not.toContain(grouped);
  }
});

test.each([
  "+49 30 901820",
  "+49 (0)30 901820",
  "+44 20 7946 0958",
  "+44 (0)20 7946 0958",
  "+442079460958",
  "+1 415 555 0132",
  "+1-415-555-0132",
  "+1 (415) 555-0132",
  "(415) 555-0132",
  "415-555-0132",
  "415.555.0132",
  "1-800-555-0199",
  "+33 1 23 45 67 89",
  "+33123456789",
  "+34 612 34 56 78",
  "+39 06 1234 5678",
  "+31 6 12345678",
  "+32 2 123 45 67",
  "+41 44 668 18 00",
  "+43 1 5880 10",
  "+45 12 34 56 78",
  "+46 8 123 456 78",
  "+47 22 12 34 56",
  "+48 22 123 45 67",
  "+351 21 123 4567",
  "+353 1 234 5678",
  "+358 9 1234 5678",
  "+30 21 0123 4567",
  "+36 1 234 5678",
  "+40 21 123 4567",
  "+7 495 123-45-67",
  "+380 44 123 4567",
  "+90 212 123 45 67",
  "+972 2-123-4567",
  "+971 4 123 4567",
  "+966 11 123 4567",
  "+91 98765 43210",
  "+919876543210",
  "+86 138 1234 5678",
  "+8613812345678",
  "+81 3-1234-5678",
  "+82 2-1234-5678",
  "+852 2123 4567",
  "+886 2 1234 5678",
  "+65 6123 4567",
  "+60 3-1234 5678",
  "+66 2 123 4567",
  "+62 21 1234 5678",
  "+63 2 1234 5678",
  "+84 24 1234 5678",
  "+61 2 1234 5678",
  "+61 412 345 678",
  "+64 9 123 4567",
  "+27 11 123 4567",
  "+234 1 234 5678",
  "+254 20 123 4567",
  "+20 2 12345678",
  "+212 522-123456",
  "+55 11 91234-5678",
  "+54 11 1234-5678",
  "+52 55 1234 5678",
  "+56 2 1234 5678",
  "+57 1 234 5678",
  "+58 212 1234567",
  "+51 1 123 4567",
  "+593 2 123 4567",
  "tel:+14155550132",
  "%2B14155550132",
  "+1.415.555.0132",
  "+49-30-901820",
  "+354 123 4567",
  "+352 12 34 56",
  "+372 123 4567",
  "+370 5 123 4567",
  "+420 123 456 789",
  "+421 2 1234 5678",
  "+385 1 1234 567",
  "+386 1 123 45 67",
  "+381 11 1234567",
  "+359 2 123 4567",
])("finds the phone number %s", (phone) => {
  expect(left(`call ${phone} now`)).not.toContain(phone.slice(-7));
});

/** Prefixes and lengths of cards by scheme. */
const cards: readonly (readonly [beginnings: string, length: number])[] = [
  ["4 51 55 2221 2720 6011 65 644 622126 3528 3589 39 5018 6759 2200 2204 5067 509000 636368", 16],
  [
    "60698500 606282 637095 637568 508500 60800100 6521 9792 506099 650002 5019 6334 6767 81 8600 9704 9860",
    16,
  ],
  ["34 37", 15],
  ["300 305 36 38", 14],
  ["4", 13],
  ["4 62", 19],
  ["6304", 18],
];

function withCheckDigit(digits: string): string {
  const sum = [...`${digits}0`]
    .toReversed()
    .map((digit, at) => (at % 2 === 0 ? Number(digit) : [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][Number(digit)]))
    .reduce<number>((total, digit) => total + (digit ?? 0), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

test.each(
  cards.flatMap(([beginnings, length]) => words(beginnings).map((beginning) => [beginning, length] as const)),
)("a card that begins with %s, of %i digits", (beginning, length) => {
  const card = withCheckDigit(`${beginning}73920451860394728`.slice(0, length - 1));
  expect(left(`card ${card} ok`)).not.toContain(card);
  if (length !== 16) return;
  for (const between of [" ", "-", ".", "\u00a0", "%20", "+"])
    expect(left(`card ${card.replaceAll(/(\d{4})(?=\d)/g, `$1${between}`)} ok`)).not.toContain(
      card.slice(-4),
    );
});

test.each(
  words(`
  postgres postgresql mysql mariadb mongodb mongodb+srv redis rediss
  amqp amqps mssql sqlserver clickhouse snowflake cockroachdb cassandra
  neo4j bolt nats kafka sftp ftp http https
  ssh git+https smtp smtps ldap mqtt couchbase jdbc:postgresql
  elasticsearch+http influxdb oracle+cx_oracle postgresql+psycopg2 db2 hive trino memcached
  couchdb arangodb surrealdb libsql duckdb tcp ws socks5
`),
)("%s://user:password@host", (scheme) => {
  for (const password of ["hunter2!Xy9", "p@ss:w0rd", "p%40ss%2Fx9", "pa/ss9x"])
    expect(left(`${scheme}://user:${password}@db.example.com:5432/x?y=1`)).not.toContain(password);
});

const secret = "hunter2!Xy9";
test.each([
  `mysql -u root -p${secret} shop`,
  `redis-cli -h db -a ${secret} ping`,
  `sshpass -p ${secret} ssh db`,
  `curl -u ann:${secret} https://shop.example`,
  `curl --user ann:${secret} https://shop.example`,
  `CREATE USER ann IDENTIFIED BY '${secret}'`,
  `ALTER ROLE ann WITH PASSWORD '${secret}'`,
  `the password "${secret}" was refused`,
  `{"authPass":"${secret}"}`,
])("%s", (given) => {
  expect(left(given)).not.toContain(secret);
});

test.each(["otp=123456", "otp: 123456", "one_time_password=1234", "verification_code: 987654"])(
  "%s",
  (given) => {
    expect(text(given)).toMatch(/^[a-z_]+[=:] ?\[redacted:\w+\]$/);
  },
);

test("finds addresses with a quoted name, or an IP address as host", () => {
  expect(text('to "ada l"@example.com, bob')).toBe("to [redacted:email], bob");
  expect(text("ada@[192.0.2.1]")).toBe("[redacted:email]");
  expect(text('{"a":"b","c":"@example.com"}')).toBe('{"a":"b","c":"@example.com"}');
  expect(text('say "@example.com"')).toBe('say "@example.com"');
});

test("hides the signature of a request to its end", () => {
  expect(
    text(`Authorization: AWS4-HMAC-SHA256 Credential=x/y, SignedHeaders=h, Signature=${"3f9c".repeat(16)}`),
  ).toBe("Authorization: AWS4-HMAC-SHA256 [redacted:authorization]");
});

test.each([
  "docker run -p 8080:80 -u 1000:1000 img",
  "mkdir -p /srv/shop && mysql --version",
  "ls -a /srv",
  "a my-page -page",
  "Missing password 'required'",
  "enter your password:",
  "mysql -u root -p shop",
  "code: 404",
  "status_code=200",
])("keeps: %s", (given) => {
  expect(text(given)).toBe(given);
});

test.each(["123-45-6789", "123 45 6789", "123.45.6789", "123%2045%206789"])(
  "a social security number as %s",
  (number) => {
    expect(left(`ssn ${number} on file`)).toBe("ssn [redacted:ssn] on file");
    expect(left(`${number}.`)).toBe("[redacted:ssn].");
  },
);

test.each([
  "123 45 67890",
  "1 123 45 6789",
  "123 45 6789 12",
  "000 12 3456",
  "666.12.3456",
  "900 12 3456",
  "123 00 4567",
  "123.45.0000",
  "1.123.45.6789",
  "123.45.6789.1",
  "123 45-6789",
  "0.123.45.6789",
])("is not a social security number: %s", (number) => {
  expect(text(number)).toBe(number);
});

test("finds cards of UATP", () => {
  for (const card of ["135412345678911", "1354 12345 678911", "1354-12345-678911", "122000000000003"])
    expect(left(`paid with ${card}`)).toBe("paid with [redacted:credit-card]");
  expect(text("135412345678912")).toBe("135412345678912");
});

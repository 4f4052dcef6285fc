// Passwords in commands: of Redis, of databases' shells, of command lines; and similar texts without passwords.
import { describe, expect, test } from "vitest";
import { createRedactor } from "./index.ts";
import { createRedaction } from "./leaving.ts";

const redactor = createRedactor();
const redaction = createRedaction({});
const secret = "hunter2";

/** `given` after redaction as a text. Checks that redaction is idempotent. */
function left(given: string): string {
  const once = redactor.text(given);
  expect(redactor.text(once)).toBe(once);
  return once;
}

describe("Redis", () => {
  const commands = [
    "AUTH hunter2",
    "AUTH default hunter2",
    "AUTH 'ada' 'hunter2'",
    'AUTH "hunter2"',
    "AUTH ada hunter2; GET x",
    "MULTI\nAUTH hunter2\nEXEC",
    "HELLO 3 AUTH ada hunter2",
    "hello 3 setname app auth ada hunter2",
    "MIGRATE h 6379 k 0 5000 AUTH hunter2",
    'MIGRATE h 6379 "" 0 5000 REPLACE AUTH2 ada hunter2 KEYS a',
    "CONFIG SET requirepass hunter2",
    "config set maxmemory 1gb requirepass hunter2",
    "CONFIG SET masterauth hunter2",
    "CONFIG SET tls-key-file-pass hunter2",
    "ACL SETUSER ada reset on >hunter2 +@all ~*",
    "acl setuser ada <hunter2",
    "ACL SETUSER ada >x1 #hunter2 on",
    "SENTINEL SET mymaster auth-pass hunter2",
    "SENTINEL CONFIG SET sentinel-pass hunter2",
  ];
  test.each([...commands, "auth hunter2", "Auth ada hunter2", "auth letmein-hunter2"])(
    "as a query: %s",
    (query) => {
      for (const [name, system] of [
        ["db.query.text", "db.system.name"],
        ["db.statement", "db.system"],
      ] as const) {
        for (const value of ["redis", "valkey"])
          expect(redaction.value(query, name, [system, value])).not.toContain(secret);
        expect(redactor.value({ [name]: query, [system]: "redis" })).not.toHaveProperty([name], query);
        expect(redactor.value(query, name)).not.toContain(secret);
      }
    },
  );

  test.each([
    ...commands,
    '["AUTH","hunter2"]',
    '["HELLO","3","AUTH","ada","hunter2"]',
    '["CONFIG","SET","requirepass","hunter2"]',
    '["ACL","SETUSER","ada","on",">hunter2"]',
    '1339518083.107412 [0 127.0.0.1:60866] "auth" "hunter2"',
    "*2\r\n$4\r\nAUTH\r\n$7\r\nhunter2\r\n",
    "ReplyError: WRONGPASS, command: { name: 'auth', args: [ 'hunter2' ] }",
    '{"command":{"name":"auth","args":["ada","hunter2"]}}',
    "redis-cli -h db AUTH hunter2",
    "127.0.0.1:6379> auth ada hunter2",
    "command AUTH hunter2 failed",
    "Redis command: AUTH hunter2",
    "requirepass hunter2",
    "sentinel auth-pass mymaster hunter2",
    '{"requirepass":"hunter2"}',
  ])("in a text: %s", (text) => {
    expect(left(text)).not.toContain(secret);
  });

  test("the credentials of mail, which has the same word", () => {
    expect(left("C: AUTH PLAIN AGFkYQBodW50ZXIy")).toBe("C: AUTH PLAIN [redacted:password]");
  });

  test.each([
    "AUTH failed",
    "AUTH required",
    "AUTH: token missing",
    "NOAUTH Authentication required.",
    "AUTH service started",
    "AUTH v2 enabled",
    "250-AUTH LOGIN PLAIN",
    "ERR AUTH <password> called without any password configured",
    "AUTH 401",
    "CONFIG GET requirepass",
    "requirepass is not set",
    "requirepass directive missing",
    "ACL SETUSER ada on nopass ~* +@all",
    "HELLO 3 SETNAME app",
    "MIGRATE h 6379 key 0 5000",
    "migrate users to the new auth service",
    "hello auth team, all good",
    "set up auth for u1",
    "AUTH ?",
    "HELLO ? AUTH ? ?",
    "primary author",
  ])("keeps: %s", (text) => {
    expect(redactor.text(text)).toBe(text);
  });

  test.each(["AUTH ?", "auth ? ?", "GET auth", "SET auth x", "GET user:42", "HGETALL auth:1"])(
    "keeps the query %s",
    (query) => {
      expect(redaction.value(query, "db.query.text", ["db.system.name", "redis"])).toBe(query);
    },
  );
});

describe("other databases", () => {
  test.each([
    "CREATE USER ada SET PASSWORD 'hunter2' CHANGE NOT REQUIRED",
    'CREATE USER ada SET PLAINTEXT PASSWORD "hunter2"',
    "ALTER USER ada SET ENCRYPTED PASSWORD '1,ab,hunter2'",
    "ALTER CURRENT USER SET PASSWORD FROM 'x1y2z3' TO 'hunter2'",
    "ALTER CURRENT USER SET PASSWORD FROM $old TO 'hunter2'",
    "ALTER CURRENT USER SET PASSWORD FROM 'hunter2' TO $new",
    "CALL dbms.security.createUser('ada', 'hunter2', false)",
    "CALL dbms.security.changePassword('hunter2')",
    "CALL dbms.security.changeUserPassword('ada', 'hunter2')",
    "CREATE USER ada SET AUTH 'native' {SET PASSWORD 'hunter2'}",
    "CREATE ALIAS a FOR DATABASE b AT 'neo4j+s://h' USER ada PASSWORD 'hunter2'",
    "CREATE ROLE ada WITH PASSWORD = 'hunter2' AND LOGIN = true",
    "SET PASSWORD FOR ada = 'hunter2'",
    "DEFINE USER ada ON ROOT PASSWORD 'hunter2' ROLES OWNER",
    "db.auth('ada','hunter2')",
    'db.createUser({user: "ada", pwd: "hunter2", roles: []})',
    'db.changeUserPassword("ada", "hunter2")',
    "neo4j.auth.basic('neo4j', 'hunter2')",
    'auth=("ada", "hunter2")',
    'auth: ["ada", "hunter2"]',
    "NEO4J_AUTH=neo4j/hunter2",
  ])("%s", (statement) => {
    expect(left(statement)).not.toContain(secret);
    expect(left(`invalid input in: ${statement}`)).not.toContain(secret);
    for (const system of ["neo4j", "mongodb", "cassandra"])
      expect(redaction.value(statement, "db.query.text", ["db.system.name", system])).not.toContain(secret);
  });

  test.each([
    "NEO4J_AUTH=none",
    'createUser("ada")',
    "ALTER CURRENT USER SET PASSWORD FROM $old TO $new",
    'auth: ["basic"]',
    "changePassword(form)",
  ])("keeps: %s", (text) => {
    expect(redactor.text(text)).toBe(text);
  });
});

const lines = [
  "node app.js --token=PPP",
  "node app.js --token PPP",
  "node app.js -token=PPP",
  "node app.js -password PPP",
  "node app.js --token='PPP'",
  "app --api-key=PPP --port=8080",
  "app --accessToken=PPP",
  "app --db_password=PPP",
  "app --client-secret=PPP",
  "app --pass=PPP",
  "app --pass PPP",
  "app --authorization=PPP",
  "app --cookie=PPP",
  "TOKEN=PPP app",
  "export API_KEY=PPP",
  "mysql -uroot -pPPP",
  "mongosh -u ada -p PPP",
  "docker login -u ada -p PPP r.example.com",
  "cypher-shell -u neo4j -p PPP",
  "sqlcmd -S h -U sa -P PPP",
  "ldapsearch -D cn=ada -w PPP",
  "openssl rsa -passin pass:PPP",
  "smbclient //h/s -U ada%PPP",
  "snmpwalk -v2c -c PPP h",
  "keytool -storepass PPP -keypass PPP",
  "7z a -pPPP a.7z",
  "zip -P PPP a.zip b",
  "etcdctl --user root:PPP get x",
  "rabbitmqctl -n x add_user ada PPP",
  "neo4j-admin dbms set-initial-password PPP",
  "htpasswd -bc .htpasswd ada PPP",
  "vault login PPP",
];

describe("command lines", () => {
  test.each(lines)("%s", (line) => {
    for (const value of ["ab1", "q7z"]) {
      const given = line.replaceAll("PPP", value);
      expect(left(given)).not.toContain(value);
      expect(left(`Error: Command failed: ${given}\n`)).not.toContain(value);
      expect(redaction.value(given, "process.command_line")).not.toContain(value);
    }
  });

  test.each(lines.filter((line) => !/['"]|^TOKEN|^export/.test(line)))("as a list: %s", (line) => {
    const list = line.replaceAll("PPP", "ab1").split(" ");
    for (const given of [redaction.value(list, "process.command_args"), redactor.value({ spawnargs: list })])
      expect(JSON.stringify(given)).not.toContain("ab1");
  });

  test("drops an argument that is a password", () => {
    const { value } = createRedactor({ mode: "drop" });
    expect(value(["app", "--token", "ab1", "-v"], "process.command_args")).toEqual(["app", "--token", "-v"]);
  });

  test.each([
    "node --max-old-space-size=4096 app.js",
    "app --token-ttl=30 --tokens=512 --max-tokens=4096",
    "app --credentials=./gcp.json",
    "app --credentials=gcp.json --credentials=include",
    "app --private-key ./key.pem",
    "app --private-key=/etc/key.pem",
    "docker build --secret=id=npm,src=.npmrc .",
    "app --token=$TOKEN --password=${PASSWORD} --secret=<secret>",
    "docker run -p 8080:80 -u 1000:1000 img",
    "ssh -p 22 h && scp -P 22 a b",
    "grep -c x f && curl -A agent -X POST h",
    "ffmpeg -pass 1 -i x",
    "redis-cli -p 6379 ping",
    "vault login -method=ldap",
    "kubectl get secret -n shop",
    "SECRET=yes TOKEN_TTL=3600",
  ])("keeps: %s", (line) => {
    expect(redactor.text(line)).toBe(line);
    expect(redaction.value(line, "process.command_line")).toBe(line);
    const list = line.split(" ");
    expect(redaction.value(list, "process.command_args")).toEqual(list);
  });

  test.each([
    "the --token flag is missing",
    "use --password or --token-file",
    "the --token option, if set, wins",
  ])("keeps prose: %s", (text) => {
    expect(redactor.text(text)).toBe(text);
  });
});

// Literals of queries that are not SQL.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRedactor } from "./index.ts";
import { createRedaction } from "./leaving.ts";
import { hideLiterals } from "./query-literals.ts";

const redactor = createRedactor();
const redaction = createRedaction({});

test.each([
  [
    "mongodb",
    '{"find":"users","filter":{"email":"PPP","age":5}}',
    '{"find":"users","filter":{"email":"?","age":"?"}}',
  ],
  [
    "mongodb",
    '{"insert":"users","documents":[{"name":"PPP"}]}',
    '{"insert":"users","documents":[{"name":"?"}]}',
  ],
  ["mongodb", "db.users.find({email: \"PPP\", n: ['a', 5]})", "db.users.find({email: \"?\", n: ['?', ?]})"],
  [
    "mongodb",
    'db.u.updateOne({_id: ObjectId("PPP")}, {$set: {n: /PPP/i}})',
    'db.u.updateOne({_id: ObjectId("?")}, {$set: {n: ?}})',
  ],
  [
    "mongodb",
    '[{"$match":{"a":"x \\"PPP\\" y","b":true,"c":null}}]',
    '[{"$match":{"a":"?","b":"?","c":null}}]',
  ],
  ["mongodb", '{"find":"users","filter":{"email":"PPP', '{"find":"users","filter":{"email":"?"'],
  ["mongodb", "{ find: 'users', filter: { email: 'PPP' } }", "{ find: 'users', filter: { email: '?' } }"],
  [
    "elasticsearch",
    '{"query":{"match":{"user.id":"PPP"}},"size":10}',
    '{"query":{"match":{"user.id":"?"}},"size":"?"}',
  ],
  [
    "elasticsearch",
    'GET /users-2026/_search\n{"query":{"term":{"a":"PPP"}}}',
    'GET /users-2026/_search\n{"query":{"term":{"a":"?"}}}',
  ],
  ["elasticsearch", "GET /users/_search?q=name:PPP", "GET /users/_search?q=?"],
  ["elasticsearch", '{"index":{}}\n{"name":"PPP"}\n', '{"index":{}}\n{"name":"?"}\n'],
  [
    "elasticsearch",
    'FROM users | WHERE name == "PPP" | LIMIT 10',
    'FROM users | WHERE name == "?" | LIMIT ?',
  ],
  ["opensearch", 'POST users/_doc {"a":"PPP"}', 'POST users/_doc {"a":"?"}'],
  ["couchdb", '{"selector":{"a":"PPP"}}', '{"selector":{"a":"?"}}'],
  ["aws.dynamodb", '{"Key":{"id":{"S":"PPP"}}}', '{"Key":{"id":{"S":"?"}}}'],
  [
    "neo4j",
    'MATCH (u:User {email: "PPP"}) RETURN u LIMIT 10',
    'MATCH (u:User {email: "?"}) RETURN u LIMIT ?',
  ],
])("%s: %s", (system, query, expected) => {
  const given = query.replaceAll("PPP", "hunter2");
  for (const [name, names] of [
    ["db.query.text", "db.system.name"],
    ["db.statement", "db.system"],
  ] as const) {
    expect(redaction.value(given, name, [names, system])).toBe(expected);
    expect(redactor.value({ [name]: given, [names]: system })).toEqual({ [name]: expected, [names]: system });
    expect(redaction.value(expected, name, [names, system])).toBe(expected);
    // also when the system is not known
    expect(redactor.value(given, name)).not.toContain("hunter2");
  }
});

test.each([
  ["azure.cosmosdb", 'SELECT * FROM c WHERE c.email = "hunter2"'],
  ["aws.dynamodb", "SELECT * FROM u WHERE e = 'hunter2'"],
  ["couchbase", "SELECT * FROM u WHERE e = 'hunter2'"],
  ["cassandra", "SELECT * FROM u WHERE e = 'hunter2'"],
])("%s with SQL: %s", (system, query) => {
  expect(redaction.value(query, "db.query.text", ["db.system.name", system])).toMatch(
    /^SELECT \* FROM \w WHERE [\w.]+ = \?$/,
  );
});

describe("keeps", () => {
  test.each([
    '{"find":"?","filter":{"email":"?"}}',
    "GET /users/_search",
    "db.users.find({})",
    "GET user:42",
    "MATCH (u:User) RETURN u",
  ])("%s", (query) => {
    expect(redactor.value(query, "db.query.text")).toBe(query);
  });

  test("documents under other names", () => {
    const text = '{"find":"users","filter":{"name":"ann"}}';
    expect(redactor.value(text, "order.note")).toBe(text);
  });

  test("everything when the kind is off", () => {
    const { value } = createRedactor({ kinds: { "sql-literal": false } });
    expect(value('{"a":"ann"}', "db.query.text")).toBe('{"a":"ann"}');
  });
});

const pieces = fc.constantFrom(
  ..."{}[](),:'\"`\\/?&= \n".split(""),
  "a",
  "5",
  "-1",
  "true",
  '"a":',
  "'x'",
  "/x/i",
  "?q=a",
);

test("doing it twice changes nothing", () => {
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const once = hideLiterals(parts.join(""));
      expect(hideLiterals(once)).toBe(once);
    }),
    { numRuns: 100 },
  );
});

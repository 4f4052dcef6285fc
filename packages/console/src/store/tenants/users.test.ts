import { expect, test } from "vitest";
import { tenantUser } from "./users.ts";

test("a tenant's user is the same for every console, and sees its rows of all tables", () => {
  const { username, password, statements } = tenantUser(["telltale", "telltale_local"], "secret", "acme");
  expect(tenantUser(["telltale", "telltale_local"], "secret", "acme")).toEqual({
    username,
    password,
    statements,
  });
  expect(username).toMatch(/^telltale_[0-9a-f]{24}$/);
  expect(
    statements.map((statement) => statement.replaceAll(username, "USER").replaceAll(/[0-9a-f]{64}/g, "HASH")),
  ).toEqual([
    "CREATE USER IF NOT EXISTS USER IDENTIFIED WITH sha256_hash BY 'HASH'",
    "ALTER USER USER IDENTIFIED WITH sha256_hash BY 'HASH'",
    ...["`telltale`", "`telltale_local`"].flatMap((database) => [
      `GRANT SELECT ON ${database}.* TO USER`,
      `REVOKE SELECT ON ${database}.tokens FROM USER`,
      `REVOKE SELECT ON ${database}.audit FROM USER`,
      `CREATE ROW POLICY OR REPLACE USER ON ${database}.* USING tenant = unhex('61636d65') TO USER`,
      `CREATE ROW POLICY OR REPLACE USER ON ${database}.rolled_attributes USING 1 TO USER`,
    ]),
  ]);
  expect(statements.join()).not.toContain(password);
});

test("no name can become SQL, and no two tenants share a user", () => {
  const evil = "a' OR 1 --`\\";
  const { statements, username } = tenantUser(["tell`tale\\"], "secret", evil);
  expect(statements.join()).not.toContain("OR 1");
  expect(statements[2]).toBe(`GRANT SELECT ON \`tell\\\`tale\\\\\`.* TO ${username}`);
  expect(tenantUser(["tell`tale\\"], "secret", "").username).not.toBe(username);
});

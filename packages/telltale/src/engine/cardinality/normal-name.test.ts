import fc from "fast-check";
import { expect, test } from "vitest";
import { normalName } from "./normal-name.ts";

test.each([
  ["GET /orders/789", "GET /orders/{id}"],
  ["/users/7/orders/12", "/users/{id}/orders/{id}"],
  ["/users/7?page=3&sort=name", "/users/{id}?page={id}&sort=name"],
  ["GET /items/018f4e3c-7d2a-7b5e-9c1d-2f3a4b5c6d7e", "GET /items/{id}"],
  ["item 018F4E3C-7D2A-7B5E-9C1D-2F3A4B5C6D7E", "item {id}"],
  ["job-018f4e3c-7d2a-7b5e-9c1d-2f3a4b5c6d7e", "job-{id}"],
  ["/uploads/01ARZ3NDEKTSV4RRFFQ69G5FAV", "/uploads/{id}"],
  ["/docs/507f1f77bcf86cd799439011", "/docs/{id}"],
  ["/commits/4bf92f3577b34da6a3ce929d0e0e4736/files", "/commits/{id}/files"],
  ["render a1b2c3d4", "render {id}"],
  ["/reports/2024-05-01", "/reports/{id}"],
  ["/reports/2024-05-01T12:30:00Z/daily", "/reports/{id}/daily"],
  ["/users/ada@example.com/orders", "/users/{id}/orders"],
  ["process order 12345", "process order {id}"],
  ["process order-789", "process order-{id}"],
  ["cart_12345", "cart_{id}"],
  ["user:4711", "user:{id}"],
  ["/block/0xdeadbeef", "/block/{id}"],
  ["/orders/404", "/orders/{id}"],
  ["/invoices/12345.pdf", "/invoices/{id}.pdf"],
  ["/exports/2024-05-01.csv?full=1", "/exports/{id}.csv?full={id}"],
])("%s", (name, normal) => {
  expect(normalName(name)).toBe(normal);
});

test.each(
  [
    "/api/v2/users",
    "/oauth2/token",
    "oauth2",
    "v2",
    "/v1.2.3/x",
    "GET /404",
    "/errors/404",
    "/status/500",
    "404",
    "HTTP 503",
    "HTTP/2",
    "HTTP/1.1",
    "sha256",
    "sha-256",
    "utf-8",
    "base64",
    "ipv6",
    "s3.putObject",
    "ec2",
    "k8s",
    "h264",
    "x86_64",
    "es2015",
    "rfc 7231",
    "deadbeef",
    "facade",
    "decade",
    "cafe2020",
    "step 2",
    "phase-2",
    "page 12 of 50",
    "covid-19",
    "md5",
    "3d render",
    "2fa",
    "1password",
    "node 18",
    "10.0.0.1",
    "1.2.3",
    "error-404",
    "/.well-known/jwks.json",
    "GET /users/{id}",
    "GET /users/:id",
    "a@b",
    "@scope/name",
    "getUserByIdV2WithOAuth2AndSha256",
    "index-1a.html",
    "",
    "/",
    "iso-8859-1",
    "/404.html",
    "GET /errors/500.json",
    "/v1.2.json",
    "/assets/app.js",
    "accessed",
    "effaced",
  ].map((name) => [name]),
)("%s stays", (name) => {
  expect(normalName(name)).toBe(name);
});

test("any name: nothing throws, twice is once, and two orders have one name", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 80, unit: fc.constantFrom(..."ab1290-_:/@.{}fF é") }), (name) => {
      const once = normalName(name);
      expect(normalName(once)).toBe(once);
    }),
  );
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (a, b) => {
      expect(normalName(`/orders/${a}/items`)).toBe(normalName(`/orders/${b}/items`));
    }),
  );
});

test("a megabyte is done in linear time", () => {
  const began = process.cpuUsage();
  for (const part of ["1", "a@", "0x1-", "aaaaaaaaa", "a1", "2024-05-01T", "-", "/1", "a1b2c3d4-"])
    normalName(`${part.repeat(100_000)}-123`);
  expect(process.cpuUsage(began).user).toBeLessThan(2_000_000);
});

-- What lets people and programs in: tokens that were made, and sessions of browsers. Only the SHA-256 of each secret is here.
-- A change is a row more, the latest counts, and what was revoked stays so. `expires` 0 is never. A session ends with its `parent`.
CREATE TABLE IF NOT EXISTS tokens (
  tenant LowCardinality(String), id String, kind LowCardinality(String), hash String, name String, scope LowCardinality(String), parent String,
  created DateTime64(3, 'UTC'), created_by String, expires DateTime('UTC'), revoked Bool, changed DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(changed) ORDER BY (tenant, id);

-- The identity of a person, beside their name: names can be edited, and several people may have the same. An identity is the id of a
-- token, or issuer and subject of a person. Rows of before have none.
ALTER TABLE tokens ADD COLUMN IF NOT EXISTS identity String CODEC(ZSTD(1)) AFTER name;
ALTER TABLE audit ADD COLUMN IF NOT EXISTS identity String CODEC(ZSTD(1)) AFTER actor;
ALTER TABLE notes ADD COLUMN IF NOT EXISTS author_id String CODEC(ZSTD(1)) AFTER author

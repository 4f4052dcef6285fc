-- A person's timeline is a few records of millions. A Bloom filter is read as a whole and has false matches; a text
-- index of whole ids leads to the records (docs/adr/092-find-people-by-text-indexes.md). The engine matches an
-- expression without constants only. Records of before are indexed last and in the background: that takes a second of
-- CPU for each million, and another ALTER of the table would wait for it.
ALTER TABLE business_events ADD INDEX IF NOT EXISTS ix_user_id user_id
  TYPE text(tokenizer = 'array', posting_list_codec = 'bitpacking') GRANULARITY 64;
ALTER TABLE business_events ADD INDEX IF NOT EXISTS ix_anonymous_session repeat(session_id, empty(user_id))
  TYPE text(tokenizer = 'array', posting_list_codec = 'bitpacking') GRANULARITY 64;
ALTER TABLE business_events DROP INDEX IF EXISTS ix_user, DROP INDEX IF EXISTS ix_session;
ALTER TABLE business_events MATERIALIZE INDEX ix_user_id, MATERIALIZE INDEX ix_anonymous_session
  SETTINGS mutations_sync = 0

-- What a person's timeline is found by beside the user: their sessions, and the records of sessions that name no user.
ALTER TABLE identities ADD INDEX IF NOT EXISTS ix_user user_id TYPE bloom_filter(0.01) GRANULARITY 1;
ALTER TABLE business_events ADD INDEX IF NOT EXISTS ix_session session_id TYPE bloom_filter(0.01) GRANULARITY 1;
ALTER TABLE identities MATERIALIZE INDEX ix_user;
ALTER TABLE business_events MATERIALIZE INDEX ix_session
